import { stat } from 'node:fs/promises';
import type { Clock } from '../../contract/clock.ts';

interface Finished {
  readonly name: string;
  /** Where the file lies now. */
  readonly file: string;
  readonly size: number;
  /** What its rows were named by. */
  readonly identity: string;
  readonly untilMs: number;
}

/** How long a finished file is still looked at, in ms, and how many at most. */
const WATCHED_MS = 120_000;
const MOST_WATCHED = 50;

/**
 * Files that were taken a moment ago. A writer that paused longer than `stableMs` and goes on through its open handle writes into
 * `done/`: without a second look its last rows would be lost.
 */
export function createLateWriters(clock: Pick<Clock, 'monotonic'>) {
  let finished: readonly Finished[] = [];
  return {
    note(each: Omit<Finished, 'untilMs'>): void {
      finished = [...finished.slice(1 - MOST_WATCHED), { ...each, untilMs: clock.monotonic() + WATCHED_MS }];
    },
    /** Those that have grown since; each is told once. */
    async grown(): Promise<readonly Finished[]> {
      const grown: Finished[] = [];
      const same: Finished[] = [];
      for (const each of finished) {
        if (each.untilMs < clock.monotonic()) continue;
        const size = await stat(each.file).then(
          (now) => now.size,
          () => undefined,
        );
        if (size !== undefined) (size > each.size ? grown : same).push(each);
      }
      finished = same;
      return grown;
    },
  };
}
