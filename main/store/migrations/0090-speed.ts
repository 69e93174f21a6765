/**
 * A lane's questions each by an index of its own, whatever waits in the queue; and parts of order numbers indexed in batches
 * between commits rather than inside a caller's (search-index.ts).
 */
export const speed = {
  version: 90,
  sql: `
    DROP INDEX charges_open;
    CREATE INDEX charges_open ON charges (terminal_id, status, seq)
      WHERE status IN ('queued', 'sending', 'pending', 'dispatched', 'in_doubt') OR on_terminal = 1;
    CREATE INDEX charges_on_terminal ON charges (terminal_id, seq) WHERE on_terminal = 1;
    CREATE INDEX charges_expiry ON charges (expires_at_ms) WHERE status = 'queued';

    DROP TRIGGER charge_words_insert;
    -- Order numbers of charges up to this one are in charge_words.
    CREATE TABLE charge_words_cursor (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL) STRICT;
    INSERT INTO charge_words_cursor (only, seq) SELECT 1, coalesce(max(seq), 0) FROM charges;
  `,
} as const;
