import { hash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Status } from '../contract/charge.ts';

export interface JournalLine {
  readonly seq: number;
  readonly atMs: number;
  readonly chargeId: string | null;
  readonly kind: string;
  readonly status: Status | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly hash: string;
}
export type NewLine = Omit<JournalLine, 'seq' | 'hash'>;

interface Row {
  seq: number;
  at_ms: number;
  charge_id: string | null;
  kind: string;
  status: string | null;
  data: string;
  hash: string;
}

/** Where the chain of hashes begins. */
export const CHAIN_START = '0'.repeat(64);

/** A line of the chain: its number and its hash. */
export interface ChainLink {
  readonly seq: number;
  readonly hash: string;
}

/** Each line's hash covers the line before it, so a line cannot be edited, dropped or put in between unnoticed. */
export const hashLine = (before: string, seq: number, line: Omit<Row, 'seq' | 'hash'>): string =>
  hash('sha256', JSON.stringify([before, seq, line.at_ms, line.charge_id, line.kind, line.status, line.data]), 'hex');

/** The append-only journal. append() must run inside the transaction of the state that it explains. */
export function createJournal(db: Database) {
  const insert = db.prepare<[number, number, string | null, string, string | null, string, string]>(
    'INSERT INTO journal (seq, at_ms, charge_id, kind, status, data, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const last = db.prepare<[], { seq: number; at_ms: number; hash: string }>(
    'SELECT seq, at_ms, hash FROM journal ORDER BY seq DESC LIMIT 1',
  );
  const ofCharge = db.prepare<[string], Row>('SELECT * FROM journal WHERE charge_id = ? ORDER BY seq');
  const since = db.prepare<[number, number], Row>('SELECT * FROM journal WHERE seq > ? ORDER BY seq LIMIT ?');
  const newsSince = db.prepare<[number, number], { seq: number; charge_id: string }>(
    `SELECT seq, charge_id FROM journal
     WHERE seq > ? AND charge_id IS NOT NULL AND (kind <> 'accepted' OR status IS NOT 'queued') ORDER BY seq LIMIT ?`,
  );
  /** The last line, once it is known: nobody else writes here. */
  let end: ChainLink | undefined;

  return {
    /** A transaction was rolled back, perhaps with lines of it: the last line is read anew. */
    forget(): void {
      end = undefined;
    },
    append(line: NewLine): JournalLine {
      if (!db.inTransaction)
        throw new Error('a journal line is written in the transaction of the state that it explains');
      const before = end ?? last.get() ?? { seq: 0, hash: CHAIN_START };
      const seq = before.seq + 1;
      const data = JSON.stringify(line.data);
      const hash = hashLine(before.hash, seq, {
        at_ms: line.atMs,
        charge_id: line.chargeId,
        kind: line.kind,
        status: line.status,
        data,
      });
      insert.run(seq, line.atMs, line.chargeId, line.kind, line.status, data, hash);
      end = { seq, hash };
      return { ...line, seq, hash };
    },
    ofCharge: (chargeId: string): JournalLine[] => ofCharge.all(chargeId).map(readLine),
    since: (seq: number, limit: number): JournalLine[] => since.all(seq, limit).map(readLine),
    /**
     * The lines after `seq` that tell somebody something new of a charge, the first `limit` of them. That a charge waits in the
     * queue was the answer to the order itself; whatever comes of it has a line of its own.
     */
    newsSince: (seq: number, limit: number): { readonly seq: number; readonly chargeId: string }[] =>
      newsSince.all(seq, limit).map((row) => ({ seq: row.seq, chargeId: row.charge_id })),
    lastSeq: (): number => (end ?? last.get())?.seq ?? 0,
    /** When the last line was written: until then the bridge surely ran. */
    lastAtMs: (): number | undefined => last.get()?.at_ms,
    /**
     * Checks the chain from a line that is known to hold, `limit` lines further. Answers how far it holds, and what breaks it.
     */
    verify(from: ChainLink, limit: number): ChainLink & { readonly broken?: string; readonly done: boolean } {
      let before = from;
      const rows = since.all(from.seq, limit);
      for (const row of rows) {
        if (row.seq !== before.seq + 1) return { ...before, done: true, broken: `line ${before.seq + 1} is missing` };
        if (hashLine(before.hash, row.seq, row) !== row.hash)
          return { ...before, done: true, broken: `line ${row.seq} was changed` };
        before = { seq: row.seq, hash: row.hash };
      }
      return { ...before, done: rows.length < limit };
    },
  };
}
export type Journal = ReturnType<typeof createJournal>;

const readLine = (row: Row): JournalLine => ({
  seq: row.seq,
  atMs: row.at_ms,
  chargeId: row.charge_id,
  kind: row.kind,
  status: row.status as Status | null,
  data: JSON.parse(row.data) as Record<string, unknown>,
  hash: row.hash,
});
