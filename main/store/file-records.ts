import type { Clock } from '../contract/clock.ts';
import type { ClaimedFile, FileLedger, FileRecord, FileState } from '../contract/file-ledger.ts';
import type { Store } from './store.ts';

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
  identity: string | null;
  named_at_ms: number | null;
  taken_before: number;
  kept_as: string | null;
}

const VANISHED = 'vanished';

/** The record of each export file: how far it is, what names its rows, and what became of it. */
export function createFileRecords({ store, clock }: { readonly store: Store; readonly clock: Pick<Clock, 'now'> }) {
  const { db } = store;
  // `puente import` keeps its records apart (main/intake/files/import-once.ts); the content is the folder's all the same.
  const byContent = db.prepare<[string, string, string], FileRow>(
    `SELECT * FROM files WHERE folder IN (?, 'import:' || ?) AND sha256 = ? AND state = 'done' ORDER BY refused > 0, id LIMIT 1`,
  );
  const newestOfContent = db.prepare<[string, string, string], FileRow>(
    `SELECT * FROM files WHERE folder IN (?, 'import:' || ?) AND sha256 = ? AND state = 'done' ORDER BY id DESC LIMIT 1`,
  );
  const byClaim = db.prepare<[string, string], FileRow>('SELECT * FROM files WHERE folder = ? AND claim = ?');
  const byId = db.prepare<[number], FileRow>('SELECT * FROM files WHERE id = ?');
  const insert = db.prepare<[Omit<ClaimedFile, 'continues'> & Naming & { nowMs: number }]>(
    `INSERT INTO files (folder, name, claim, size, sha256, mtime_ms, settings, claimed_at_ms, state, identity, named_at_ms, taken_before)
     VALUES (@folder, @name, @claim, @size, @sha256, @mtimeMs, @settings, @nowMs, 'importing', @identity, @namedAtMs, @takenBefore)`,
  );
  const restart = db.prepare<[Omit<ClaimedFile, 'continues'> & Naming & { id: number }]>(
    `UPDATE files SET size = @size, sha256 = @sha256, mtime_ms = @mtimeMs, settings = @settings, state = 'importing',
       identity = @identity, named_at_ms = @namedAtMs, taken_before = @takenBefore, kept_as = NULL,
       rows_done = 0, total_rows = NULL, taken = 0, refused = 0, finished_at_ms = NULL, note = NULL WHERE id = @id`,
  );
  const resume = db.prepare<[number]>(
    `UPDATE files SET state = 'importing', finished_at_ms = NULL, note = NULL WHERE id = ?`,
  );
  const dropRows = db.prepare<[number]>('DELETE FROM file_rows WHERE file_id = ?');
  const close = db.prepare<[string, number, string | null, string | null, number]>(
    `UPDATE files SET state = ?, finished_at_ms = ?, note = ?, kept_as = ? WHERE id = ?`,
  );
  const keepAs = db.prepare<[string, number]>('UPDATE files SET kept_as = ? WHERE id = ?');
  const open = db.prepare<[string], FileRow>(
    `SELECT * FROM files WHERE folder = ? AND state = 'importing' ORDER BY id`,
  );
  const newest = db.prepare<[string, number], FileRow>('SELECT * FROM files WHERE folder = ? ORDER BY id DESC LIMIT ?');
  // Counted before it is sifted: a folder's whole past is not looked through for what is not in it.
  const kept = db.prepare<[string, number, number], FileRow & { kept_as: string }>(
    `SELECT * FROM (SELECT * FROM files WHERE folder = ? ORDER BY id DESC LIMIT ?)
     WHERE kept_as IS NOT NULL AND finished_at_ms >= ? ORDER BY id DESC`,
  );
  const findByContent = (statement: typeof byContent, folder: string, sha256: string) =>
    statement.get(folder, folder, sha256);

  return {
    find: (fileId: number) => maybeRecord(byId.get(fileId)),
    findByHash: (folder: string, sha256: string) => maybeRecord(findByContent(byContent, folder, sha256)),
    newestByHash: (folder: string, sha256: string) => maybeRecord(findByContent(newestOfContent, folder, sha256)),

    begin({ continues, ...file }: ClaimedFile): FileRecord {
      return store.transact('file:begin', () => {
        const known = byClaim.get(file.folder, file.claim);
        const earlier = continues === undefined ? undefined : byId.get(continues);
        // In a database that was restored the number may be another file's by now.
        const isSame = earlier?.folder === file.folder && earlier.name === file.name;
        if (!known) insert.run({ ...file, ...namingAfter(isSame ? earlier : undefined), nowMs: clock.now() });
        else if (isOutdated(known, file)) {
          restart.run({ ...file, ...namingAfter(known), id: known.id });
          dropRows.run(known.id);
        } else if (known.note === VANISHED) resume.run(known.id);
        return toRecord(must(byClaim.get(file.folder, file.claim)));
      });
    },

    finish(fileId: number, state: Exclude<FileState, 'importing'>, note: string | null, keptAs?: string): void {
      store.transact('file:finish', () => {
        close.run(state, clock.now(), note, keptAs ?? null, fileId);
      });
    },
    keep(fileId: number, keptAs: string): void {
      store.transact('file:keep', () => {
        keepAs.run(keptAs, fileId);
      });
    },
    vanish(fileId: number): void {
      store.transact('file:finish', () => {
        close.run('rejected', clock.now(), VANISHED, null, fileId);
      });
    },
    unfinished: (folder: string) => open.all(folder).map(toRecord),
    recent: (folder: string, limit: number) => newest.all(folder, limit).map(toRecord),
    kept: (folder: string, sinceMs: number, limit: number) =>
      kept.all(folder, limit, sinceMs).map((row) => ({ ...toRecord(row), keptAs: row.kept_as })),
  } satisfies Partial<FileLedger> & Record<string, unknown>;
}

interface Naming {
  readonly identity: string | null;
  readonly namedAtMs: number | null;
  readonly takenBefore: number;
}
/** What a reading hands on to the next one: once a row was taken, its rows keep their names. */
function namingAfter(before: FileRow | undefined): Naming {
  if (!before) return { identity: null, namedAtMs: null, takenBefore: 0 };
  const isNamed = before.identity !== null || before.taken > 0;
  return {
    // A content of which nothing was taken (a heading, room that was set aside) may be that of many files.
    identity: isNamed ? (before.identity ?? before.sha256) : null,
    namedAtMs: isNamed ? (before.named_at_ms ?? before.mtime_ms) : null,
    takenBefore: Math.max(before.taken_before, before.taken),
  };
}

/** Other content, or row numbers (or a verdict) that other settings came to: the file is begun anew. */
const isOutdated = (known: FileRow, file: Omit<ClaimedFile, 'continues'>): boolean =>
  known.sha256 !== file.sha256 ||
  (known.settings !== file.settings && (known.state === 'importing' || known.state === 'rejected'));

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the file has no record');
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
  identity: row.identity ?? row.sha256,
  namedAtMs: row.named_at_ms ?? row.mtime_ms,
  takenBefore: Math.max(row.taken_before, row.taken),
  keptAs: row.kept_as,
  note: row.note,
  rowsDone: row.rows_done,
  totalRows: row.total_rows,
  taken: row.taken,
  refused: row.refused,
});
