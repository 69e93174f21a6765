import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FolderConfig, FolderStatus } from '../../contract/folders.ts';
import { folderKey } from '../../contract/folders.ts';
import { codeOf } from '../../disk/make-folder.ts';
import type { createCandidates } from './candidates.ts';
import { watchForChanges } from './doorbell.ts';
import { isDenied, moveTo, preparePlaces, type Places } from './places.ts';
import { describeTrouble, type TroubleBook } from './trouble.ts';
import type { WatchDeps } from './watch-deps.ts';

export interface PresenceDeps extends Pick<WatchDeps, 'log' | 'onTrouble' | 'onEnd' | 'beside'> {
  readonly places: Places;
  readonly candidates: ReturnType<typeof createCandidates>;
  readonly book: TroubleBook;
  /** Something has changed in the folder. */
  readonly onChange: () => void;
  /** The folder is there, for the first time or again, and its places are made. */
  readonly onArrival: () => Promise<void>;
}

/** Two folders of the configuration are one on the disk, and want the same files: each would make charges of them. */
class DoubledFolder extends Error {
  readonly twin: string;
  constructor(twin: string) {
    super(`it is the same folder as ${twin}`);
    this.twin = twin;
  }
}

/** By what a folder is known whichever path leads to it: a link, a drive letter and a share's name may all be the same place. */
async function signsOf(folder: string): Promise<readonly string[]> {
  const { dev, ino } = await stat(folder, { bigint: true });
  // Some disks number nothing.
  return [await realpath(folder), ...(ino === 0n ? [] : [`${dev}:${ino}`])];
}

/** Whether a watched folder is there: when it comes it is prepared and watched, and its loss and its return are told. */
export function createPresence(folder: FolderConfig, deps: PresenceDeps) {
  const { log, places, candidates, book } = deps;
  const key = folderKey(folder);
  let state: FolderStatus['state'] = 'starting';
  let lostFor: FolderStatus['lost'] = null;
  let stopWatching: (() => Promise<void>) | undefined;
  let watchedInode: number | undefined;
  let signs: readonly string[] = [];

  async function endWatch(): Promise<void> {
    await stopWatching?.();
    stopWatching = undefined;
  }

  return {
    /** Makes sure that the folder is there and watched; throws when it is not. The folder itself is never created: it may be a share. */
    async settleIn(): Promise<void> {
      const { ino } = await stat(folder.path);
      if (state !== 'watching' || ino !== watchedInode) signs = await signsOf(folder.path);
      deps.beside?.settleIn(signs);
      const twin = deps.beside?.twin();
      if (twin !== undefined) throw new DoubledFolder(twin);
      if (state === 'watching' && ino === watchedInode) return;
      await endWatch();
      await preparePlaces(places);
      if (!folder.poll) stopWatching = watchForChanges(folder.path, deps.onChange);
      watchedInode = ino;
      for (const stray of await candidates.strayedSemaphores())
        await moveTo(path.join(folder.path, stray), places.done, stray);
      await deps.onArrival();
      state = 'watching';
      lostFor = null;
      const wasLost = (['folder_lost', 'folder_denied', 'folder_doubled'] as const)
        .map((kind) => book.clear(kind))
        .includes(true);
      if (wasLost) deps.onTrouble(describeTrouble(folder, 'folder_back'));
      deps.onEnd?.({ kind: 'folder_back', folder: key });
      log.info({ folder: key, path: folder.path, poll: folder.poll, dryRun: folder.dryRun }, 'watching folder');
    },

    async lose(error: unknown): Promise<void> {
      state = 'lost';
      await endWatch();
      if (error instanceof DoubledFolder) {
        lostFor = 'doubled';
        book.raise(describeTrouble(folder, 'folder_doubled', { reason: error.twin }));
        return;
      }
      // The number of a folder that is gone may be given to a new one.
      deps.beside?.settleIn(signs.slice(0, 1));
      const denied = isDenied(error);
      lostFor = denied ? 'denied' : 'missing';
      const reason = codeOf(error) || String(error);
      book.raise(describeTrouble(folder, denied ? 'folder_denied' : 'folder_lost', { reason }));
    },

    async stop(): Promise<void> {
      await endWatch();
      state = 'stopped';
    },
    status: (): Pick<FolderStatus, 'state' | 'lost'> => ({ state, lost: lostFor }),
  };
}
