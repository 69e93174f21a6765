import type { Statement } from 'better-sqlite3';
import { FINAL_STATUSES, isFinal, STATUSES, type ChargeView, type Status } from '../contract/charge.ts';
import type { FileEncoding } from '../contract/folder-words.ts';
import { RESULT_MOMENTS, type BegunRepeat, type DueResult, type ResultMoment } from '../contract/file-ledger.ts';
import { createInsert } from './insert-rows.ts';
import type { Store } from './store.ts';

interface DueRow {
  charge_id: string;
  echo: string;
  due_seq: number;
  written_key: string | null;
  name: string;
  encoding: FileEncoding | null;
  delimiter: string | null;
  decimal: '.' | ',' | null;
}
/** The statuses that each kind of folder is told of. */
const STATUSES_TOLD: Readonly<Record<ResultMoment, readonly Status[]>> = {
  change: STATUSES,
  final: FINAL_STATUSES,
  answer: [...FINAL_STATUSES, 'in_doubt'],
};
/** A charge that a row of a file asked for. */
export interface ResultLink {
  readonly chargeId: string;
  readonly status: Status;
  readonly echo: Readonly<Record<string, string>>;
  /** The journal's last line when it was taken. */
  readonly seq: number;
  /** What the ERP was told of it before is told once more. */
  readonly again: boolean;
}
const CURSOR = 'file_results_seq';
const ROWS_LOOKED_AT = 500;
/** The cursor on disk may be so far behind: a start looks through these lines once more. */
const LINES_BEHIND = 1000;

