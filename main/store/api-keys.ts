import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { scopeSchema, type Scope } from '../contract/keys.ts';

const rowSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  hash: z.string(),
  scopes: z.string(),
  created_at_ms: z.int(),
  created_by: z.string(),
  last_used_at_ms: z.int().nullable(),
  revoked_at_ms: z.int().nullable(),
});

export interface StoredKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
}

function read(raw: unknown): StoredKey {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    name: row.name,
    scopes: z.array(scopeSchema).parse(JSON.parse(row.scopes)),
    createdAtMs: row.created_at_ms,
    createdBy: row.created_by,
    lastUsedAtMs: row.last_used_at_ms,
    revokedAtMs: row.revoked_at_ms,
  };
}

/** A key has 192 random bits, so a plain hash of it tells nothing; it is found by the hash, never compared letter by letter. */
const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Keys for callers, by hash. */
export function createApiKeys(db: Database) {
  const insert = db.prepare<[string, string, string, string, number, string]>(
    'INSERT INTO api_keys (id, name, hash, scopes, created_at_ms, created_by) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const byHash = db.prepare<[string]>('SELECT * FROM api_keys WHERE hash = ? AND revoked_at_ms IS NULL');
  const byName = db.prepare<[string], { n: number }>(
    'SELECT 1 AS n FROM api_keys WHERE name = ? AND revoked_at_ms IS NULL',
  );
  const list = db.prepare<[]>('SELECT * FROM api_keys ORDER BY created_at_ms DESC LIMIT 200');
  const use = db.prepare<[number, string]>('UPDATE api_keys SET last_used_at_ms = ? WHERE id = ?');
  const revoke = db.prepare<[number, string]>(
    'UPDATE api_keys SET revoked_at_ms = ? WHERE id = ? AND revoked_at_ms IS NULL',
  );
  return {
    add(key: string, stored: Pick<StoredKey, 'id' | 'name' | 'scopes' | 'createdAtMs' | 'createdBy'>): void {
      const { id, name, scopes, createdAtMs, createdBy } = stored;
      insert.run(id, name, hashKey(key), JSON.stringify(scopes), createdAtMs, createdBy);
    },
    find(key: string): StoredKey | undefined {
      const row = byHash.get(hashKey(key));
      return row === undefined ? undefined : read(row);
    },
    isNamed: (name: string): boolean => byName.get(name) !== undefined,
    list: (): StoredKey[] => list.all().map(read),
    markUsed: (id: string, atMs: number): void => void use.run(atMs, id),
    revoke: (id: string, atMs: number): boolean => revoke.run(atMs, id).changes === 1,
  };
}
export type ApiKeys = ReturnType<typeof createApiKeys>;
