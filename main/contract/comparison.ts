import { z } from 'zod';
import { CURRENCIES } from './money.ts';

const cents = z
  .int()
  .nullable()
  .meta({ description: 'Integer hundredths of the currency; null where the order is not there' });

/** What one of the three says otherwise than the others. */
export const COMPARISON_FAULTS = [
  'recurrente_only',
  'recurrente_missing',
  'recurrente_differs',
  'erp_differs',
  'erp_twice',
  'erp_missing',
  'not_paid',
  'other_day',
  'not_charged',
] as const;
export type ComparisonFault = (typeof COMPARISON_FAULTS)[number];

/** One order in the three books. The ERP and the sale are compared without the tip, the bridge's payment and Recurrente's with it. */
export const comparisonLineSchema = z
  .strictObject({
    order_id: z.string(),
    currency: z.enum(CURRENCIES),
    erp_in_cents: cents,
    sale_in_cents: cents.meta({ description: 'What the bridge was asked to charge' }),
    paid_in_cents: cents.meta({ description: 'What the bridge holds as paid, tip included' }),
    recurrente_in_cents: cents,
    faults: z.array(z.enum(COMPARISON_FAULTS)).meta({ description: 'Empty when the three agree' }),
    charge_id: z.string().nullable(),
    /** Where the ERP's line stands: file and line. */
    erp_at: z.string().nullable(),
    checkout_id: z.string().nullable(),
  })
  .meta({ id: 'ComparisonLine' });
export type ComparisonLine = z.infer<typeof comparisonLineSchema>;

export const dayComparisonSchema = z
  .strictObject({
    date: z.iso.date(),
    made_at: z.iso.datetime(),
    erp: z
      .strictObject({
        files: z.array(z.string()),
        rows: z.int(),
        unread: z
          .array(z.strictObject({ file: z.string(), line: z.int().nullable(), reason: z.string() }))
          .meta({ description: 'Rows or whole files that could not be read: what is missing may be there' }),
      })
      .nullable()
      .meta({ description: 'null: no export of that day was given or found' }),
    recurrente: z.strictObject({
      state: z.enum(['read', 'unreachable']),
      others: z
        .int()
        .meta({ description: "Payments of the account that are not this bridge's: other tills, online sales" }),
    }),
    totals: z.array(
      z.strictObject({
        currency: z.enum(CURRENCIES),
        erp_in_cents: cents,
        sale_in_cents: z.int(),
        paid_in_cents: z.int(),
        recurrente_in_cents: cents,
      }),
    ),
    agreed: z.int(),
    lines: z.array(comparisonLineSchema).meta({ description: 'Those that differ first' }),
  })
  .meta({ id: 'DayComparison' });
export type DayComparison = z.infer<typeof dayComparisonSchema>;

/** `POST /v1/reports/day/compare`: without files the folder of the configuration is looked through. */
export const compareRequestSchema = z
  .strictObject({
    date: z.iso.date({ error: 'time_shape' }).optional().meta({ description: "The shop's day; today without it" }),
    files: z
      .array(
        z.strictObject({
          name: z.string().min(1, 'required').max(255, 'invalid'),
          content_base64: z.base64('invalid'),
        }),
      )
      .max(10, 'invalid')
      .optional()
      .meta({ description: "The ERP's exports of that day; read and forgotten" }),
  })
  .meta({ id: 'CompareDay' });
export type CompareRequest = z.infer<typeof compareRequestSchema>;
