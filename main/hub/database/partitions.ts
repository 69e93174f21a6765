import type { Queries } from './pool.ts';

/** Makes the partitions of this month and of the coming ones, where they are missing. Returns how many were made. */
export async function ensurePartitions(queries: Queries, monthsAhead = 3): Promise<number> {
  const [row] = await queries.query<{ made: number }>('SELECT puente.ensure_partitions($1) AS made', [monthsAhead]);
  return row?.made ?? 0;
}

/**
 * Removes the whole months that lie more than `keepMonths` back: charges, journal, and what the logs hold of that time. Each
 * bridge keeps its own. Returns how many partitions were dropped; needs the owner's login.
 */
export async function dropOldPartitions(queries: Queries, keepMonths: number): Promise<number> {
  const [row] = await queries.query<{ dropped: number }>('SELECT puente.drop_partitions($1) AS dropped', [keepMonths]);
  return row?.dropped ?? 0;
}
