/** Refunds: one row per charge, since Recurrente gives back the whole amount or nothing. */
export const refunds = {
  version: 40,
  sql: `
    CREATE TABLE refunds (
      charge_id TEXT PRIMARY KEY REFERENCES charges (id),
      payment_intent_id TEXT NOT NULL UNIQUE,
      amount_in_cents INTEGER NOT NULL CHECK (amount_in_cents > 0),
      currency TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('requested', 'sending', 'in_doubt', 'pending', 'succeeded', 'failed')),
      -- At Recurrente; two charges can never claim one refund.
      refund_id TEXT UNIQUE,
      requested_at_ms INTEGER NOT NULL,
      requested_by TEXT NOT NULL,
      sent_at_ms INTEGER,
      closed_at_ms INTEGER,
      failure_code TEXT,
      failure_message TEXT,
      -- When to act on it next; NULL once it is closed or waits for a person.
      due_at_ms INTEGER,
      tries INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX refunds_due ON refunds (due_at_ms) WHERE due_at_ms IS NOT NULL;
    CREATE INDEX refunds_closed ON refunds (closed_at_ms) WHERE state = 'succeeded';
    CREATE INDEX refunds_doubt ON refunds (requested_at_ms) WHERE state IN ('requested', 'sending', 'in_doubt', 'pending');
  `,
} as const;
