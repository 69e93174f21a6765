import { createHash } from 'node:crypto';
import type { ChargeView, Status } from '../contract/charge.ts';
import type { Clock } from '../contract/clock.ts';
import type { Order } from '../contract/desk.ts';
import type { FileLedger, FileRecord, FileWriting, ImportRow, RowOutcome } from '../contract/file-ledger.ts';
import { explainProblem, type Problem } from '../contract/problems.ts';
import { createFileRecords } from './file-records.ts';
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

interface OutcomeRow {
  row: number;
  line: number;
  kind: RowOutcome['kind'];
  charge_id: string | null;
  reason: string | null;
}

const OWNER = 'file_owner';

/** What the export files need of the store (contract/file-ledger.ts): charges and the progress of their file are one commit. */
export function createFileLedger({ store, clock, takeAll, viewOf, newId }: FileLedgerDeps): FileLedger {
  const { db } = store;
  const records = createFileRecords({ store, clock });
  const insertRows = createInsert(db, { into: 'file_rows (file_id, row, line, kind, charge_id, reason)', columns: 6 });
  const advance = db.prepare<[number, number, number, number, number]>(
    'UPDATE files SET rows_done = ?, total_rows = ?, taken = taken + ?, refused = refused + ? WHERE id = ?',
  );
  const describe = db.prepare<[FileWriting & { id: number }]>(
    'UPDATE files SET encoding = @encoding, delimiter = @delimiter, decimal = @decimal WHERE id = @id',
  );
  const refusedRows = db.prepare<[number], OutcomeRow>(
    `SELECT row, line, kind, charge_id, reason FROM file_rows WHERE file_id = ? AND kind = 'refused' ORDER BY row`,
  );
  const takenOfContent = db.prepare<[string, string, string], { row: number; line: number; settings: string }>(
    `SELECT t.row, t.line, f.settings FROM files AS f CROSS JOIN file_rows AS t ON t.file_id = f.id
     WHERE f.folder IN (?, 'import:' || ?) AND f.sha256 = ? AND f.state = 'done' AND t.kind <> 'refused'`,
  );
  const results = createFileResults({ store, viewOf });

  function readOwner(): string {
    const known = store.settings.get(OWNER);
    if (known !== undefined) return known;
    const made = createHash('sha256').update(newId()).digest('hex').slice(0, 8);
    store.transact(OWNER, () => store.settings.set(OWNER, made));
    return made;
  }

  function takeRows(file: FileRecord, rows: readonly ImportRow[], answerRepeats: boolean): RowOutcome[] {
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
    ...records,
    owner: readOwner(),

    // What cannot be written throws at once: the next chunk must not go on behind a gap.
    importChunk(fileId, rows, progress, { answerRepeats = false, writing } = {}) {
      const { result, onDisk } = store.transactSoon('file:chunk', () => {
        const file = must(records.find(fileId), 'the file has no record');
        if (writing) describe.run({ ...writing, id: fileId });
        const outcomes = takeRows(file, rows, answerRepeats);
        const refused = outcomes.filter(({ kind }) => kind === 'refused').length;
        advance.run(progress.rowsDone, progress.totalRows, outcomes.length - refused, refused, fileId);
        return outcomes;
      });
      return Promise.resolve(onDisk).then(() => result);
    },

    refusals: (fileId) => refusedRows.all(fileId).map(toOutcome),
    refusedOf(folder, sha256) {
      const file = records.newestByHash(folder, sha256);
      if (!file) return { settings: '', rows: [] };
      // What any reading took is taken. Row numbers mean the same under the same settings only; lines stay.
      const taken = takenOfContent.all(folder, folder, sha256);
      const isSame = ({ settings }: { settings: string }): boolean => settings === file.settings;
      const rows = new Set(taken.filter(isSame).map(({ row }) => row));
      const lines = new Set(taken.filter((each) => !isSame(each)).map(({ line }) => line));
      const open = refusedRows.all(file.id).filter(({ row, line }) => !rows.has(row) && !lines.has(line));
      return { settings: file.settings, rows: open.map(toOutcome) };
    },
    dueResults: results.due,
    strandedResults: results.stranded,
    repeatsBegun: results.repeatsBegun,
    resultsWritten: results.written,
  };
}

const toOutcome = ({ charge_id: chargeId, ...row }: OutcomeRow): RowOutcome => ({ ...row, chargeId });

function must<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new Error(otherwise);
  return value;
}
