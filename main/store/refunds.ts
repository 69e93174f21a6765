import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { Refund, RefundState } from '../charge/refund.ts';
import { refundViewSchema } from '../contract/charge.ts';
import { CURRENCIES } from '../contract/money.ts';

const rowSchema = z.strictObject({
  charge_id: z.string(),
  payment_intent_id: z.string(),
  amount_in_cents: z.int(),
  currency: z.enum(CURRENCIES),
  state: refundViewSchema.shape.status,
  refund_id: z.string().nullable(),
  requested_at_ms: z.int(),
  requested_by: z.string(),
  sent_at_ms: z.int().nullable(),
  closed_at_ms: z.int().nullable(),
  failure_code: z.string().nullable(),
  failure_message: z.string().nullable(),
  due_at_ms: z.int().nullable(),
  tries: z.int(),
});
type Row = z.infer<typeof rowSchema>;

function read(raw: unknown): Refund {
  const row = rowSchema.parse(raw);
  return {
    chargeId: row.charge_id,
    paymentIntentId: row.payment_intent_id,
    amountInCents: row.amount_in_cents,
    currency: row.currency,
    state: row.state,
    refundId: row.refund_id,
    requestedAtMs: row.requested_at_ms,
    requestedBy: row.requested_by,
    sentAtMs: row.sent_at_ms,
    closedAtMs: row.closed_at_ms,
    failure: row.failure_code === null ? null : { code: row.failure_code, message: row.failure_message },
    dueAtMs: row.due_at_ms,
    tries: row.tries,
  };
}

const write = (refund: Refund): Row => ({
  charge_id: refund.chargeId,
  payment_intent_id: refund.paymentIntentId,
  amount_in_cents: refund.amountInCents,
  currency: refund.currency,
  state: refund.state,
  refund_id: refund.refundId,
  requested_at_ms: refund.requestedAtMs,
  requested_by: refund.requestedBy,
  sent_at_ms: refund.sentAtMs,
  closed_at_ms: refund.closedAtMs,
  failure_code: refund.failure?.code ?? null,
  failure_message: refund.failure?.message ?? null,
  due_at_ms: refund.dueAtMs,
  tries: refund.tries,
});

/** No refund is ever put off for so long: what is due later than that was written before the PC's clock was set back. */
const LONGEST_WAIT_MS = 10 * 60_000;

/** Refunds by charge. put() must run inside a transaction, beside the journal line that explains it. */
export function createRefundTable(db: Database) {
  const columns = Object.keys(rowSchema.shape);
  const put = db.prepare<[Row]>(
    `INSERT INTO refunds (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})
     ON CONFLICT (charge_id) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  );
  const get = db.prepare<[string]>('SELECT * FROM refunds WHERE charge_id = ?');
  const byRefundId = db.prepare<[string]>('SELECT * FROM refunds WHERE refund_id = ?');
  const byPayment = db.prepare<[string]>('SELECT * FROM refunds WHERE payment_intent_id = ?');
  const due = db.prepare<[number, number, number]>(
    'SELECT * FROM refunds WHERE due_at_ms <= ? OR due_at_ms > ? ORDER BY due_at_ms LIMIT ?',
  );
  const nextDue = db.prepare<[], { at: number | null }>(
    'SELECT min(due_at_ms) AS at FROM refunds WHERE due_at_ms IS NOT NULL',
  );
  const inState = db.prepare<[string]>('SELECT * FROM refunds WHERE state = ? ORDER BY requested_at_ms');
  const succeededBetween = db.prepare<[number, number]>(
    "SELECT * FROM refunds WHERE state = 'succeeded' AND closed_at_ms >= ? AND closed_at_ms < ? ORDER BY closed_at_ms",
  );
  const counts = db.prepare<[], { state: string; n: number }>(
    'SELECT state, count(*) AS n FROM refunds GROUP BY state',
  );
  const maybe = (row: unknown): Refund | undefined => (row === undefined ? undefined : read(row));

  return {
    put(refund: Refund): void {
      if (!db.inTransaction) throw new Error('a refund is saved in one transaction with its journal line');
      put.run(write(refund));
    },
    get: (chargeId: string): Refund | undefined => maybe(get.get(chargeId)),
    byRefundId: (refundId: string): Refund | undefined => maybe(byRefundId.get(refundId)),
    byPaymentIntent: (id: string): Refund | undefined => maybe(byPayment.get(id)),
    due: (nowMs: number, limit: number): Refund[] => due.all(nowMs, nowMs + LONGEST_WAIT_MS, limit).map(read),
    nextDueMs: (): number | null => nextDue.get()?.at ?? null,
    inState: (state: RefundState): Refund[] => inState.all(state).map(read),
    succeededBetween: (fromMs: number, toMs: number): Refund[] => succeededBetween.all(fromMs, toMs).map(read),
    counts: (): Readonly<Record<string, number>> => Object.fromEntries(counts.all().map(({ state, n }) => [state, n])),
  };
}
export type RefundTable = ReturnType<typeof createRefundTable>;
