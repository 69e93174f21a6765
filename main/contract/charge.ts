import { z } from 'zod';
import { CURRENCIES } from './money.ts';

/** Every status a charge can be in, in the order of its life (bridge-api.md, "Charges"). */
export const STATUSES = [
  'queued',
  'sending',
  'pending',
  'dispatched',
  'in_doubt',
  'paid',
  'declined',
  'failed',
  'superseded',
  'cancelled',
  'expired',
] as const;
export const statusSchema = z.enum(STATUSES);
export type Status = z.infer<typeof statusSchema>;

/** Statuses that nothing but a late payment or a person changes any more. */
export const FINAL_STATUSES = ['paid', 'declined', 'failed', 'superseded', 'cancelled', 'expired'] as const;
export const isFinal = (status: Status): boolean => (FINAL_STATUSES as readonly Status[]).includes(status);

/** How a charge came in. */
export const SOURCES = ['http', 'file', 'serial', 'cli', 'manual', 'demo', 'hub'] as const;
export const sourceSchema = z.enum(SOURCES);
export type Source = z.infer<typeof sourceSchema>;

const isoTime = z.iso.datetime().meta({ description: 'UTC time, ISO 8601', example: '2026-11-22T18:04:05.120Z' });
const cents = z.int().meta({ description: 'Integer hundredths of the currency' });

/** What became of one terminal command of a charge. `not_ours`: the id was taken by an older sale of the same number. */
export const ATTEMPT_STATUSES = [
  'sending',
  'pending',
  'dispatched',
  'consumed',
  'superseded',
  'failed',
  'rejected',
  'not_ours',
  'not_sent',
] as const;
export const attemptViewSchema = z
  .strictObject({
    number: z.int(),
    external_id: z.string(),
    status: z.enum(ATTEMPT_STATUSES),
    command_id: z.string().nullable(),
    checkout_id: z.string().nullable(),
    sent_at: isoTime.nullable(),
    closed_at: isoTime.nullable(),
  })
  .meta({ id: 'Attempt' });
export type AttemptView = z.infer<typeof attemptViewSchema>;

export const refundViewSchema = z
  .strictObject({
    id: z.string().nullable(),
    status: z.enum(['requested', 'sending', 'in_doubt', 'pending', 'succeeded', 'failed']),
    amount_in_cents: cents,
    requested_at: isoTime,
    closed_at: isoTime.nullable(),
    failure: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'Refund' });
export type RefundView = z.infer<typeof refundViewSchema>;

/**
 * How far a charge came that was sent for a terminal elsewhere. `waiting`: no bridge has fetched it; `claimed`: one has, and has
 * not said yet whether it took it; from `accepted` on the charge's own status tells.
 */
export const REMOTE_STATUSES = ['waiting', 'claimed', 'accepted', 'refused', 'expired', 'cancelled'] as const;
export const remoteViewSchema = z
  .strictObject({
    status: z.enum(REMOTE_STATUSES),
    bridge: z.string().nullable(),
    origin: z.string(),
    charge_id: z.string().nullable(),
  })
  .meta({ id: 'Remote' });
export type RemoteView = z.infer<typeof remoteViewSchema>;

/** The charge as everyone outside sees it: HTTP, SSE, callbacks, the window. */
export const chargeViewSchema = z
  .strictObject({
    id: z.string(),
    order_id: z.string(),
    status: statusSchema,
    final: z.boolean(),
    paid: z.boolean(),
    currency: z.enum(CURRENCIES),
    amount_in_cents: cents,
    paid_in_cents: cents.nullable(),
    tip_in_cents: cents.nullable(),
    terminal: z.strictObject({ id: z.string(), alias: z.string() }),
    source: sourceSchema,
    description: z.string().nullable(),
    installments: z.int().nullable(),
    card: z.strictObject({ last4: z.string(), network: z.string() }).nullable(),
    auth_code: z.string().nullable(),
    payment_intent_id: z.string().nullable(),
    failure: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    refund: refundViewSchema.nullable(),
    next_step: z.string().meta({ description: 'What the person at the till does now, in one sentence' }),
    attempts: z.array(attemptViewSchema),
    created_at: isoTime,
    updated_at: isoTime,
    paid_at: isoTime.nullable(),
    expires_at: isoTime.nullable(),
    released: z.boolean().meta({ description: 'in_doubt, but a person let the terminal go on past it' }),
    metadata: z.record(z.string(), z.string()),
    remote: remoteViewSchema
      .optional()
      .meta({ description: 'Only with a charge that was sent for a terminal elsewhere' }),
  })
  .meta({ id: 'Charge' });
export type ChargeView = z.infer<typeof chargeViewSchema>;

/** A closed charge is not waited for, but for a refund that is under way. */
export const isSettled = ({ status, refund }: ChargeView): boolean =>
  isFinal(status) && (refund === null || refund.closed_at !== null);

/** One line of a charge's journal (`GET /v1/charges/{id}/events`). */
export const journalEntrySchema = z
  .strictObject({
    seq: z.int(),
    at: isoTime,
    kind: z.string(),
    status: statusSchema.nullable(),
    message: z.string().meta({ description: 'The event in plain Spanish' }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'JournalEntry' });
export type JournalEntry = z.infer<typeof journalEntrySchema>;
