import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/** Single values that outlive a restart: whether replays are stopped, how far the last sweep came. */
export function createSettings(db: Database) {
  const get = db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?');
  const put = db.prepare<[string, string]>(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const drop = db.prepare<[string]>('DELETE FROM settings WHERE key = ?');
  return {
    get: (key: string): string | undefined => get.get(key)?.value,
    set: (key: string, value: string | null): void => {
      if (value === null) drop.run(key);
      else put.run(key, value);
    },
  };
}

export interface StoredAnswer {
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
}
const IDEMPOTENCY_KEPT_MS = 24 * 3_600_000;
/** More than are added, so that none pile up; few, because a caller waits. */
const PRUNED_AT_ONCE = 20;

/** Answers to requests with an Idempotency-Key, kept for 24 hours (bridge-api.md, "Charges"). */
export function createIdempotency(db: Database) {
  const get = db.prepare<[string, number], StoredAnswer>(
    'SELECT fingerprint, status, body FROM idempotency WHERE key = ? AND at_ms > ?',
  );
  const put = db.prepare<[string, string, number, string, number]>(
    `INSERT INTO idempotency (key, fingerprint, status, body, at_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body, at_ms = excluded.at_ms`,
  );
  const prune = db.prepare<[number, number]>(
    'DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency WHERE at_ms <= ? ORDER BY at_ms LIMIT ?)',
  );
  return {
    get: (key: string, nowMs: number): StoredAnswer | undefined => get.get(key, nowMs - IDEMPOTENCY_KEPT_MS),
    put(key: string, answer: StoredAnswer, nowMs: number): void {
      prune.run(nowMs - IDEMPOTENCY_KEPT_MS, PRUNED_AT_ONCE);
      put.run(key, answer.fingerprint, answer.status, answer.body, nowMs);
    },
  };
}

const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Browser sessions of the window; only a hash of the token is kept. */
export function createUiSessions(db: Database) {
  const has = db.prepare<[string, number], { n: number }>(
    'SELECT 1 AS n FROM ui_sessions WHERE token_hash = ? AND expires_at_ms > ?',
  );
  const add = db.prepare<[string, number]>(
    'INSERT INTO ui_sessions (token_hash, expires_at_ms) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const prune = db.prepare<[number]>('DELETE FROM ui_sessions WHERE expires_at_ms <= ?');
  return {
    has: (token: string, nowMs: number): boolean => has.get(hashToken(token), nowMs) !== undefined,
    add(token: string, expiresAtMs: number, nowMs: number): void {
      prune.run(nowMs);
      add.run(hashToken(token), expiresAtMs);
    },
  };
}
