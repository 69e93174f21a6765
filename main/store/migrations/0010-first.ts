/** Charges, their attempts, the journal and what hangs on them. */
export const first = {
  version: 10,
  sql: `
    CREATE TABLE charges (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      order_id TEXT NOT NULL UNIQUE,
      source TEXT NOT NULL,
      terminal_id TEXT NOT NULL,
      amount_in_cents INTEGER NOT NULL CHECK (amount_in_cents > 0),
      currency TEXT NOT NULL,
      installments INTEGER,
      description TEXT,
      metadata TEXT NOT NULL,
      callback_url TEXT,
      created_at_ms INTEGER NOT NULL,
      updated_at_ms INTEGER NOT NULL,
      expires_at_ms INTEGER NOT NULL,
      expire_after_ms INTEGER NOT NULL,
      wish TEXT NOT NULL CHECK (wish IN ('charge', 'cancelled', 'expired')),
      wish_attempt INTEGER NOT NULL,
      released_at_ms INTEGER,
      -- Derived from the attempts' facts in the same transaction, so that queries need not read the facts.
      status TEXT NOT NULL,
      on_terminal INTEGER NOT NULL CHECK (on_terminal IN (0, 1)),
      closed_at_ms INTEGER,
      paid_at_ms INTEGER,
      paid_in_cents INTEGER,
      tip_in_cents INTEGER,
      last4 TEXT,
      -- Final but perhaps still payable: when to look again, and until when.
      watch_next_at_ms INTEGER,
      watch_until_ms INTEGER
    ) STRICT;
    CREATE INDEX charges_open ON charges (terminal_id, seq)
      WHERE status IN ('queued', 'sending', 'pending', 'dispatched', 'in_doubt') OR on_terminal = 1;
    CREATE INDEX charges_watch ON charges (watch_next_at_ms) WHERE watch_next_at_ms IS NOT NULL;
    CREATE INDEX charges_status ON charges (status, seq);
    CREATE INDEX charges_terminal ON charges (terminal_id, seq);
    CREATE INDEX charges_created ON charges (created_at_ms);
    CREATE INDEX charges_paid ON charges (paid_at_ms) WHERE paid_at_ms IS NOT NULL;
    CREATE INDEX charges_closed ON charges (terminal_id, closed_at_ms) WHERE closed_at_ms IS NOT NULL;
    CREATE INDEX charges_last4 ON charges (last4, seq) WHERE last4 IS NOT NULL;
    CREATE INDEX charges_amount ON charges (amount_in_cents, seq);
    CREATE VIRTUAL TABLE charge_words USING fts5 (order_id, content='charges', content_rowid='seq', tokenize='trigram');
    CREATE TRIGGER charge_words_insert AFTER INSERT ON charges BEGIN
      INSERT INTO charge_words (rowid, order_id) VALUES (new.seq, new.order_id);
    END;

    CREATE TABLE attempts (
      charge_id TEXT NOT NULL REFERENCES charges (id),
      number INTEGER NOT NULL,
      external_id TEXT NOT NULL UNIQUE,
      facts TEXT NOT NULL,
      PRIMARY KEY (charge_id, number)
    ) STRICT;
    CREATE TABLE attempt_checkouts (
      checkout_id TEXT PRIMARY KEY,
      external_id TEXT NOT NULL REFERENCES attempts (external_id)
    ) STRICT;

    CREATE TABLE journal (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      at_ms INTEGER NOT NULL,
      charge_id TEXT,
      kind TEXT NOT NULL,
      status TEXT,
      data TEXT NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
    CREATE INDEX journal_charge ON journal (charge_id, seq) WHERE charge_id IS NOT NULL;
    CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

    CREATE TABLE alerts (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at_ms INTEGER NOT NULL,
      code TEXT NOT NULL,
      level TEXT NOT NULL,
      charge_id TEXT,
      subject TEXT NOT NULL,
      data TEXT NOT NULL,
      acknowledged_at_ms INTEGER,
      acknowledged_by TEXT,
      UNIQUE (code, subject)
    ) STRICT;
    CREATE INDEX alerts_open ON alerts (id) WHERE acknowledged_at_ms IS NULL;

    CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE idempotency (
      key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX idempotency_age ON idempotency (at_ms);
    CREATE TABLE ui_sessions (token_hash TEXT PRIMARY KEY, expires_at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
} as const;
