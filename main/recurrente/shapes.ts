import { z } from 'zod';
import { CHECKOUT_RANK, COMMAND_RANK } from '../charge/attempt.ts';

/** Recurrente's answers, the reference and the public captures alike (recurrente-api.md): ids and numbers may be either type. */
export const id = z.union([z.string().min(1), z.number().transform(String)]);
export const whole = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.int());
export const time = z.iso
  .datetime({ offset: true, local: true })
  .transform((text) => Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`));
const keysOf = <T extends string>(ranks: Record<T, number>) => Object.keys(ranks) as [T, ...T[]];

export const commandShape = z.object({
  id,
  external_id: z.string(),
  status: z.enum(keysOf(COMMAND_RANK)),
  terminal_id: id.nullish(),
  amount_in_cents: whole.nullish(),
  currency: z.string().nullish(),
  checkout_id: id.nullish(),
});

const intentShape = z.object({
  id,
  type: z.string().nullish(),
  created_at: time.nullish(),
  failure_reason: z.string().nullish(),
  data: z
    .object({
      auth_code: z.union([z.string(), z.number().transform(String)]).nullish(),
      failure_reason: z.string().nullish(),
    })
    .nullish(),
});

export const checkoutShape = z.object({
  id,
  status: z.enum(keysOf(CHECKOUT_RANK)),
  total_in_cents: whole.nullish(),
  currency: z.string().nullish(),
  created_at: time.nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  latest_intent: intentShape.nullish(),
  payment: z.object({ id: id.nullish(), created_at: time.nullish() }).nullish(),
  payment_method: z
    .object({
      card: z
        .object({ last4: z.union([z.string(), z.number().transform(String)]).nullish(), network: z.string().nullish() })
        .nullish(),
    })
    .nullish(),
});
export type CheckoutShape = z.infer<typeof checkoutShape>;

/** A list is a bare array, or wrapped as `{data: […]}`. One unreadable item does not hide the others. */
export const checkoutListShape = z.union([
  z.array(z.unknown()),
  z.object({ data: z.array(z.unknown()) }).transform(({ data }) => data),
]);

export const accountShape = z.looseObject({ name: z.string().nullish() });

export const refundShape = z.object({
  id,
  status: z.string(),
  account_refunded_amount_in_cents: whole.nullish(),
  customer_refunded_amount_in_cents: whole.nullish(),
  currency: z.string().nullish(),
  created_at: time.nullish(),
});
export type RefundShape = z.infer<typeof refundShape>;

/** 401 and 422 bodies: `message`, `error`, and a map of field to messages in Spanish. */
export const errorShape = z.looseObject({
  message: z.string().nullish(),
  error: z
    .union([z.string(), z.looseObject({ message: z.string().nullish() }).transform((error) => error.message ?? '')])
    .nullish(),
  errors: z
    .union([
      z.record(z.string(), z.union([z.array(z.string()), z.string().transform((text) => [text])])),
      z.array(z.string()).transform((list) => ({ base: list })),
    ])
    .nullish(),
});
export type ErrorShape = z.infer<typeof errorShape>;
