import { z } from 'zod';
import { chargeViewSchema } from './charge.ts';
import { LANGS } from './faults.ts';
import { hubViewSchema, leaseViewSchema } from './hub.ts';
import { CURRENCIES } from './money.ts';

export const CONNECTIONS = ['online', 'offline', 'key_refused', 'key_missing', 'replay_stopped'] as const;
export type Connection = (typeof CONNECTIONS)[number];

/** What a lane (the queue of one terminal) is doing. `held`: by a charge in doubt; `waiting`: for the network or the key. */
export const LANE_STATES = ['idle', 'waiting', 'busy', 'held'] as const;
export type LaneState = (typeof LANE_STATES)[number];

export const terminalViewSchema = z
  .strictObject({
    id: z.string(),
    alias: z.string(),
    name: z.string(),
    state: z.enum(LANE_STATES),
    charge: chargeViewSchema.nullable().meta({ description: 'The charge that the lane works on' }),
    queued: z.int(),
    queue: z.array(chargeViewSchema).meta({ description: 'The next charges, oldest first, 20 at most' }),
    last: chargeViewSchema.nullable().meta({ description: 'The charge closed last on this terminal' }),
    lease: leaseViewSchema.optional().meta({ description: 'Who holds the terminal; only with a hub' }),
  })
  .meta({ id: 'Terminal' });
export type TerminalView = z.infer<typeof terminalViewSchema>;

export const ALERT_CODES = [
  'late_payment',
  'overpaid_twice',
  'amount_differs',
  'paid_old_amount',
  'replay_created',
  'orphan_payment',
  'lane_stuck',
  'not_compared',
  'offline',
  'key_refused',
  'charge_in_doubt',
  'number_reused',
  'database_restored',
  'disk_full',
  'folder_lost',
  'folder_denied',
  'folder_doubled',
  'file_stuck',
  'file_vanished',
  'file_rejected',
  'rows_rejected',
  'result_failed',
  'results_stranded',
  'refund_in_doubt',
  'refund_failed',
  'callback_dead',
  'callback_secret_changed',
] as const;
export type AlertCode = (typeof ALERT_CODES)[number];
export const alertSchema = z
  .strictObject({
    id: z.int(),
    at: z.iso.datetime(),
    code: z.enum(ALERT_CODES),
    level: z.enum(['info', 'warning', 'critical']),
    charge_id: z.string().nullable(),
    order_id: z.string().nullable(),
    message: z.string(),
    acknowledged: z.boolean(),
  })
  .meta({ id: 'Alert' });
export type Alert = z.infer<typeof alertSchema>;

/** An alert in the log: as it was told, and what became of it. */
export const alertEntrySchema = alertSchema
  .extend({
    ended_at: z.iso.datetime().nullable().meta({ description: 'When a person saw it, or its cause went away' }),
    seen_by: z.string().nullable().meta({ description: 'Who saw it; null when its cause went away by itself' }),
  })
  .meta({ id: 'AlertEntry' });
export type AlertEntry = z.infer<typeof alertEntrySchema>;
export const alertPageSchema = z
  .strictObject({
    data: z.array(alertEntrySchema),
    next_before: z.int().nullable().meta({ description: 'Send it as `before` for older ones; null at the end' }),
  })
  .meta({ id: 'AlertPage' });
export type AlertPage = z.infer<typeof alertPageSchema>;

const importViewSchema = z
  .strictObject({ folder: z.string(), file: z.string(), rows_done: z.int(), total_rows: z.int() })
  .meta({ id: 'Import' });
export type ImportView = z.infer<typeof importViewSchema>;

export const statusViewSchema = z
  .strictObject({
    connection: z.enum(CONNECTIONS),
    connection_since: z.iso.datetime(),
    next_step: z.string(),
    sandbox: z.boolean(),
    language: z.enum(LANGS).meta({ description: 'Of the window, where a person has chosen none' }),
    currency: z.enum(CURRENCIES).meta({ description: 'Of charges that name none' }),
    queues: z.strictObject({ queued: z.int(), open: z.int(), in_doubt: z.int(), expired_today: z.int() }),
    disk: z.strictObject({ state: z.enum(['ok', 'low', 'full', 'read_only']), free_bytes: z.int().nullable() }),
    versions: z.strictObject({ puente: z.string(), node: z.string(), sqlite: z.string(), schema: z.int() }),
    started_at: z.iso.datetime(),
    imports: z.array(importViewSchema).meta({ description: 'Large export files that are being taken right now' }),
    alerts: z.array(alertSchema),
    terminals: z.array(terminalViewSchema),
    hub: hubViewSchema.optional().meta({ description: 'The connection to the hub; only with one' }),
  })
  .meta({ id: 'BridgeStatus' });
export type StatusView = z.infer<typeof statusViewSchema>;