/** Which results a folder's ERP is owed: a due-list over the journal, so that a kill between news and file loses nothing. */
export function createFileResults({
  store,
  viewOf,
}: {
  store: Store;
  viewOf: (chargeId: string) => ChargeView | undefined;
}) {
  const { db } = store;
  const addLinks = createInsert(db, {
    into: 'file_charges (charge_id, folder, file_id, echo, due_seq, written_seq)',
    columns: 6,
    tail: 'ON CONFLICT (charge_id, folder) DO NOTHING',
  });
  const askAgain = db.prepare<[number, string, number, string, string, string]>(
    `UPDATE file_charges SET file_id = ?, echo = ?, due_seq = max(due_seq, ?), written_seq = 0, written_key = ?
     WHERE folder = ? AND charge_id = ?`,
  );
  // Only where it tells more than is known: what a file has just brought in is linked with its line.
  const spread = db.prepare<[number]>(
    `UPDATE file_charges SET due_seq = news.seq FROM (
       SELECT charge_id AS id, max(seq) AS seq FROM journal NOT INDEXED WHERE seq > ? AND charge_id IS NOT NULL GROUP BY charge_id) AS news
     WHERE charge_id = news.id AND due_seq < news.seq`,
  );
  const anyNews = db.prepare<[number], { found: 1 }>(
    `SELECT 1 AS found FROM journal NOT INDEXED CROSS JOIN file_charges ON file_charges.charge_id = journal.charge_id
     WHERE journal.seq > ? AND due_seq < journal.seq LIMIT 1`,
  );
  const dueRows = db.prepare<[string, number], DueRow>(
    `SELECT c.charge_id, c.echo, c.due_seq, c.written_key, files.name, files.delimiter, files.decimal, coalesce(files.encoding,
       (SELECT encoding FROM files AS f WHERE f.folder = c.folder AND f.encoding IS NOT NULL ORDER BY f.id DESC LIMIT 1)) AS encoding
     FROM file_charges AS c JOIN files ON files.id = c.file_id
     WHERE c.folder = ? AND c.due_seq > c.written_seq ORDER BY c.due_seq LIMIT ?`,
  );
  // News that is nothing to tell yet is passed over in one statement; the next journal line makes the charge due again.
  // A charge that opened again (a retry) is told anew when it closes, even with the same outcome.
  const passOver = Object.fromEntries(
    RESULT_MOMENTS.map((when) => [
      when,
      db.prepare<[string]>(
        `UPDATE file_charges INDEXED BY file_charges_due SET written_seq = due_seq, written_key = NULL WHERE folder = ? AND due_seq > written_seq
         AND (SELECT status FROM charges WHERE id = charge_id) NOT IN (${STATUSES_TOLD[when].map((each) => `'${each}'`).join(', ')})`,
      ),
    ]),
  ) as Record<ResultMoment, Statement<[string]>>;
  const stranded = db.prepare<[string], { folder: string; charges: number }>(
    `SELECT folder, count(*) AS charges FROM (
       SELECT folder, charge_id FROM file_charges INDEXED BY file_charges_due WHERE due_seq > written_seq
       UNION SELECT folder, charge_id FROM charges JOIN file_charges ON charge_id = charges.id
         WHERE status IN (${STATUSES.filter((each) => !isFinal(each))
           .map((each) => `'${each}'`)
           .join(', ')}))
     WHERE folder NOT IN (SELECT value FROM json_each(?)) GROUP BY folder`,
  );
  const anyLink = db.prepare<[], { found: 1 }>('SELECT 1 AS found FROM file_charges LIMIT 1');
  const answered = db.prepare<[string], { found: 1 }>(
    'SELECT 1 AS found FROM file_charges WHERE folder = ? AND written_seq > 0 LIMIT 1',
  );
  const seen = db.prepare<[number, string, string]>(
    'UPDATE file_charges SET written_seq = ? WHERE folder = ? AND charge_id = ?',
  );
  // What was asked for once more while it was written is owed once more: only the ask that was read is answered.
  const written = db.prepare<[number, string, string, string, string]>(
    `UPDATE file_charges SET written_seq = ?, written_key = ? WHERE folder = ? AND charge_id = ?
     AND (written_key IS NULL OR written_key NOT LIKE 'again:%' OR written_key LIKE ?)`,
  );
  const repeatBegun = db.prepare<[string, string, string, string]>(
    'UPDATE file_charges SET written_key = ? WHERE folder = ? AND charge_id = ? AND written_key = ?',
  );

  /** What each folder is told, once somebody asks for it: what a file brings in that is nothing to tell is passed over at once. */
  const moments = new Map<string, ResultMoment>();
  /** Up to there the journal says nothing that a folder does not know, whatever the cursor on disk says. */
  let quietTo = 0;

  /** Marks every charge that the journal has spoken of since the last look; writes nothing when it spoke of none. */
  function followJournal(folder: string, when: ResultMoment): void {
    const last = store.journal.lastSeq();
    const cursor = Number(store.settings.get(CURSOR) ?? 0);
    const from = Math.max(cursor, quietTo);
    const hasNews = last > from && anyNews.get(from) !== undefined;
    if (!hasNews && last - cursor < LINES_BEHIND && dueRows.get(folder, 1) === undefined) {
      quietTo = last;
      return;
    }
    store.transact('file:news', () => {
      spreadNews();
      passOver[when].run(folder);
    });
  }

  function spreadNews(): void {
    const last = store.journal.lastSeq();
    const from = Number(store.settings.get(CURSOR) ?? 0);
    if (last > from) spread.run(from);
    store.settings.set(CURSOR, String(last));
  }

  return {
    /** Inside the transaction of the rows. */
    link({ id, folder }: { readonly id: number; readonly folder: string }, links: readonly ResultLink[]): void {
      const when = moments.get(folder);
      const isTold = ({ status }: ResultLink): boolean => when === undefined || STATUSES_TOLD[when].includes(status);
      addLinks(
        links.map((link) => {
          const { chargeId, echo, seq } = link;
          return [chargeId, folder, id, JSON.stringify(echo), seq, isTold(link) ? 0 : seq];
        }),
      );
      for (const { chargeId, echo, seq, again } of links)
        if (again) askAgain.run(id, JSON.stringify(echo), seq, askKey(id), folder, chargeId);
    },

    due(folder: string, when: ResultMoment, limit: number): readonly DueResult[] {
      moments.set(folder, when);
      followJournal(folder, when);
      const found: DueResult[] = [];
      for (;;) {
        const rows = dueRows.all(folder, ROWS_LOOKED_AT);
        const idle: DueRow[] = [];
        for (const row of rows) {
          const charge = viewOf(row.charge_id);
          if (!charge || keyOf(charge) === row.written_key) idle.push(row);
          else if (found.length < limit)
            found.push({
              chargeId: row.charge_id,
              seq: row.due_seq,
              fileName: row.name,
              writing: { encoding: row.encoding, delimiter: row.delimiter, decimal: row.decimal },
              echo: JSON.parse(row.echo) as Record<string, string>,
              charge,
              ...repeatOf(row.written_key),
            });
        }
        if (idle.length > 0)
          store.transact('file:idle', () => {
            for (const row of idle) seen.run(row.due_seq, folder, row.charge_id);
          });
        if (found.length > 0 || rows.length < ROWS_LOOKED_AT) return found;
      }
    },

    stranded(folders: readonly string[]): readonly { folder: string; charges: number }[] {
      // Most bridges have no folders, and start with nothing to look through.
      if (!anyLink.get()) return [];
      store.transact('file:news', spreadNews);
      // Every folder's charges are linked; only those that were answered at some time had answers to wait for.
      return stranded.all(JSON.stringify(folders)).filter(({ folder }) => answered.get(folder) !== undefined);
    },

    repeatsBegun(folder: string, repeats: readonly BegunRepeat[]): void {
      store.transact('file:repeats', () => {
        for (const { result, linesBefore } of repeats) {
          const asked = askKey(result.repeat?.fileId);
          repeatBegun.run(`${asked}${linesBefore}`, folder, result.chargeId, asked);
        }
      });
    },

    written(folder: string, results: readonly DueResult[]): void {
      store.transact('file:results', () => {
        for (const result of results)
          written.run(result.seq, keyOf(result.charge), folder, result.chargeId, `${askKey(result.repeat?.fileId)}%`);
      });
    },
  };
}

/** Stands in the place of what was told last, from the repeated order to its answer: the asking file, then the lines before. */
const AGAIN = /^again:(\d+):(\d*)$/;
const askKey = (fileId: number | undefined): string => `again:${fileId ?? 'never'}:`;
function repeatOf(writtenKey: string | null): Pick<DueResult, 'repeat'> {
  const [, fileId, lines] = AGAIN.exec(writtenKey ?? '') ?? [];
  return fileId === undefined ? {} : { repeat: { fileId: Number(fileId), linesBefore: lines ? Number(lines) : null } };
}

/** What the ERP is told apart: the status, and money given back. */
const keyOf = ({ status, refund }: ChargeView): string => (refund?.status === 'succeeded' ? 'refunded' : status);
