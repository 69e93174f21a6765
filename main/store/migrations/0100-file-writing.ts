/** How the ERP writes its files, so that it is answered in its own way. `encoding` is null where a file is plain ASCII. */
export const fileWriting = {
  version: 100,
  sql: `
    ALTER TABLE files ADD COLUMN encoding TEXT;
    ALTER TABLE files ADD COLUMN delimiter TEXT;
    ALTER TABLE files ADD COLUMN decimal TEXT;
    CREATE INDEX files_encoding ON files (folder, id) WHERE encoding IS NOT NULL;
  `,
} as const;
