import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import type { FileLedger } from '../../contract/file-ledger.ts';
import type { FileProgress, FolderConfig, FolderEnd, FolderStatus, FolderTrouble } from '../../contract/folders.ts';
import { folderKey } from '../../contract/folders.ts';
import type { Candidate } from './candidates.ts';
import { createCandidates } from './candidates.ts';
import { createClaimer, type ClaimDeps, type Claims } from './claim.ts';
import { createDoorbell, watchForChanges } from './doorbell.ts';
import { dryRunFile, type DryRunDefaults } from './dry-run.ts';
import { ImportStopped } from './import-file.ts';
import type { Echo } from './map-row.ts';
import { codeOf, isDenied, isGone, moveTo, originalName, placesOf, preparePlaces } from './places.ts';
import { createLateWriters } from './late-writers.ts';
import { createRetryBook } from './retry-book.ts';
import { settleFile } from './settle-file.ts';
import { createTroubleBook, describeTrouble, type FolderProgressSink } from './trouble.ts';

/** The part of a pino logger that is used here. */
export interface FileLog {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}
export interface WatchDeps {
  readonly ledger: FileLedger;
  readonly clock: Clock;
  readonly log: FileLog;
  readonly failpoint: (name: string) => void;
  readonly onProgress: (progress: FileProgress) => void;
  readonly onTrouble: (trouble: FolderTrouble) => void;
  readonly onEnd?: (end: FolderEnd) => void;
  readonly acknowledge: (folder: FolderConfig, echo: Echo) => Promise<void>;
  readonly defaults: DryRunDefaults;
  /** How often the folder is read anew without any notice. */
  readonly sweepMs: number;
  readonly rowsAChunk: number;
  readonly isQuiet?: () => boolean;
  /** Moves a file into `processing/`. */
  readonly claim?: ClaimDeps['move'];
  /** Files in `processing/` that belong to another folder of the configuration with the same path. */
  readonly isOthers?: (name: string) => boolean;
}

const LOST_RETRY_MS = 2000;
const LOCK_RETRY_MS = 250;
const LOCK_TOLD_AFTER_MS = 30_000;
const TAKEN_ELSEWHERE =
  'está en processing/ y lo tomó el Puente de otra computadora, que no lo ha terminado. Si esa ya no existe, regréselo a la carpeta';
const NAME_UNREADABLE =
  'su nombre no está en UTF-8 y no se puede abrir; cámbiele el nombre o expórtelo sin acentos en el nombre';
/** A living bridge is through with any file by then. */
const OTHERS_TOLD_AFTER_MS = 600_000;
/** A short trouble (a full disk, a virus scanner) is over by then and nobody was alarmed. */
const FAILURES_UNTIL_TOLD = 3;

/**
 * One watched folder: a loop that looks, takes what is complete (oldest first, one file at a time) and waits for the next notice.
 * Everything rests on reading the folder; notices only make it quick.
 */
