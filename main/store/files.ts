import { createHash } from 'node:crypto';
import type { ChargeView, Status } from '../contract/charge.ts';
import type { Clock } from '../contract/clock.ts';
import type { Order } from '../contract/desk.ts';
import type {
  ClaimedFile,
  FileLedger,
  FileRecord,
  FileState,
  FileWriting,
  ImportRow,
  RowOutcome,
} from '../contract/file-ledger.ts';
import { explainProblem, type Problem } from '../contract/problems.ts';
import { createFileResults, type ResultLink } from './file-results.ts';
import { createInsert } from './insert-rows.ts';
import type { Store } from './store.ts';

export interface FileLedgerDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  /** The one door in, for one order after the other; called inside the transaction of the file's progress. */
  readonly takeAll: (orders: readonly Order[]) => readonly TakenRow[];
  readonly viewOf: (chargeId: string) => ChargeView | undefined;
  readonly newId: () => string;
}

/** Of what became of an order, all that a row's outcome needs: no view is made of ten thousand charges. */
type TakenRow = (
  | {
      readonly kind: 'created' | 'existing' | 'replaced';
      readonly charge: { readonly id: string; readonly status: Status };
    }
  | { readonly kind: 'refused'; readonly problem: Problem }
) & {
  /** The journal's last line then. */
  readonly seq: number;
};

interface FileRow {
  id: number;
  folder: string;
  name: string;
  claim: string;
  size: number;
  sha256: string;
  mtime_ms: number;
  settings: string;
  state: FileState;
  rows_done: number;
  total_rows: number | null;
  taken: number;
  refused: number;
  note: string | null;
}
interface OutcomeRow {
  row: number;
  line: number;
  kind: RowOutcome['kind'];
  charge_id: string | null;
  reason: string | null;
}

const VANISHED = 'vanished';
const OWNER = 'file_owner';

