import { z } from 'zod';
import { chargeViewSchema } from './charge.ts';
import { CURRENCIES } from './money.ts';

const cents = z.int().meta({ description: 'Integer hundredths of the currency' });

/** A payment in the day close, in the columns of the terminal's own batch report (recurrente-api.md, "The terminal's own habits"). */
export const dayLineSchema = z
  .strictObject({
    charge_id: z.string(),
    order_id: z.string(),
    paid_at: z.iso.datetime(),
    time: z.string().meta({ description: "Wall time in the shop's zone, HH:MM:SS" }),
    last4: z.string().nullable(),
    network: z.string().nullable(),
    auth_code: z.string().nullable(),
    amount_in_cents: cents,
    tip_in_cents: cents,
    paid_in_cents: cents,
    installments: z.int().nullable(),
    refunded_in_cents: cents,
  })
  .meta({ id: 'DayLine' });
export type DayLine = z.infer<typeof dayLineSchema>;

/** A refund in the day close, on the day on which it was made, whenever the sale was. */
export const dayRefundSchema = z
  .strictObject({
    charge_id: z.string(),
    order_id: z.string(),
    refunded_at: z.iso.datetime(),
    time: z.string().meta({ description: "Wall time in the shop's zone, HH:MM:SS" }),
    paid_on: z.iso.date().meta({ description: "The shop's day of the sale" }),
    last4: z.string().nullable(),
    auth_code: z.string().nullable(),
    refund_id: z.string().nullable(),
    amount_in_cents: cents,
  })
  .meta({ id: 'DayRefund' });
export type DayRefund = z.infer<typeof dayRefundSchema>;

/** One terminal and currency, comparable with that terminal's batch report line by line. */
export const dayGroupSchema = z
  .strictObject({
    terminal: z.strictObject({ id: z.string(), alias: z.string(), name: z.string() }),
    currency: z.enum(CURRENCIES),
    count: z.int(),
    sales_in_cents: cents.meta({ description: 'Without tips' }),
    tips_in_cents: cents,
    refunds_count: z.int().meta({ description: 'Refunds made on this day, of this or an earlier day' }),
    refunds_in_cents: cents,
    net_in_cents: cents.meta({ description: 'Sales plus tips less refunds' }),
    lines: z.array(dayLineSchema),
    refunds: z.array(dayRefundSchema),
  })
  .meta({ id: 'DayGroup' });
export type DayGroup = z.infer<typeof dayGroupSchema>;

export const dayReportSchema = z
  .strictObject({
    date: z.iso.date(),
    time_zone: z.literal('America/Guatemala'),
    made_at: z.iso.datetime(),
    groups: z.array(dayGroupSchema),
    attention: z
      .array(chargeViewSchema)
      .meta({ description: 'Of that day and still open, in doubt, or with a refund that is: look at these first' }),
    unpaid: z.array(chargeViewSchema).meta({ description: 'Of that day and closed without a payment' }),
    hours: z
      .array(z.strictObject({ hour: z.int(), paid: z.int(), unpaid: z.int(), in_doubt: z.int() }))
      .meta({ description: 'The 24 hours of the day: charges by outcome, by the hour in which they came in' }),
  })
  .meta({ id: 'DayReport' });
export type DayReport = z.infer<typeof dayReportSchema>;

export const dayQuerySchema = z
  .strictObject({
    date: z.iso.date({ error: 'time_shape' }).optional().meta({ description: "The shop's day; today without it" }),
    format: z.enum(['json', 'csv'], { error: 'format_unknown' }).default('json'),
  })
  .meta({ id: 'DayQuery' });
