/**
 * Two indexes that each charge was written into twice over. What is queued, sent or in doubt is found by `charges_status` and
 * `charges_terminal_status`; a folder's charges begin with the charge in their key, so that a look by charge needs no index of its own.
 */
export const fewerIndexes = {
  version: 160,
  sql: `
    DROP INDEX charges_open;

    CREATE TABLE file_charges_by_charge (
      charge_id TEXT NOT NULL REFERENCES charges (id),
      folder TEXT NOT NULL,
      file_id INTEGER NOT NULL REFERENCES files (id),
      echo TEXT NOT NULL,
      due_seq INTEGER NOT NULL,
      written_seq INTEGER NOT NULL DEFAULT 0,
      written_key TEXT,
      PRIMARY KEY (charge_id, folder)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO file_charges_by_charge (charge_id, folder, file_id, echo, due_seq, written_seq, written_key)
      SELECT charge_id, folder, file_id, echo, due_seq, written_seq, written_key FROM file_charges ORDER BY charge_id, folder;
    DROP TABLE file_charges;
    ALTER TABLE file_charges_by_charge RENAME TO file_charges;
    CREATE INDEX file_charges_due ON file_charges (folder, due_seq) WHERE due_seq > written_seq;
  `,
} as const;
