import { z } from 'zod';
import { chargeViewSchema } from './charge.ts';
import { CURRENCIES } from './money.ts';
import { listQuerySchema, newChargeSchema } from './requests.ts';
import { CONNECTIONS } from './status.ts';

/** What `puente hub` answers about a chain: many shops, each with its bridges and terminals. */

const cents = z.int().meta({ description: 'Integer hundredths of the currency' });
const time = z.iso.datetime();

/** A charge of any shop. `bridge` and `shop` are null while no bridge has fetched it and nobody holds its terminal. */
export const chainChargeSchema = chargeViewSchema
  .extend({ account: z.string(), shop: z.string().nullable(), bridge: z.string().nullable() })
  .meta({ id: 'ChainCharge' });
export type ChainCharge = z.infer<typeof chainChargeSchema>;

export const chainPageSchema = z
  .strictObject({
    data: z.array(chainChargeSchema),
    next_cursor: z.string().nullable().meta({ description: 'Send it as `cursor` for the next page; null on the last' }),
  })
  .meta({ id: 'ChainPage' });

/** As `POST /v1/charges` of a bridge, but for what only a bridge on the same PC can do. */
export const newChainChargeSchema = newChargeSchema
  .omit({ callback_url: true, terminal: true })
  .extend({
    terminal: z
      .string({ error: 'required' })
      .trim()
      .min(1, 'required')
      .max(130, 'too_long_200')
      .meta({ description: 'Id, `shop/alias`, or an alias that only one shop has', example: 'tienda-03/caja1' }),
    account: z.string({ error: 'text_expected' }).max(60, 'too_long_64').optional(),
  })
  .meta({ id: 'NewChainCharge' });
export type NewChainCharge = z.infer<typeof newChainChargeSchema>;

export const chainQuerySchema = listQuerySchema
  .omit({ wait: true })
  .extend({ shop: z.string().max(60, 'too_long_64').optional() })
  .meta({ id: 'ChainQuery' });
export type ChainQuery = z.infer<typeof chainQuerySchema>;

/** Money of a day in one currency. */
export const chainTotalsSchema = z
  .strictObject({
    currency: z.enum(CURRENCIES),
    count: z.int().meta({ description: 'Payments' }),
    sales_in_cents: cents.meta({ description: 'Without tips' }),
    tips_in_cents: cents,
    refunds_count: z.int(),
    refunds_in_cents: cents,
    net_in_cents: cents.meta({ description: 'Sales plus tips less refunds' }),
  })
  .meta({ id: 'ChainTotals' });
export type ChainTotals = z.infer<typeof chainTotalsSchema>;

export const chainTerminalSchema = z
  .strictObject({
    account: z.string(),
    id: z.string(),
    alias: z.string(),
    name: z.string(),
    shop: z.string().nullable().meta({ description: 'The shop of the bridge that holds it' }),
    mode: z.enum(['own', 'shared']),
    holder: z.string().nullable(),
    since: time,
    expires_in_seconds: z.int().nullable(),
    wanted_by: z.string().nullable(),
    busy: z
      .strictObject({
        order_id: z.string(),
        amount_in_cents: cents,
        currency: z.string(),
        status: z.string(),
        since: time,
      })
      .nullable(),
  })
  .meta({ id: 'ChainTerminal' });
export type ChainTerminal = z.infer<typeof chainTerminalSchema>;

/** Why a bridge needs a look: it is silent, or its own line to Recurrente is not in order. */
export const BRIDGE_TROUBLES = ['silent', 'offline', 'key_refused', 'key_missing', 'replay_stopped'] as const;
export const chainBridgeSchema = z
  .strictObject({
    bridge: z.string(),
    shop: z.string(),
    account: z.string(),
    connection: z.enum(CONNECTIONS).nullable().meta({ description: 'To Recurrente, as the bridge said last' }),
    trouble: z.enum(BRIDGE_TROUBLES).nullable(),
    last_seen_at: time,
    version: z.string(),
    queued: z.int().meta({ description: 'Charges that wait in its queues' }),
  })
  .meta({ id: 'ChainBridge' });
export type ChainBridge = z.infer<typeof chainBridgeSchema>;

export const shopViewSchema = z
  .strictObject({
    shop: z.string(),
    bridges: z.array(chainBridgeSchema),
    terminals: z.array(chainTerminalSchema),
    open: z.int(),
    in_doubt: z.int(),
    today: z.array(chainTotalsSchema),
  })
  .meta({ id: 'ShopView' });
export type ShopView = z.infer<typeof shopViewSchema>;

/** The whole of a chain but its shops: what a person looks at first. */
export const chainSummarySchema = z
  .strictObject({
    made_at: time,
    day: z.iso.date(),
    counts: z.strictObject({
      shops: z.int(),
      bridges: z.int(),
      bridges_in_trouble: z.int(),
      terminals: z.int(),
      open: z.int(),
      in_doubt: z.int(),
    }),
    in_doubt: z.array(chainChargeSchema).meta({ description: 'Longest in doubt first, 100 at most' }),
    waiting: z
      .array(chainChargeSchema)
      .meta({ description: 'Sent for a terminal and not taken by a bridge yet, oldest first, 100 at most' }),
    trouble: z.array(chainBridgeSchema).meta({ description: 'Bridges that need a look, longest silent first' }),
    today: z.array(chainTotalsSchema),
  })
  .meta({ id: 'ChainSummary' });
export type ChainSummary = z.infer<typeof chainSummarySchema>;

export const overviewSchema = z
  .strictObject({ summary: chainSummarySchema, shops: z.array(shopViewSchema) })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof overviewSchema>;

/** Who looks: `GET /v1/me`. */
export const chainUserSchema = z
  .strictObject({
    name: z.string(),
    scopes: z.array(z.string()),
    shops: z.array(z.string()).nullable().meta({ description: 'null: every shop' }),
  })
  .meta({ id: 'ChainUser' });
export type ChainUser = z.infer<typeof chainUserSchema>;

/** A shop's terminal in the chain's day close. */
export const chainDayGroupSchema = chainTotalsSchema
  .extend({ account: z.string(), shop: z.string(), terminal: z.strictObject({ id: z.string(), alias: z.string() }) })
  .meta({ id: 'ChainDayGroup' });
export type ChainDayGroup = z.infer<typeof chainDayGroupSchema>;

export const chainDaySchema = z
  .strictObject({
    date: z.iso.date(),
    time_zone: z.literal('America/Guatemala'),
    made_at: time,
    totals: z.array(chainTotalsSchema),
    groups: z.array(chainDayGroupSchema),
    attention: z.array(chainChargeSchema).meta({ description: 'Of that day and still open or in doubt, 200 at most' }),
    missing: z.array(chainBridgeSchema).meta({
      description: 'Bridges that were not heard of since that day began to end: their part may be incomplete',
    }),
  })
  .meta({ id: 'ChainDay' });
export type ChainDay = z.infer<typeof chainDaySchema>;

export const chainDayQuerySchema = z
  .strictObject({
    date: z.iso.date({ error: 'time_shape' }).optional(),
    shop: z.string().max(60, 'too_long_64').optional(),
    format: z.enum(['json', 'csv'], { error: 'format_unknown' }).default('json'),
    lines: z
      .enum(['totals', 'payments'], { error: 'invalid' })
      .default('totals')
      .meta({ description: 'Of the CSV: a line for each terminal, or for each payment and refund' }),
  })
  .meta({ id: 'ChainDayQuery' });
export type ChainDayQuery = z.infer<typeof chainDayQuerySchema>;
