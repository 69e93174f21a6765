/** Slips that are due on a receipt printer, and how far the journal has been turned into slips. */
export const printJobs = {
  version: 30,
  sql: `
    CREATE TABLE print_jobs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      key TEXT NOT NULL UNIQUE,
      printer TEXT NOT NULL,
      kind TEXT NOT NULL,
      receipt TEXT NOT NULL,
      copy INTEGER NOT NULL CHECK (copy IN (0, 1)),
      created_at_ms INTEGER NOT NULL,
      started_at_ms INTEGER,
      printed_at_ms INTEGER
    ) STRICT;
    CREATE INDEX print_jobs_due ON print_jobs (printer, id) WHERE printed_at_ms IS NULL;
    CREATE TABLE print_cursor (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL) STRICT;
  `,
} as const;
