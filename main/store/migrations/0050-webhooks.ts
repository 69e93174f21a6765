/** Webhooks that were taken in, so that a replay or a twin has no second effect. */
export const webhooks = {
  version: 50,
  sql: `
    CREATE TABLE webhook_messages (
      id TEXT PRIMARY KEY,
      received_at_ms INTEGER NOT NULL,
      -- What it told: a twin is another event of the same outcome of the same checkout at the same moment.
      checkout_id TEXT,
      outcome TEXT CHECK (outcome IN ('succeeded', 'failed')),
      occurred_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX webhook_messages_age ON webhook_messages (received_at_ms);
    CREATE INDEX webhook_messages_checkout ON webhook_messages (checkout_id, outcome) WHERE checkout_id IS NOT NULL;
  `,
} as const;
