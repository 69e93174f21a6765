/** Export files: what was taken from which file, and which results the ERP has got. */
export const files = {
  version: 20,
  sql: `
    CREATE TABLE files (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      folder TEXT NOT NULL,
      name TEXT NOT NULL,
      claim TEXT NOT NULL,
      size INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      mtime_ms INTEGER NOT NULL,
      settings TEXT NOT NULL,
      claimed_at_ms INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('importing', 'done', 'rejected', 'repeated')),
      rows_done INTEGER NOT NULL DEFAULT 0,
      total_rows INTEGER,
      taken INTEGER NOT NULL DEFAULT 0,
      refused INTEGER NOT NULL DEFAULT 0,
      finished_at_ms INTEGER,
      note TEXT,
      UNIQUE (folder, claim)
    ) STRICT;
    CREATE INDEX files_content ON files (folder, sha256) WHERE state = 'done';
    CREATE INDEX files_unfinished ON files (folder) WHERE state = 'importing';
    CREATE INDEX files_newest ON files (folder, id);

    -- The outcome of each row, written in the transaction that made its charge.
    CREATE TABLE file_rows (
      file_id INTEGER NOT NULL REFERENCES files (id),
      row INTEGER NOT NULL,
      line INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('created', 'existing', 'replaced', 'refused')),
      charge_id TEXT,
      reason TEXT,
      PRIMARY KEY (file_id, row)
    ) STRICT, WITHOUT ROWID;

    -- Charges that a folder asked for. due_seq: the newest journal line about the charge; written_seq: what the ERP was told up to.
    CREATE TABLE file_charges (
      folder TEXT NOT NULL,
      charge_id TEXT NOT NULL REFERENCES charges (id),
      file_id INTEGER NOT NULL REFERENCES files (id),
      echo TEXT NOT NULL,
      due_seq INTEGER NOT NULL,
      written_seq INTEGER NOT NULL DEFAULT 0,
      written_key TEXT,
      PRIMARY KEY (folder, charge_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX file_charges_charge ON file_charges (charge_id);
    CREATE INDEX file_charges_due ON file_charges (folder, due_seq) WHERE due_seq > written_seq;
  `,
} as const;
