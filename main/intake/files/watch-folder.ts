import { readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import type { FileLedger } from '../../contract/file-ledger.ts';
import type { FileProgress, FolderConfig, FolderStatus, FolderTrouble } from '../../contract/folders.ts';
import { folderKey } from '../../contract/folders.ts';
import type { Candidate } from './candidates.ts';
import { createCandidates } from './candidates.ts';
import { createDoorbell, watchForChanges } from './doorbell.ts';
import { dryRunFile, type DryRunDefaults } from './dry-run.ts';
import { ImportStopped } from './import-file.ts';
import type { Echo } from './map-row.ts';
import { claimName, codeOf, isGone, isLocked, moveTo, originalName, placesOf, preparePlaces } from './places.ts';
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
  readonly acknowledge: (folder: FolderConfig, echo: Echo) => Promise<void>;
  readonly defaults: DryRunDefaults;
  /** How often the folder is read anew without any notice. */
  readonly sweepMs: number;
  readonly rowsAChunk: number;
  /** Moves a file into `processing/`; an argument so that tests can play a writer that holds it. */
  readonly claim?: (from: string, to: string) => Promise<void>;
}

const LOST_RETRY_MS = 2000;
const LOCK_RETRY_MS = 250;
const LOCK_TOLD_AFTER_MS = 30_000;
const FAILED_RETRY_MS = { first: 500, most: 60_000 };

/**
 * One watched folder: a loop that looks, takes what is complete (oldest first, one file at a time) and waits for the next notice.
 * Everything rests on reading the folder; notices only make it quick.
 */
export function watchFolder(folder: FolderConfig, deps: WatchDeps) {
  const { ledger, clock, log, failpoint, sweepMs } = deps;
  const key = folderKey(folder);
  const places = placesOf(folder.path);
  const candidates = createCandidates(folder);
  const bell = createDoorbell(clock);
  const book = createTroubleBook((trouble) => {
    log.warn({ folder: key, file: trouble.file, kind: trouble.kind }, trouble.en);
    deps.onTrouble(trouble);
  });
  const failures = new Map<string, { count: number; againAtMs: number }>();
  const lockedSince = new Map<string, number>();
  let state: FolderStatus['state'] = 'starting';
  let working: FolderStatus['working'] = null;
  let stopped = false;
  let counter = 0;
  let stopWatching: (() => Promise<void>) | undefined;
  let watchedInode: number | undefined;

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
    for (const claim of await listClaims()) {
      if (stopped) return 0;
      const againInMs = (failures.get(claim)?.againAtMs ?? 0) - clock.monotonic();
      if (againInMs > 0) waits.push(againInMs);
      else await settle(claim);
    }
    const { ready, againInMs, empty } = await candidates.look(clock.monotonic());
    for (const file of empty) book.raise(describeTrouble(folder, 'file_empty', { file }));
    for (const name of lockedSince.keys()) if (!ready.some((each) => each.name === name)) lockedSince.delete(name);
    for (const candidate of ready) {
      if (stopped) return 0;
      const claim = await take(candidate);
      if (claim !== undefined) await settle(claim);
    }
    if (lockedSince.size > 0) waits.push(LOCK_RETRY_MS);
    if (failures.size > 0) waits.push(FAILED_RETRY_MS.first);
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
    if (book.clear('folder_lost')) deps.onTrouble(describeTrouble(folder, 'folder_back'));
    log.info({ folder: key, path: folder.path, poll: folder.poll, dryRun: folder.dryRun }, 'watching folder');
  }

  async function lose(error: unknown): Promise<number> {
    state = 'lost';
    await stopWatching?.();
    stopWatching = undefined;
    book.raise(describeTrouble(folder, 'folder_lost', { reason: codeOf(error) || String(error) }));
    return LOST_RETRY_MS;
  }

  async function listClaims(): Promise<readonly string[]> {
    const names = await readdir(places.processing);
    return names.filter((name) => candidates.isWanted(originalName(name))).sort();
  }

  /** Files that the ledger has begun and that nobody can find any more. */
  async function findVanished(): Promise<void> {
    const here = new Set(await readdir(places.processing));
    for (const record of ledger.unfinished(key)) {
      if (here.has(record.claim)) continue;
      ledger.finish(record.id, 'rejected', 'vanished');
      book.raise(describeTrouble(folder, 'file_vanished', { file: record.name }));
    }
  }

  /** Claims a file by renaming it; undefined when its writer still holds it or somebody else took it. */
  async function take({ name, size, mtimeMs }: Candidate): Promise<string | undefined> {
    counter += 1;
    const claim = claimName(name, clock.now(), counter);
    const semaphore = await candidates.semaphoreOf(name);
    try {
      failpoint('before:claim');
      await (deps.claim ?? rename)(path.join(folder.path, name), path.join(places.processing, claim));
      failpoint('after:claim');
    } catch (error) {
      if (isGone(error)) return undefined;
      if (!isLocked(error)) throw error;
      const since = lockedSince.get(name) ?? clock.monotonic();
      lockedSince.set(name, since);
      if (clock.monotonic() - since >= LOCK_TOLD_AFTER_MS)
        book.raise(describeTrouble(folder, 'file_locked', { file: name }));
      return undefined;
    }
    await untilStill(path.join(places.processing, claim), { size, mtimeMs });
    lockedSince.delete(name);
    book.clear('file_locked', name);
    book.clear('file_empty', name);
    if (semaphore !== undefined)
      await moveTo(path.join(folder.path, semaphore), places.done, semaphore).catch(ignoreGone);
    return claim;
  }

  /** A new export of the same name may have begun between the last look and the claim: then it is given its time once more. */
  async function untilStill(file: string, seen: { size: number; mtimeMs: number }): Promise<void> {
    for (let before = seen; !stopped;) {
      const { size, mtimeMs } = await stat(file);
      if (size === before.size && mtimeMs === before.mtimeMs) return;
      before = { size, mtimeMs };
      await clock.sleep(folder.ready.stableMs);
    }
  }

  async function settle(claim: string): Promise<void> {
    const name = originalName(claim);
    const task = { folder: key, name, claim, file: path.join(places.processing, claim), profile: folder };
    working = { file: name, rows_done: 0, total_rows: null };
    try {
      if (folder.dryRun) await dryRunFile(task, places, clock.now(), deps.defaults);
      else
        await settleFile(task, places, {
          ...deps,
          report,
          isStopping: () => stopped,
          acknowledge: (echo) => deps.acknowledge(folder, echo),
          onProgress,
        });
      failures.delete(claim);
      book.clear('import_failed', name);
    } catch (error) {
      if (error instanceof ImportStopped || (isGone(error) && !(await isThere(task.file)))) return;
      const count = (failures.get(claim)?.count ?? 0) + 1;
      const delayMs = Math.min(FAILED_RETRY_MS.first * 2 ** (count - 1), FAILED_RETRY_MS.most);
      failures.set(claim, { count, againAtMs: clock.monotonic() + delayMs });
      log.error({ folder: key, file: name, err: error }, 'a file could not be taken; it is tried again');
      const reason = error instanceof Error ? error.message : String(error);
      book.raise(describeTrouble(folder, 'import_failed', { file: name, reason }));
    } finally {
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
      dry_run: folder.dryRun,
      working,
      waiting: [
        ...[...lockedSince.keys()].map((file) => ({ file, reason: 'locked' })),
        ...[...failures.keys()].map((claim) => ({ file: originalName(claim), reason: 'failed' })),
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

function ignoreGone(error: unknown): void {
  if (!isGone(error)) throw error;
}