/** What the export files need of the store (contract/file-ledger.ts): charges and the progress of their file are one commit. */
export function createFileLedger({ store, clock, takeAll, viewOf, newId }: FileLedgerDeps): FileLedger {
  const { db } = store;
  const byContent = db.prepare<[string, string], FileRow>(
    `SELECT * FROM files WHERE folder = ? AND sha256 = ? AND state = 'done' ORDER BY refused > 0, id LIMIT 1`,
  );
  const byClaim = db.prepare<[string, string], FileRow>('SELECT * FROM files WHERE folder = ? AND claim = ?');
  const byId = db.prepare<[number], FileRow>('SELECT * FROM files WHERE id = ?');
  const insert = db.prepare<[ClaimedFile & { nowMs: number }]>(
    `INSERT INTO files (folder, name, claim, size, sha256, mtime_ms, settings, claimed_at_ms, state)
     VALUES (@folder, @name, @claim, @size, @sha256, @mtimeMs, @settings, @nowMs, 'importing')`,
  );
  const restart = db.prepare<[ClaimedFile & { id: number }]>(
    `UPDATE files SET size = @size, sha256 = @sha256, mtime_ms = @mtimeMs, settings = @settings, state = 'importing',
       rows_done = 0, total_rows = NULL, taken = 0, refused = 0, finished_at_ms = NULL, note = NULL WHERE id = @id`,
  );
  const resume = db.prepare<[number]>(
    `UPDATE files SET state = 'importing', finished_at_ms = NULL, note = NULL WHERE id = ?`,
  );
  const dropRows = db.prepare<[number]>('DELETE FROM file_rows WHERE file_id = ?');
  const insertRows = createInsert(db, { into: 'file_rows (file_id, row, line, kind, charge_id, reason)', columns: 6 });
  const advance = db.prepare<[number, number, number, number, number]>(
    'UPDATE files SET rows_done = ?, total_rows = ?, taken = taken + ?, refused = refused + ? WHERE id = ?',
  );
  const describe = db.prepare<[FileWriting & { id: number }]>(
    'UPDATE files SET encoding = @encoding, delimiter = @delimiter, decimal = @decimal WHERE id = @id',
  );
  const close = db.prepare<[string, number, string | null, number]>(
    `UPDATE files SET state = ?, finished_at_ms = ?, note = ? WHERE id = ?`,
  );
  const refusedRows = db.prepare<[number], OutcomeRow>(
    `SELECT row, line, kind, charge_id, reason FROM file_rows WHERE file_id = ? AND kind = 'refused' ORDER BY row`,
  );
  const open = db.prepare<[string], FileRow>(
    `SELECT * FROM files WHERE folder = ? AND state = 'importing' ORDER BY id`,
  );
  const newest = db.prepare<[string, number], FileRow>('SELECT * FROM files WHERE folder = ? ORDER BY id DESC LIMIT ?');
  const results = createFileResults({ store, viewOf });

  function readOwner(): string {
    const known = store.settings.get(OWNER);
    if (known !== undefined) return known;
    const made = createHash('sha256').update(newId()).digest('hex').slice(0, 8);
    store.transact(OWNER, () => store.settings.set(OWNER, made));
    return made;
  }

  function takeRows(file: FileRow, rows: readonly ImportRow[], answerRepeats: boolean): RowOutcome[] {
    const taken = takeAll(rows.flatMap((row) => ('order' in row ? [row.order] : []))).values();
    const links: ResultLink[] = [];
    const outcomes = rows.map((each): RowOutcome => {
      const at = { row: each.row, line: each.line };
      if ('refusal' in each) return { ...at, kind: 'refused', chargeId: null, reason: each.refusal };
      const order = must(taken.next().value, 'an order was not taken');
      if (order.kind === 'refused')
        return { ...at, kind: 'refused', chargeId: null, reason: explainProblem(order.problem, 'es') };
      const { kind, seq } = order;
      const { id: chargeId, status } = order.charge;
      links.push({ chargeId, status, echo: each.echo, seq, again: answerRepeats && kind === 'existing' });
      return { ...at, kind, chargeId, reason: null };
    });
    insertRows(outcomes.map(({ row, line, kind, chargeId, reason }) => [file.id, row, line, kind, chargeId, reason]));
    results.link(file, links);
    return outcomes;
  }

  return {
    owner: readOwner(),
    findByHash: (folder, sha256) => maybeRecord(byContent.get(folder, sha256)),

    begin(file) {
      return store.transact('file:begin', () => {
        const known = byClaim.get(file.folder, file.claim);
        if (!known) insert.run({ ...file, nowMs: clock.now() });
        else if (isOutdated(known, file)) {
          restart.run({ ...file, id: known.id });
          dropRows.run(known.id);
        } else if (known.note === VANISHED) resume.run(known.id);
        return toRecord(must(byClaim.get(file.folder, file.claim)));
      });
    },

    // What cannot be written throws at once: the next chunk must not go on behind a gap.
    importChunk(fileId, rows, progress, { answerRepeats = false, writing } = {}) {
      const { result, onDisk } = store.transactSoon('file:chunk', () => {
        const file = must(byId.get(fileId));
        if (writing) describe.run({ ...writing, id: fileId });
        const outcomes = takeRows(file, rows, answerRepeats);
        const refused = outcomes.filter(({ kind }) => kind === 'refused').length;
        advance.run(progress.rowsDone, progress.totalRows, outcomes.length - refused, refused, fileId);
        return outcomes;
      });
      return Promise.resolve(onDisk).then(() => result);
    },

    refusals: (fileId) =>
      refusedRows.all(fileId).map(({ row, line, kind, charge_id, reason }) => ({
        row,
        line,
        kind,
        chargeId: charge_id,
        reason,
      })),
    finish(fileId, state, note) {
      store.transact('file:finish', () => {
        close.run(state, clock.now(), note, fileId);
      });
    },
    vanish(fileId) {
      store.transact('file:finish', () => {
        close.run('rejected', clock.now(), VANISHED, fileId);
      });
    },
    unfinished: (folder) => open.all(folder).map(toRecord),
    recent: (folder, limit) => newest.all(folder, limit).map(toRecord),
    dueResults: results.due,
    strandedResults: results.stranded,
    repeatsBegun: results.repeatsBegun,
    resultsWritten: results.written,
  };
}

/** Other content, or row numbers (or a verdict) that other settings came to: the file is begun anew. */
const isOutdated = (known: FileRow, file: ClaimedFile): boolean =>
  known.sha256 !== file.sha256 ||
  (known.settings !== file.settings && (known.state === 'importing' || known.state === 'rejected'));

function must<T>(value: T | undefined, otherwise = 'the file has no record'): T {
  if (value === undefined) throw new Error(otherwise);
  return value;
}

const maybeRecord = (row: FileRow | undefined): FileRecord | undefined => row && toRecord(row);
const toRecord = (row: FileRow): FileRecord => ({
  id: row.id,
  folder: row.folder,
  name: row.name,
  claim: row.claim,
  size: row.size,
  sha256: row.sha256,
  mtimeMs: row.mtime_ms,
  settings: row.settings,
  state: row.state,
  rowsDone: row.rows_done,
  totalRows: row.total_rows,
  taken: row.taken,
  refused: row.refused,
});
