import { z } from 'zod';
import { CURRENCIES } from './money.ts';
import { statusSchema } from './charge.ts';

/**
 * Bodies and queries of the HTTP API. Messages are keys of the fault catalogue (faults.ts), so that the same schema
 * answers in Spanish and in English.
 */
/** Some letters and marks show nothing (fillers, joiners, the empty braille cell): two orders that look alike would be two sales. */
const printable = /^(?:(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{M}\p{N}\p{P}\p{S} ])+$/u;

/** One form of each letter: systems write an accent as one sign or as two, and nobody sees the difference; as two orders it would be paid twice. */
export const orderIdSchema = z
  .string({ error: 'required' })
  .trim()
  .normalize('NFC')
  .min(1, 'required')
  .max(64, 'too_long_64')
  .regex(printable, 'not_printable')
  .meta({ description: "The ERP's own number: 1 to 64 printable characters", example: 'FAC-00123' });

export const newChargeSchema = z
  .strictObject({
    order_id: orderIdSchema,
    amount: z
      .union([z.string(), z.number()], { error: 'amount_shape' })
      .optional()
      .meta({ description: 'Units with at most two decimals, dot as decimal mark', example: '125.50' }),
    amount_in_cents: z.int({ error: 'cents_shape' }).optional(),
    currency: z.enum(CURRENCIES, { error: 'currency_unknown' }).optional(),
    terminal: z
      .string({ error: 'text_expected' })
      .min(1, 'required')
      .max(64, 'too_long_64')
      .optional()
      .meta({ description: 'Alias or id; the default terminal without it' }),
    description: z.string({ error: 'text_expected' }).max(200, 'too_long_200').optional(),
    installments: z
      .int({ error: 'installments_shape' })
      .min(2, 'installments_shape')
      .max(48, 'installments_shape')
      .nullable()
      .optional(),
    expires_in: z
      .int({ error: 'expires_shape' })
      .min(5, 'expires_shape')
      .max(86_400, 'expires_shape')
      .optional()
      .meta({ description: 'Seconds in the queue before it asks a person' }),
    metadata: z
      .record(z.string().max(40, 'too_long_40'), z.string({ error: 'text_expected' }).max(500, 'too_long_500'), {
        error: 'metadata_shape',
      })
      .optional(),
    callback_url: z
      .url({ protocol: /^https?$/, error: 'url_shape' })
      .max(500, 'too_long_500')
      .optional(),
    replace: z.boolean({ error: 'boolean_expected' }).optional(),
  })
  .meta({ id: 'NewCharge' });
export type NewChargeBody = z.infer<typeof newChargeSchema>;

export const moveSchema = z
  .strictObject({ terminal: z.string({ error: 'required' }).min(1, 'required').max(64, 'too_long_64') })
  .meta({ id: 'Move' });

export const RESOLUTIONS = ['not_paid', 'same_sale', 'new_sale'] as const;
export const resolveSchema = z
  .strictObject({
    outcome: z.enum(RESOLUTIONS, { error: 'outcome_unknown' }),
    note: z.string({ error: 'required' }).trim().min(1, 'required').max(500, 'too_long_500'),
    name: z.string({ error: 'text_expected' }).trim().min(1, 'required').max(80, 'too_long_80').optional(),
  })
  .meta({ id: 'Resolve' });
export type Resolution = z.infer<typeof resolveSchema>;

export const releaseSchema = z
  .strictObject({
    note: z.string({ error: 'required' }).trim().min(1, 'required').max(500, 'too_long_500'),
    name: z.string({ error: 'text_expected' }).trim().min(1, 'required').max(80, 'too_long_80').optional(),
  })
  .meta({ id: 'Release' });

const dayOrTime = z.union([z.iso.datetime({ offset: true }), z.iso.date()], { error: 'time_shape' });
export const listQuerySchema = z
  .strictObject({
    order_id: z.string().trim().normalize('NFC').max(64, 'too_long_64').optional(),
    status: z
      .string()
      .optional()
      .transform((text, ctx) => {
        const wanted = (text ?? '').split(',').filter(Boolean);
        const parsed = z.array(statusSchema).safeParse(wanted);
        if (!parsed.success) ctx.addIssue({ code: 'custom', message: 'status_unknown' });
        return parsed.success ? parsed.data : [];
      }),
    terminal: z.string().optional(),
    from: dayOrTime.optional(),
    to: dayOrTime.optional(),
    q: z
      .string()
      .max(64, 'too_long_64')
      .optional()
      .meta({ description: 'Part of an order number, last four digits, or an amount' }),
    limit: z.coerce
      .number({ error: 'limit_shape' })
      .int('limit_shape')
      .min(1, 'limit_shape')
      .max(500, 'limit_shape')
      .default(50),
    cursor: z.string().max(200).optional(),
    wait: z.coerce.number({ error: 'wait_shape' }).min(0, 'wait_shape').max(60, 'wait_shape').optional(),
  })
  .meta({ id: 'ChargeQuery' });
export type ListQuery = z.infer<typeof listQuerySchema>;

export const waitQuerySchema = z.object({
  wait: z.coerce.number({ error: 'wait_shape' }).min(0, 'wait_shape').max(60, 'wait_shape').optional(),
});

/** Where a stream of news goes on; for callers that cannot set the header Last-Event-ID. */
export const resumeQuerySchema = z.object({ last_event_id: z.string().optional() });
