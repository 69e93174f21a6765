/**
 * Amounts indexed in batches between commits (search-index.ts), as parts of order numbers are: they come in no order, so each one
 * made a caller's commit write a page of its own. An entry that a changed order has outgrown is passed over by the search.
 */
export const amounts = {
  version: 120,
  sql: `
    DROP INDEX charges_amount;
    CREATE TABLE charge_amounts (cents INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (cents, seq)) STRICT, WITHOUT ROWID;
    INSERT INTO charge_amounts (cents, seq)
      SELECT amount_in_cents, seq FROM charges WHERE seq <= (SELECT seq FROM charge_words_cursor) ORDER BY 1, 2;
    CREATE TRIGGER charge_amounts_changed AFTER UPDATE OF amount_in_cents ON charges
      WHEN new.amount_in_cents <> old.amount_in_cents BEGIN
        INSERT OR IGNORE INTO charge_amounts (cents, seq) VALUES (new.amount_in_cents, new.seq);
      END;
  `,
} as const;
