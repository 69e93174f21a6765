import type { Database } from 'better-sqlite3';

/** Capitals and small letters are one, as the index has it. */
export const fold = (text: string): string => text.toLowerCase();

/**
 * The indexes of parts of order numbers (FTS5, trigrams), of amounts and of moments. They cost as much as all else of a charge, so
 * they are kept in batches between commits: `charge_words`, `charge_amounts` and `charge_blocks` hold charges up to a cursor, and
 * the search looks through the few after it one by one.
 */
export function createSearchIndex(db: Database) {
  db.function('fold', { deterministic: true }, (text) => fold(String(text)));
  const cursor = db.prepare<[], { seq: number }>('SELECT seq FROM charge_words_cursor');
  const upTo = db.prepare<[number, number], { seq: number | null; n: number }>(
    'SELECT max(seq) AS seq, count(*) AS n FROM (SELECT seq FROM charges WHERE seq > ? ORDER BY seq LIMIT ?)',
  );
  const add = db.prepare<[number, number]>(
    'INSERT INTO charge_words (rowid, order_id) SELECT seq, order_id FROM charges WHERE seq > ? AND seq <= ?',
  );
  const addAmounts = db.prepare<[number, number]>(
    'INSERT OR IGNORE INTO charge_amounts (cents, seq) SELECT amount_in_cents, seq FROM charges WHERE seq > ? AND seq <= ?',
  );
  const addMoments = db.prepare<[number, number]>(
    `INSERT INTO charge_blocks (block, first_ms, last_ms)
       SELECT seq >> 10, min(created_at_ms), max(created_at_ms) FROM charges WHERE seq > ? AND seq <= ? GROUP BY 1
     ON CONFLICT (block) DO UPDATE SET first_ms = min(first_ms, excluded.first_ms), last_ms = max(last_ms, excluded.last_ms)`,
  );
  const moveCursor = db.prepare<[number]>('UPDATE charge_words_cursor SET seq = ?');
  const addBatch = db.transaction((limit: number): boolean => {
    const before = cursor.get()?.seq ?? 0;
    const { seq: last = null, n = 0 } = upTo.get(before, limit) ?? {};
    if (last === null) return false;
    add.run(before, last);
    addAmounts.run(before, last);
    addMoments.run(before, last);
    moveCursor.run(last);
    return n === limit;
  });
  return {
    /**
     * Adds at most `limit` charges to the indexes; false when they lack none any more. Those that come meanwhile wait for the next
     * round: following each of them at once would cost each of them a flush.
     */
    catchUp: (limit: number): boolean => addBatch.immediate(limit),
  };
}
