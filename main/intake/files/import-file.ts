import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile as readBytes, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../contract/clock.ts';
import type { FileLedger, FileRecord, FileState, ImportRow, RowOutcome } from '../../contract/file-ledger.ts';
import type { Profile } from '../../contract/folders.ts';
import type { Echo } from './map-row.ts';
import type { ReadFile } from './read-file.ts';
import { MOST_BYTES, readFile, tooLarge } from './read-file.ts';
import { describeReason, UnreadableFile, type Reason } from './reasons.ts';
import { findRepeat, type Repeat } from './repeats.ts';

export interface ImportDeps {
  readonly ledger: FileLedger;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly failpoint: (name: string) => void;
  readonly onProgress: (progress: { rowsDone: number; totalRows: number }) => void;
  readonly isStopping: () => boolean;
  /** Rows a transaction, at most. */
  readonly rowsAChunk: number;
  /** Nobody has called the bridge lately; without it somebody always might have. */
  readonly isQuiet?: () => boolean;
  /** Tells the ERP that a request is on disk. Never throws. */
  readonly acknowledge: (echo: Echo) => Promise<void>;
}
/** The bridge is stopping; the rest of the file is taken at the next start. */
export class ImportStopped extends Error {}

export interface ImportTask {
  readonly folder: string;
  /** The name that the ERP gave the file. */
  readonly name: string;
  readonly claim: string;
  /** Where the bytes are now. */
  readonly file: string;
  readonly profile: Profile;
  /** The folder whose rows and contents these are, where the records are kept apart under another name (import-once.ts). */
  readonly home?: string;
  /** The record of the file before its writer went on with it. */
  readonly continues?: number;
}
export interface ImportResult {
  readonly record: FileRecord;
  readonly state: Exclude<FileState, 'importing'>;
  /** The ledger knows already; only the file has not been moved yet. */
  readonly finished: boolean;
  /** Why the file as a whole was refused. */
  readonly reason: string | null;
  /** The same for a reader of another language. */
  readonly why?: Reason;
  readonly rejects: readonly (RowOutcome & { readonly original: Uint8Array })[];
  readonly read: ReadFile | undefined;
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** A ms or two. */
const HASHED_AT_ONCE = 512 * 1024;
/** The same, with other work let in between. */
async function hashInTurns(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += HASHED_AT_ONCE) {
    hash.update(bytes.subarray(at, at + HASHED_AT_ONCE));
    await nextTurn();
  }
  return hash.digest('hex');
}
/** A file as it lies there. What is too large to be taken is not held in memory for its fingerprint either: no bytes then. */
export async function fingerprint(file: string) {
  const { size, mtimeMs } = await stat(file);
  if (size <= MOST_BYTES) {
    const bytes = await readBytes(file);
    return { bytes, size: bytes.length, mtimeMs, sha256: await hashInTurns(bytes) };
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { bytes: undefined, size, mtimeMs, sha256: hash.digest('hex') };
}
/** Rows a transaction, at most (contract/file-ledger.ts); how many it is in fact follows from how long the last one took. */
export const ROWS_A_CHUNK = 500;
const LEAST_ROWS_A_CHUNK = 25;
/** What one transaction may take, in ms: a caller of the HTTP intake waits for it at worst. More while nobody calls: each is flushed to disk. */
const CHUNK_MS = { called: 2, quiet: 20 };
/** Turns of the event loop between two transactions: one request needs several, to be read, taken and answered. */
const TURNS_BETWEEN = 8;
/** Row numbers of a half-done import only mean the same under the same settings. */
const fingerprintOf = (profile: Profile): string => hashOf(Buffer.from(JSON.stringify(profile))).slice(0, 16);

/**
 * Takes the rows of a file, going on where a killed run stopped. Every chunk commits its charges and its progress together, so a
 * row is taken once whatever happens in between. Does not move the file.
 */
export async function importRows(task: ImportTask, deps: ImportDeps): Promise<ImportResult> {
  const { ledger, clock, failpoint } = deps;
  failpoint('before:hash');
  const { bytes, size, mtimeMs, sha256 } = await fingerprint(task.file);
  failpoint('after:hash');
  const record = ledger.begin({
    folder: task.folder,
    name: task.name,
    claim: task.claim,
    size,
    sha256,
    mtimeMs: Math.round(mtimeMs),
    settings: fingerprintOf(task.profile),
    ...(task.continues !== undefined && { continues: task.continues }),
  });
  // Killed between its end and its move: what is left to do is the move.
  if (record.state !== 'importing')
    return { record, state: record.state, finished: true, reason: null, rejects: [], read: undefined };
  const ends = (state: 'repeated' | 'rejected', why?: Reason): ImportResult => ({
    record,
    state,
    finished: false,
    reason: why ? describeReason(why) : null,
    ...(why && { why }),
    rejects: [],
    read: undefined,
  });
  if (!bytes) return ends('rejected', tooLarge(size).reason);
  const home = task.home ?? task.folder;
  const repeat = findRepeat(ledger, { home, record, profile: task.profile });
  if (record.rowsDone === 0 && repeat?.ends) return ends(repeat.ends.state, repeat.ends.why);

  let read: ReadFile;
  try {
    const { identity, namedAtMs } = record;
    const stem = path.parse(task.name).name;
    // What was charged under the name of a content that it had grown out of is not charged under another.
    const facts = { stem, folder: home, sha256: repeat?.identity ?? identity, mtimeMs, namedAtMs, nowMs: clock.now() };
    read = await readFile(bytes, task.profile, facts);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return ends('rejected', error.reason);
  }
  await takeRows(record, read, { ...deps, profile: task.profile, repeat });
  const rejects = ledger.refusals(record.id).map((outcome) => ({ ...outcome, original: read.bytesOf(outcome.row) }));
  return { record, state: 'done', finished: false, reason: null, rejects, read };
}

async function takeRows(
  record: FileRecord,
  read: ReadFile,
  deps: ImportDeps & { readonly profile: Profile; readonly repeat: Repeat | undefined },
): Promise<void> {
  const { ledger, clock, failpoint, onProgress, acknowledge, rowsAChunk, profile, repeat } = deps;
  const totalRows = read.rows.length;
  let size = Math.min(LEAST_ROWS_A_CHUNK, rowsAChunk);
  let before: Promise<unknown> | undefined;
  for (let from = record.rowsDone; from < totalRows;) {
    if (deps.isStopping()) throw new ImportStopped();
    const part = read.rows.slice(from, from + size);
    const rows = part.flatMap((row, index): ImportRow[] => {
      const at = { row: from + index, line: row.line };
      const known = repeat?.isTaken(at) ?? false;
      if (known && !profile.results?.answerRepeats) return [];
      if (row.kind === 'refused') return [{ ...at, refusal: row.refusal }];
      if (row.kind !== 'order') return [];
      // To answer a request again is not to make the change that it asked for again.
      const { replace, ...order } = row.order;
      return [{ ...at, order: replace && !known ? row.order : order, echo: row.echo }];
    });
    const rowsDone = from + part.length;
    const beganMs = clock.monotonic();
    failpoint('before:chunk');
    const chunk = ledger.importChunk(
      record.id,
      rows,
      { rowsDone, totalRows },
      {
        answerRepeats: profile.results?.answerRepeats ?? false,
        writing: read.writing,
      },
    );
    const tookMs = clock.monotonic() - beganMs;
    chunk.catch(() => undefined);
    // A slow disk flushes one chunk while the next is taken.
    await before;
    before = chunk;
    failpoint('after:chunk');
    onProgress({ rowsDone, totalRows });
    if (profile.results?.acknowledge) await acknowledgeAll(part, await chunk);
    from = rowsDone;
    for (let turn = 0; turn < TURNS_BETWEEN; turn += 1) await nextTurn();
    const chunkMs = deps.isQuiet?.() ? CHUNK_MS.quiet : CHUNK_MS.called;
    const fitting = Math.round((part.length * chunkMs) / Math.max(tookMs, 0.1));
    size = Math.min(Math.max(fitting, LEAST_ROWS_A_CHUNK), rowsAChunk);
  }
  await before;

  async function acknowledgeAll(part: ReadFile['rows'], outcomes: readonly RowOutcome[]): Promise<void> {
    const refused = new Set(outcomes.filter(({ kind }) => kind === 'refused').map(({ line }) => line));
    for (const row of part) if (row.kind !== 'refused' && !refused.has(row.line)) await acknowledge(row.echo);
  }
}
