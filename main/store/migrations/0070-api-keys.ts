/** Further keys for callers, beside the one in the file. Only a hash of each is kept. */
export const apiKeys = {
  version: 70,
  sql: `
    CREATE TABLE api_keys (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      hash TEXT NOT NULL UNIQUE,
      scopes TEXT NOT NULL,
      created_at_ms INTEGER NOT NULL,
      created_by TEXT NOT NULL,
      last_used_at_ms INTEGER,
      revoked_at_ms INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX api_keys_name ON api_keys (name) WHERE revoked_at_ms IS NULL;
  `,
} as const;
