/** Callbacks that are due, one row per thing told to one address, and how far the journal has been turned into callbacks. */
export const callbacks = {
  version: 60,
  sql: `
    CREATE TABLE callbacks (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      charge_id TEXT NOT NULL REFERENCES charges (id),
      url TEXT NOT NULL,
      event TEXT NOT NULL,
      -- What was told, to tell news from what the receiver knows already.
      told TEXT NOT NULL,
      body TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
      created_at_ms INTEGER NOT NULL,
      -- No further try after this moment.
      give_up_at_ms INTEGER NOT NULL,
      due_at_ms INTEGER NOT NULL,
      tries INTEGER NOT NULL DEFAULT 0,
      last_try_at_ms INTEGER,
      last_result TEXT
    ) STRICT;
    CREATE INDEX callbacks_waiting ON callbacks (charge_id, url, seq) WHERE state = 'waiting';
    CREATE INDEX callbacks_of ON callbacks (charge_id, url, seq);
    CREATE INDEX callbacks_state ON callbacks (state, seq);
    CREATE INDEX callbacks_age ON callbacks (created_at_ms) WHERE state = 'delivered';
    CREATE TABLE callback_cursor (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL) STRICT;
  `,
} as const;
