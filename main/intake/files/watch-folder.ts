import { stat } from 'node:fs/promises';
import type { FolderConfig, FolderStatus } from '../../contract/folders.ts';
import { folderKey } from '../../contract/folders.ts';
import type { Candidate } from './candidates.ts';
import { createCandidates } from './candidates.ts';
import { createClaimer, type Claims } from './claim.ts';
import { markOf, originalName } from './claim-name.ts';
import { createDoorbell } from './doorbell.ts';
import { createPresence } from './folder-presence.ts';
import { createLateWriters } from './late-writers.ts';
import { createLookBack } from './look-back.ts';
import { placesOf } from './places.ts';
import { createRetryBook } from './retry-book.ts';
import { createSettler } from './settle-claim.ts';
import { createTroubleBook } from './trouble.ts';
import { createWaitingFiles } from './waiting-files.ts';
import type { WatchDeps } from './watch-deps.ts';

const LOST_RETRY_MS = 2000;
const LOCK_RETRY_MS = 250;

/**
 * One watched folder: a loop that looks, takes what is complete (oldest first, one file at a time) and waits for the next notice.
 * Everything rests on reading the folder; notices only make it quick.
 */
export function watchFolder(folder: FolderConfig, deps: WatchDeps) {
  const { ledger, clock, log, sweepMs } = deps;
  const key = folderKey(folder);
  const places = placesOf(folder.path);
  const marks = { owner: ledger.owner, folder: markOf(key) };
  const candidates = createCandidates(folder);
  const bell = createDoorbell(clock);
  const book = createTroubleBook((trouble) => {
    log.warn({ folder: key, file: trouble.file, kind: trouble.kind }, trouble.en);
    deps.onTrouble(trouble);
  });
  const retries = createRetryBook(clock);
  const lateWriters = createLateWriters({ clock, isComplete: candidates.isComplete });
  const lookBack = createLookBack({ ledger, clock, folder: key, places });
  let stopped = false;
  const isStopping = (): boolean => stopped;
  const waiting = createWaitingFiles(folder, { ...deps, book });
  const settler = createSettler(folder, { ...deps, places, book, retries, lateWriters, isStopping });
  const presence = createPresence(folder, {
    ...{ ...deps, places, candidates, book },
    onChange: bell.ring,
    onArrival: () => {
      lookBack.beginAnew();
      return settler.findVanished();
    },
  });
  const claim = createClaimer(places, {
    ...deps,
    candidates,
    marks,
    stableMs: folder.ready.stableMs,
    isStopping,
    ...(deps.claim && { move: deps.claim }),
  });

  async function run(): Promise<void> {
    while (!stopped) {
      let waitMs: number;
      try {
        waitMs = await look();
      } catch (error) {
        await presence.lose(error);
        waitMs = LOST_RETRY_MS;
      }
      if (!stopped) await bell.wait(waitMs);
    }
    await presence.stop();
  }

  async function look(): Promise<number> {
    await presence.settleIn();
    const waits = [folder.poll ? folder.pollMs : sweepMs];
    await takeBackChanged();
    if (lateWriters.isAnyWritten()) waits.push(folder.ready.stableMs);
    const { own, others } = await listClaims();
    for (const each of own) {
      if (stopped) return 0;
      if (retries.waitMs(each) === 0) await settler.settle(each);
    }
    const { ready, againInMs, empty, misnamed } = await candidates.look(clock.monotonic());
    waiting.tellStanding(others, misnamed);
    waiting.tellEmpty(empty);
    const isHere = (name: string): boolean => ready.some((each) => each.name === name);
    waiting.keepLocked(isHere);
    for (const name of retries.names()) if (!isHere(name) && !own.includes(name)) retries.forget(name);
    for (const candidate of ready) {
      if (stopped) return 0;
      if (retries.waitMs(candidate.name) === 0) await take(candidate);
    }
    if (waiting.isAnyLocked()) waits.push(LOCK_RETRY_MS);
    const retryMs = retries.shortestMs();
    if (retryMs !== undefined) waits.push(retryMs);
    if (againInMs !== undefined) waits.push(againInMs);
    return Math.min(...waits);
  }

  function listClaims(): Promise<Claims> {
    const begun = new Set(ledger.unfinished(key).map((record) => record.claim));
    // Not only what `match` wants: a file that was claimed before somebody changed the setting must still be finished.
    const isWanted = (name: string): boolean => candidates.isWanted(name) || deps.beside?.isOthers(name) === false;
    return claim.list(isWanted, (each, { owner, folder: mark, ...found }) => {
      if (begun.has(each) || (owner === marks.owner && mark === marks.folder)) return 'ours';
      return deps.beside?.isOthersClaim(each, { owner, folder: mark, ...found }) ? 'anothers' : 'open';
    });
  }

  /** Takes a finished file up again whose writer went on: its earlier rows are known, the new ones are not. */
  async function takeBackChanged(): Promise<void> {
    // What lies among the done files of a trial that follows was charged.
    if (folder.dryRun) return;
    for (const each of await lookBack.find()) if (!lateWriters.isWatched(each.file)) lateWriters.note(each);
    for (const each of await lateWriters.changed()) {
      log.warn({ folder: key, file: each.name }, 'a file was written on after it was taken; it is taken up again');
      const claimed = await claim.again(each.name, each.file, each.id);
      if (claimed === 'locked') lateWriters.note(each);
    }
  }

  async function take(candidate: Candidate): Promise<void> {
    const { name } = candidate;
    try {
      const claimed = await claim.take(candidate);
      if (claimed === 'locked') return waiting.lock(name);
      waiting.free(name);
      book.clear('file_empty', name);
      retries.forget(name);
      if (claimed !== 'gone') await settler.settle(claimed.claim);
    } catch (error) {
      // One file that cannot be moved must not be taken for a folder that is gone.
      await stat(places.processing);
      settler.stumble(name, name, error);
    }
  }

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
      ...presence.status(),
      dry_run: folder.dryRun,
      working: settler.working(),
      waiting: waiting.status(retries.names().map(originalName)),
      recent: ledger
        .recent(key, 20)
        .map(({ name, state: outcome, taken, refused }) => ({ file: name, state: outcome, taken, refused })),
    }),
  };
}
