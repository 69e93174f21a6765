import { watch } from 'chokidar';
import path from 'node:path';
import type { Clock } from '../../contract/clock.ts';

/** A wait that news can end early; a ring while nobody waits is remembered. */
export function createDoorbell(clock: Pick<Clock, 'sleep'>) {
  let waiting: AbortController | undefined;
  let rung = false;
  return {
    ring(): void {
      rung = true;
      waiting?.abort();
    },
    async wait(ms: number): Promise<void> {
      if (!rung) {
        waiting = new AbortController();
        await clock.sleep(ms, waiting.signal);
        waiting = undefined;
      }
      rung = false;
    },
  };
}

/** Rings when the system reports a change right inside the folder. Only a hint: what counts is the look that follows. */
export function watchForChanges(folder: string, ring: () => void): () => Promise<void> {
  const watcher = watch(folder, {
    depth: 0,
    ignoreInitial: true,
    ignorePermissionErrors: true,
    ignored: (each, stats) => stats?.isDirectory() === true && path.resolve(each) !== path.resolve(folder),
  });
  watcher.on('all', ring);
  // A watcher that fails (too many watches, a share that went away) costs speed, not files: the sweep goes on.
  watcher.on('error', ring);
  return () => watcher.close();
}