export function watchFolder(folder: FolderConfig, deps: WatchDeps) {
  const { ledger, clock, log, sweepMs } = deps;
  const key = folderKey(folder);
  const places = placesOf(folder.path);
  const candidates = createCandidates(folder);
  const bell = createDoorbell(clock);
  const book = createTroubleBook((trouble) => {
    log.warn({ folder: key, file: trouble.file, kind: trouble.kind }, trouble.en);
    deps.onTrouble(trouble);
  });
  const retries = createRetryBook(clock);
  const lateWriters = createLateWriters(clock);
  /** Of files that were taken up again. */
  const identities = new Map<string, string>();
  const lockedSince = new Map<string, number>();
  /** Files that another bridge has taken, and since when they have been seen. */
  const othersSince = new Map<string, number>();
  let standing: readonly string[] = [];
  let state: FolderStatus['state'] = 'starting';
  let working: FolderStatus['working'] = null;
  let lostFor: FolderStatus['lost'] = null;
  let emptyFiles: readonly string[] = [];
  let stopped = false;
  let stopWatching: (() => Promise<void>) | undefined;
  let watchedInode: number | undefined;

  const claim = createClaimer(places, {
    ...deps,
    candidates,
    owner: ledger.owner,
    stableMs: folder.ready.stableMs,
    isStopping: () => stopped,
    ...(deps.claim && { move: deps.claim }),
  });

  async function run(): Promise<void> {
    while (!stopped) {
      let waitMs: number;
      try {
        waitMs = await look();
      } catch (error) {
        waitMs = await lose(error);
      }
      if (!stopped) await bell.wait(waitMs);
    }
    await stopWatching?.();
    state = 'stopped';
  }

  async function look(): Promise<number> {
    await settleIn();
    const waits = [folder.poll ? folder.pollMs : sweepMs];
    await takeBackGrown();
    const { own, others } = await listClaims();
    for (const each of own) {
      if (stopped) return 0;
      if (retries.waitMs(each) === 0) await settle(each);
    }
    const { ready, againInMs, empty, misnamed } = await candidates.look(clock.monotonic());
    tellStanding(
      new Map([
        ...takenForLong(others).map((file) => [file, TAKEN_ELSEWHERE] as const),
        ...misnamed.map((file) => [file, NAME_UNREADABLE] as const),
      ]),
    );
    emptyFiles = empty;
    for (const file of empty) book.raise(describeTrouble(folder, 'file_empty', { file }));
    const isHere = (name: string): boolean => ready.some((each) => each.name === name);
    for (const name of lockedSince.keys()) if (!isHere(name)) free(name);
    for (const name of retries.names()) if (!isHere(name) && !own.includes(name)) retries.forget(name);
    for (const candidate of ready) {
      if (stopped) return 0;
      if (retries.waitMs(candidate.name) === 0) await take(candidate);
    }
    if (lockedSince.size > 0) waits.push(LOCK_RETRY_MS);
    const retryMs = retries.shortestMs();
    if (retryMs !== undefined) waits.push(retryMs);
    if (againInMs !== undefined) waits.push(againInMs);
    return Math.min(...waits);
  }

  /** Makes sure that the folder is there and watched; throws when it is not. The folder itself is never created: it may be a share. */
  async function settleIn(): Promise<void> {
    const { ino } = await stat(folder.path);
    if (state === 'watching' && ino === watchedInode) return;
    await stopWatching?.();
    stopWatching = undefined;
    await preparePlaces(places);
    if (!folder.poll) stopWatching = watchForChanges(folder.path, () => bell.ring());
    watchedInode = ino;
    for (const stray of await candidates.strayedSemaphores())
      await moveTo(path.join(folder.path, stray), places.done, stray);
    await findVanished();
    state = 'watching';
    lostFor = null;
    const wasLost = [book.clear('folder_lost'), book.clear('folder_denied')].includes(true);
    if (wasLost) deps.onTrouble(describeTrouble(folder, 'folder_back'));
    deps.onEnd?.({ kind: 'folder_back', folder: key });
    log.info({ folder: key, path: folder.path, poll: folder.poll, dryRun: folder.dryRun }, 'watching folder');
  }

  async function lose(error: unknown): Promise<number> {
    state = 'lost';
    await stopWatching?.();
    stopWatching = undefined;
    const denied = isDenied(error);
    lostFor = denied ? 'denied' : 'missing';
    const reason = codeOf(error) || String(error);
    book.raise(describeTrouble(folder, denied ? 'folder_denied' : 'folder_lost', { reason }));
    return LOST_RETRY_MS;
  }

  function listClaims(): Promise<Claims> {
    const begun = new Set(ledger.unfinished(key).map((record) => record.claim));
    // Not only what `match` wants: a file that was claimed before somebody changed the setting must still be finished.
    const isOurs = (name: string): boolean => candidates.isWanted(name) || deps.isOthers?.(name) === false;
    return claim.list(isOurs, (each) => begun.has(each));
  }

  /** The PC that took them may be gone for good: only a person can know. */
  function takenForLong(others: readonly string[]): readonly string[] {
    for (const each of othersSince.keys()) if (!others.includes(each)) othersSince.delete(each);
    return others.filter((each) => {
      const sinceMs = othersSince.get(each) ?? clock.monotonic();
      othersSince.set(each, sinceMs);
      return clock.monotonic() - sinceMs >= OTHERS_TOLD_AFTER_MS;
    });
  }

  /** What only a person can set going again: told once, and once more when it is over. */
  function tellStanding(reasons: ReadonlyMap<string, string>): void {
    for (const file of standing)
      if (!reasons.has(file) && book.clear('import_failed', file))
        deps.onTrouble(describeTrouble(folder, 'file_free', { file }));
    for (const [file, reason] of reasons) book.raise(describeTrouble(folder, 'import_failed', { file, reason }));
    standing = [...reasons.keys()];
  }

  /** Takes a finished file up again whose writer went on: its earlier rows are known, the new ones are not. */
  async function takeBackGrown(): Promise<void> {
    for (const each of await lateWriters.grown()) {
      log.warn({ folder: key, file: each.name }, 'a file has grown after it was taken; it is taken up again');
      const claimed = await claim.again(each.name, each.file);
      if (claimed === 'locked') lateWriters.note(each);
      else if (claimed !== 'gone') identities.set(claimed.claim, each.identity);
    }
  }

  /** Files that the ledger has begun and that nobody can find any more. */
  async function findVanished(): Promise<void> {
    const here = new Set(await readdir(places.processing));
    for (const record of ledger.unfinished(key)) {
      if (here.has(record.claim)) continue;
      ledger.vanish(record.id);
      book.raise(describeTrouble(folder, 'file_vanished', { file: record.name }));
    }
  }

  async function take(candidate: Candidate): Promise<void> {
    const { name } = candidate;
    try {
      const claimed = await claim.take(candidate);
      if (claimed === 'locked') {
        const sinceMs = lockedSince.get(name) ?? clock.monotonic();
        lockedSince.set(name, sinceMs);
        if (clock.monotonic() - sinceMs >= LOCK_TOLD_AFTER_MS)
          book.raise(describeTrouble(folder, 'file_locked', { file: name }));
        return;
      }
      free(name);
      book.clear('file_empty', name);
      retries.forget(name);
      if (claimed !== 'gone') await settle(claimed.claim);
    } catch (error) {
      // One file that cannot be moved must not be taken for a folder that is gone.
      await stat(places.processing);
      stumble(name, name, error);
    }
  }

  function free(name: string): void {
    lockedSince.delete(name);
    if (book.clear('file_locked', name)) deps.onTrouble(describeTrouble(folder, 'file_free', { file: name }));
  }

  /** Something went wrong with one file: it is tried again, and people hear of it when it does not pass. */
  function stumble(name: string, retryKey: string, error: unknown): void {
    log.error({ folder: key, file: name, err: error }, 'a file could not be taken; it is tried again');
    if (retries.fail(retryKey) < FAILURES_UNTIL_TOLD) return;
    const reason = error instanceof Error ? error.message : String(error);
    book.raise(describeTrouble(folder, 'import_failed', { file: name, reason }));
  }

  async function settle(claim: string): Promise<void> {
    const name = originalName(claim);
    const identity = identities.get(claim);
    const task = {
      ...{ folder: key, name, claim, file: path.join(places.processing, claim), profile: folder },
      ...(identity !== undefined && { identity }),
    };
    working = { file: name, rows_done: 0, total_rows: null };
    try {
      if (folder.dryRun) await dryRunFile(task, places, clock.now(), deps.defaults);
      else {
        const settled = await settleFile(task, places, {
          ...deps,
          report,
          isStopping: () => stopped,
          acknowledge: (echo) => deps.acknowledge(folder, echo),
          onProgress,
        });
        lateWriters.note({ name, ...settled });
      }
      identities.delete(claim);
      retries.forget(claim);
      if (book.clear('import_failed', name)) deps.onTrouble(describeTrouble(folder, 'file_free', { file: name }));
      deps.onEnd?.({ kind: 'file_free', folder: key, file: name });
    } catch (error) {
      if (error instanceof ImportStopped) return;
      if (!isGone(error) || (await isThere(task.file))) return stumble(name, claim, error);
      await findVanished();
      book.raise(describeTrouble(folder, 'file_vanished', { file: name }));
    } finally {
      const { rows_done: rowsDone, total_rows: totalRows } = working;
      if (totalRows !== null && rowsDone < totalRows)
        deps.onProgress({ folder: key, file: name, rowsDone, totalRows, over: true });
      working = null;
    }

    function onProgress({ rowsDone, totalRows }: { rowsDone: number; totalRows: number }): void {
      working = { file: name, rows_done: rowsDone, total_rows: totalRows };
      deps.onProgress({ folder: key, file: name, rowsDone, totalRows });
    }
  }

  const report: FolderProgressSink = (file, { state: outcome, reason, rejects, read }) => {
    const refused = rejects.length;
    log.info(
      {
        folder: key,
        file,
        outcome,
        encoding: read?.encoding,
        rows: read?.rows.length,
        refused,
        skipped: read?.skipped,
      },
      'file taken',
    );
    if (outcome === 'rejected')
      deps.onTrouble(describeTrouble(folder, 'file_rejected', { file, reason: reason ?? '' }));
    else if (refused > 0)
      deps.onTrouble(
        describeTrouble(folder, 'rows_rejected', { file, reason: refused === 1 ? '1 fila' : `${refused} filas` }),
      );
  };

  const running = run();
  return {
    /** Ends after the chunk at hand; an unfinished file goes on at the next start. */
    async stop(): Promise<void> {
      stopped = true;
      bell.ring();
      await running;
    },
    rescan: (): void => bell.ring(),
    status: (): FolderStatus => ({
      folder: key,
      path: folder.path,
      state,
      lost: lostFor,
      dry_run: folder.dryRun,
      working,
      waiting: [
        ...[...lockedSince.keys()].map((file) => ({ file, reason: 'locked' as const })),
        ...retries.names().map((name) => ({ file: originalName(name), reason: 'failed' as const })),
        ...standing.map((file) => ({ file, reason: 'failed' as const })),
        ...emptyFiles.map((file) => ({ file, reason: 'empty' as const })),
      ],
      recent: ledger
        .recent(key, 20)
        .map(({ name, state: outcome, taken, refused }) => ({ file: name, state: outcome, taken, refused })),
    }),
  };
}

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
