import path from 'node:path';
import type { Clock } from './contract/clock.ts';
import { shopDay } from './charge/shop-day.ts';
import { createWaker } from './dispatch/waker.ts';
import type { Log } from './dispatch/context.ts';
import { backUpOnline, listBackups, type BackupFile } from './store/backup.ts';
import type { Store } from './store/store.ts';

export const backupFolderOf = (dataFolder: string): string => path.join(dataFolder, 'backups');

interface BackupDeps {
  readonly store: Store;
  readonly dataFolder: string;
  readonly keep: () => number;
  readonly clock: Clock;
  readonly log: Log;
}

const LOOK_EVERY_MS = 10 * 60_000;
const FIRST_LOOK_MS = 30_000;

/** One backup a day while the bridge runs, and on demand. A backup that fails is logged and tried again; charging goes on. */
export function startBackups({ store, dataFolder, keep, clock, log }: BackupDeps) {
  const folder = backupFolderOf(dataFolder);
  const waker = createWaker(clock);
  let stopping = false;

  async function make(reason: string): Promise<BackupFile> {
    const backup = await backUpOnline(store.db, folder, { atMs: clock.now(), reason, keep: keep() });
    log.info({ file: backup.name, bytes: backup.bytes }, 'backup made');
    return backup;
  }

  const running = (async () => {
    // The day's first backup reads the whole file: not while the bridge and the PC are just starting.
    await waker.sleep(FIRST_LOOK_MS);
    while (!stopping) {
      const [newest] = listBackups(folder);
      if (store.journal.lastSeq() > 0 && (!newest || shopDay(newest.atMs) !== shopDay(clock.now()))) {
        try {
          await make('daily');
        } catch (error) {
          log.error({ err: error }, 'backup failed');
        }
      }
      await waker.sleep(LOOK_EVERY_MS);
    }
  })();

  return {
    make,
    list: (): BackupFile[] => listBackups(folder),
    async stop(): Promise<void> {
      stopping = true;
      waker.wake();
      await running;
    },
  };
}
