import { z } from 'zod';

const name = z.string({ error: 'text_expected' }).trim().min(1, 'required').max(80, 'too_long_80').optional();

/** `POST /v1/charges/{id}/refund`: the whole amount; `name` is who wants it, for the journal. */
export const requestRefundSchema = z.strictObject({ name }).meta({ id: 'RequestRefund' });

/**
 * `POST /v1/charges/{id}/refund/resolve`: what a person saw in Recurrente's dashboard of a refund in doubt. `refunded` wants
 * the refund's id there, which the bridge looks up; `not_refunded` is taken on the person's word.
 */
export const resolveRefundSchema = z
  .strictObject({
    outcome: z.enum(['refunded', 'not_refunded'], { error: 'invalid' }),
    refund_id: z
      .string({ error: 'text_expected' })
      .trim()
      .min(1, 'required')
      .max(64, 'too_long_64')
      .optional()
      .meta({ description: 'With `refunded`: its id at Recurrente, `re_…`' }),
    note: z.string({ error: 'required' }).trim().min(1, 'required').max(500, 'too_long_500'),
    name,
  })
  .refine(({ outcome, refund_id: id }) => outcome !== 'refunded' || id !== undefined, {
    path: ['refund_id'],
    message: 'required',
  })
  .meta({ id: 'ResolveRefund' });
export type RefundResolution = z.infer<typeof resolveRefundSchema>;
