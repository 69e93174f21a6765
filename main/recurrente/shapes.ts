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

/** What only decorates an answer: in a form that is not known it is left out, so that it cannot hide whether a sale was paid. */
const aside = <T extends z.ZodType>(shape: T) => shape.nullish().catch(null);

const intentShape = z.object({
  id,
  created_at: aside(time),
  failure_reason: aside(z.string()),
  data: aside(
    z.object({
      auth_code: aside(z.union([z.string(), z.number().transform(String)])),
      failure_reason: aside(z.string()),
    }),
  ),
});

export const checkoutShape = z.object({
  id,
  status: z.enum(keysOf(CHECKOUT_RANK)),
  total_in_cents: whole.nullish(),
  currency: z.string().nullish(),
  created_at: aside(time),
  metadata: aside(z.record(z.string(), z.unknown())),
  latest_intent: aside(intentShape),
  payment: aside(z.object({ id: aside(id), created_at: aside(time) })),
  payment_method: aside(
    z.object({
      card: aside(
        z.object({ last4: aside(z.union([z.string(), z.number().transform(String)])), network: aside(z.string()) }),
      ),
    }),
  ),
});
export type CheckoutShape = z.infer<typeof checkoutShape>;

/** The least that tells whose checkout it is, when the rest of it is in no shape that we know. */
export const namedShape = z.object({ metadata: z.record(z.string(), z.unknown()).nullish() });

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
