import type { Problem } from '../../contract/problems.ts';
import { problemOf } from '../../intake/http/failures.ts';

/** Connecting failed, the connection broke, or the server is shutting down, full or not ready (PostgreSQL, appendix A). */
const AWAY = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET|08|53|57P|28|3D000)/;
/** What the driver says without a code. */
const AWAY_WORDS = /timeout|terminated|not queryable|connection error/i;

/** What a caller is told about an exception: that the database is away, or what the bridge's intake would say. */
export function centralProblemOf(error: unknown, requestId: string): Problem {
  return isDatabaseAway(error) ? { code: 'hub_database' } : problemOf(error, requestId);
}

export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? AWAY.test(code) : AWAY_WORDS.test(error.message);
}
