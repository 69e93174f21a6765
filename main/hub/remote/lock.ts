import type { Queries } from '../database/pool.ts';

/** Of an order number in its account, as PostgreSQL's advisory locks want it. */
const KEY = `hashtextextended($1 || '/' || $2, 7373)`;

/** Held by whoever puts an order into the queue, or sends it again, until that is committed or gone. Only within a transaction. */
export const lockOrder = (queries: Queries, account: string, orderId: string): Promise<unknown> =>
  queries.query(`SELECT pg_advisory_xact_lock(${KEY})`, [account, orderId]);

/**
 * True while a transaction about the order may still be committed, even one whose sender has lost its line long ago: its COMMIT
 * may be on the way, and arrive after that of whoever asks.
 */
export async function isUnderWay(queries: Queries, account: string, orderId: string): Promise<boolean> {
  const [row] = await queries.query<{ free: boolean }>(`SELECT pg_try_advisory_xact_lock(${KEY}) AS free`, [
    account,
    orderId,
  ]);
  return row?.free !== true;
}
