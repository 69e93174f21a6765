/**
 * What Recurrente's list shows under this installation's prefix and no charge here owns: made before a disk was lost, or after the
 * backup that took its place. An order that comes again is compared with it before it is sent.
 */
export const unrecorded = {
  version: 130,
  sql: `
    CREATE TABLE unrecorded_checkouts (
      checkout_id TEXT PRIMARY KEY,
      external_id TEXT NOT NULL,
      -- by Recurrente's clock
      seen_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX unrecorded_ids ON unrecorded_checkouts (external_id);
    CREATE INDEX unrecorded_age ON unrecorded_checkouts (seen_at_ms);
  `,
} as const;
