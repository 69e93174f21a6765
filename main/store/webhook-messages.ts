import type { Database } from 'better-sqlite3';

export interface WebhookMessage {
  /** `svix-id`. */
  readonly id: string;
  readonly receivedAtMs: number;
  readonly checkoutId: string | null;
  readonly outcome: 'succeeded' | 'failed' | null;
  readonly occurredAtMs: number | null;
}

/** Svix tries for about 28 hours; a message that is older than this is refused by its timestamp long before. */
const KEPT_MS = 30 * 24 * 3_600_000;
/** Twins carry the same moment; two tries with a card on one checkout are further apart. */
const TWIN_MS = 2000;
/** More than are added, so that none pile up. */
const PRUNED_AT_ONCE = 20;

/** The replay memory: what was taken in, by `svix-id`. */
export function createWebhookMessages(db: Database) {
  const has = db.prepare<[string], { n: number }>('SELECT 1 AS n FROM webhook_messages WHERE id = ?');
  const put = db.prepare<[string, number, string | null, string | null, number | null]>(
    'INSERT INTO webhook_messages (id, received_at_ms, checkout_id, outcome, occurred_at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const prune = db.prepare<[number, number]>(
    'DELETE FROM webhook_messages WHERE id IN (SELECT id FROM webhook_messages WHERE received_at_ms < ? ORDER BY received_at_ms LIMIT ?)',
  );
  const told = db.prepare<[string, string], { occurred_at_ms: number | null }>(
    'SELECT occurred_at_ms FROM webhook_messages WHERE checkout_id = ? AND outcome = ?',
  );
  const last = db.prepare<[], { at: number | null }>('SELECT max(received_at_ms) AS at FROM webhook_messages');
  return {
    has: (id: string): boolean => has.get(id) !== undefined,
    remember(message: WebhookMessage): void {
      if (!db.inTransaction) throw new Error('a webhook is remembered in one transaction with its effect');
      prune.run(message.receivedAtMs - KEPT_MS, PRUNED_AT_ONCE);
      put.run(message.id, message.receivedAtMs, message.checkoutId, message.outcome, message.occurredAtMs);
    },
    /** Was this outcome of this checkout told already, under another event name? A checkout is paid once; it may fail again and again. */
    hasTwin: (checkoutId: string, outcome: 'succeeded' | 'failed', occurredAtMs: number | null): boolean =>
      told
        .all(checkoutId, outcome)
        .some(
          ({ occurred_at_ms: at }) =>
            outcome === 'succeeded' || (at !== null && occurredAtMs !== null && Math.abs(at - occurredAtMs) <= TWIN_MS),
        ),
    lastReceivedMs: (): number | null => last.get()?.at ?? null,
  };
}
export type WebhookMessages = ReturnType<typeof createWebhookMessages>;
