import { createHash } from 'node:crypto';
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

/** Each line's hash covers the line before it, so a line cannot be edited, dropped or put in between unnoticed. */
export const hashLine = (before: string, seq: number, line: Omit<Row, 'seq' | 'hash'>): string =>
  createHash('sha256')
    .update(JSON.stringify([before, seq, line.at_ms, line.charge_id, line.kind, line.status, line.data]))
    .digest('hex');

/** The append-only journal. append() must run inside the transaction of the state that it explains. */
export function createJournal(db: Database) {
  const insert = db.prepare<[number, number, string | null, string, string | null, string, string]>(
    'INSERT INTO journal (seq, at_ms, charge_id, kind, status, data, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const last = db.prepare<[], { seq: number; hash: string }>('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1');
  const ofCharge = db.prepare<[string], Row>('SELECT * FROM journal WHERE charge_id = ? ORDER BY seq');
  const since = db.prepare<[number, number], Row>('SELECT * FROM journal WHERE seq > ? ORDER BY seq LIMIT ?');

  return {
    append(line: NewLine): JournalLine {
      if (!db.inTransaction)
        throw new Error('a journal line is written in the transaction of the state that it explains');
      const before = last.get() ?? { seq: 0, hash: CHAIN_START };
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
      return { ...line, seq, hash };
    },
    ofCharge: (chargeId: string): JournalLine[] => ofCharge.all(chargeId).map(readLine),
    since: (seq: number, limit: number): JournalLine[] => since.all(seq, limit).map(readLine),
    lastSeq: (): number => last.get()?.seq ?? 0,
    /** The first line whose hash does not fit, or undefined when the whole chain holds. Reads every line. */
    findBreak(): { seq: number; reason: string } | undefined {
      let before = { seq: 0, hash: CHAIN_START };
      for (const row of db.prepare<[], Row>('SELECT * FROM journal ORDER BY seq').iterate()) {
        if (row.seq !== before.seq + 1) return { seq: row.seq, reason: `line ${before.seq + 1} is missing` };
        if (hashLine(before.hash, row.seq, row) !== row.hash) return { seq: row.seq, reason: 'the line was changed' };
        before = row;
      }
      return undefined;
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
