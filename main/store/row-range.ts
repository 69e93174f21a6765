import type { Database } from 'better-sqlite3';
import { prepared } from './prepared.ts';

/** Rows of `charge_blocks` stand for so many of `charges` (0140-moments.ts). */
const ROWS_A_BLOCK = 1024;

/** Rows, both included; `first` > `last` when there are none. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The rows between which all charges of a range of moments lie (`fromMs` included, `toMs` not). Wider than the range by up to two
 * blocks, and by all that lies between where the PC's clock was once set back over it.
 */
export function rowsBetween(db: Database, fromMs: number | undefined, toMs: number | undefined): RowRange {
  const ask = (sql: string, ms: number): number | null =>
    prepared<[number], { n: number | null }>(db, sql).get(ms)?.n ?? null;
  let range: RowRange = { first: 0, last: Number.MAX_SAFE_INTEGER };
  if (fromMs !== undefined) {
    const block = ask('SELECT min(block) AS n FROM charge_blocks WHERE last_ms >= ?', fromMs);
    const fresh = ask(`SELECT min(seq) AS n FROM ${NOT_IN_BLOCKS} AND created_at_ms >= ?`, fromMs);
    range = { ...range, first: Math.min(block === null ? Infinity : block * ROWS_A_BLOCK, fresh ?? range.last) };
  }
  if (toMs !== undefined) {
    const block = ask('SELECT max(block) AS n FROM charge_blocks WHERE first_ms < ?', toMs);
    const fresh = ask(`SELECT max(seq) AS n FROM ${NOT_IN_BLOCKS} AND created_at_ms < ?`, toMs);
    range = { ...range, last: Math.max(block === null ? -1 : (block + 1) * ROWS_A_BLOCK - 1, fresh ?? -1) };
  }
  return range;
}

/** The few that came since: one by one, by their row. */
const NOT_IN_BLOCKS = 'charges NOT INDEXED WHERE seq > (SELECT seq FROM charge_words_cursor)';
