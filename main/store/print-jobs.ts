import type { Database } from 'better-sqlite3';
import { JOB_KINDS, receiptSchema, type PrintJob, type PrintJobStore } from '../contract/print-jobs.ts';
import { z } from 'zod';

const rowSchema = z.strictObject({
  id: z.int(),
  key: z.string(),
  printer: z.string(),
  kind: z.enum(JOB_KINDS),
  receipt: z.string(),
  copy: z.int(),
  created_at_ms: z.int(),
  started_at_ms: z.int().nullable(),
  printed_at_ms: z.int().nullable(),
});

function read(raw: unknown): PrintJob {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    key: row.key,
    printer: row.printer,
    kind: row.kind,
    receipt: receiptSchema.parse(JSON.parse(row.receipt)),
    copy: row.copy === 1,
    createdAtMs: row.created_at_ms,
    startedAtMs: row.started_at_ms,
    printedAtMs: row.printed_at_ms,
  };
}

/** Print jobs in the bridge's database. */
export function createPrintJobs(db: Database): PrintJobStore {
  const cursor = db.prepare<[], { seq: number }>('SELECT seq FROM print_cursor');
  const moveCursor = db.prepare<[number]>(
    'INSERT INTO print_cursor (only, seq) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET seq = max(seq, excluded.seq)',
  );
  const insert = db.prepare<[string, string, string, string, number, number]>(
    `INSERT INTO print_jobs (key, printer, kind, receipt, copy, created_at_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO NOTHING`,
  );
  const next = db.prepare<[string]>(
    'SELECT * FROM print_jobs WHERE printer = ? AND printed_at_ms IS NULL ORDER BY id LIMIT 1',
  );
  const start = db.prepare<[number, number]>(
    'UPDATE print_jobs SET started_at_ms = ? WHERE id = ? AND started_at_ms IS NULL',
  );
  const finish = db.prepare<[number, number]>(
    'UPDATE print_jobs SET printed_at_ms = ? WHERE id = ? AND printed_at_ms IS NULL',
  );
  const waiting = db.prepare<[string], { count: number }>(
    'SELECT count(*) AS count FROM print_jobs WHERE printer = ? AND printed_at_ms IS NULL',
  );
  const list = db.prepare<[number]>('SELECT * FROM print_jobs ORDER BY id DESC LIMIT ?');

  const addAll = db.transaction((jobs: Parameters<PrintJobStore['add']>[0], seq: number | null) => {
    for (const job of jobs)
      insert.run(job.key, job.printer, job.kind, JSON.stringify(job.receipt), job.copy ? 1 : 0, job.createdAtMs);
    if (seq !== null) moveCursor.run(seq);
  });
  return {
    cursor: () => cursor.get()?.seq ?? null,
    add: (jobs, seq) => addAll.immediate(jobs, seq),
    next(printer) {
      const row = next.get(printer);
      return row === undefined ? undefined : read(row);
    },
    markStarted: (id, atMs) => void start.run(atMs, id),
    markPrinted: (id, atMs) => void finish.run(atMs, id),
    waiting: (printer) => waiting.get(printer)?.count ?? 0,
    list: (limit) => list.all(limit).map(read),
  };
}
