import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../contract/clock.ts';
import type { FileRecord } from '../../contract/file-ledger.ts';

/** A file that was taken, and where it lies as it was read. */
export interface Finished extends Pick<FileRecord, 'id' | 'name' | 'sha256' | 'size'> {
  readonly file: string;
  readonly mtimeMs: number;
  /** Only what was written behind the rows that were read counts: what a person changes in it is not for the bridge. */
  readonly onlyLonger?: boolean;
}
interface Watched extends Finished {
  readonly untilMs: number;
  /** As it was seen last, and since when. */
  readonly seen?: { readonly size: number; readonly mtimeMs: number; readonly sinceMs: number };
}

export interface LateWritersDeps {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Whether a file that has been still for so long is complete. */
  readonly isComplete: (file: string, quietMs: number) => Promise<boolean>;
}

/** How long a finished file is looked at in every round, in ms, and how many at most. For the rest see look-back.ts. */
const WATCHED_MS = 120_000;
const MOST_WATCHED = 50;
const MOST_WRITTEN_MS = 600_000;

/**
 * Files that were taken a moment ago. A writer that paused longer than `stableMs` and goes on through its open handle writes into
 * `done/`: without a second look its last rows would be lost.
 */
export function createLateWriters({ clock, isComplete }: LateWritersDeps) {
  /** By their place: a file of the same name there is the later one. */
  let watched = new Map<string, Watched>();

  /** What has become of a file: nothing, it is being written or has been written, or it is nothing to the bridge any more. */
  async function judge(each: Watched): Promise<Watched | 'changed' | 'over'> {
    const now = await stat(each.file).catch(() => undefined);
    if (!now) return 'over';
    const { size, mtimeMs } = now;
    const { seen, ...still } = each;
    if (each.onlyLonger ? size <= each.size : size === each.size && mtimeMs === each.mtimeMs) return still;
    const isStill = seen?.size === size && seen.mtimeMs === mtimeMs;
    const sinceMs = isStill ? seen.sinceMs : clock.monotonic();
    if (!(await isComplete(each.file, clock.monotonic() - sinceMs)))
      return { ...each, seen: { size, mtimeMs, sinceMs } };
    // Touched, or told another time by a share.
    if (size === each.size && (await hashTo(each.file, size)) === each.sha256) return { ...still, mtimeMs };
    if (!each.onlyLonger) return 'changed';
    return size > each.size && (await hashTo(each.file, each.size)) === each.sha256 ? 'changed' : 'over';
  }

  return {
    note(each: Finished): void {
      watched.delete(each.file);
      watched.set(each.file, { ...each, untilMs: clock.monotonic() + WATCHED_MS });
      for (const file of [...watched.keys()].slice(0, -MOST_WATCHED)) watched.delete(file);
    },
    isWatched: (file: string): boolean => watched.has(file),
    /** Those that their writers have gone on with and are complete again; each is told once. */
    async changed(): Promise<readonly Finished[]> {
      const changed: Finished[] = [];
      const rest = new Map<string, Watched>();
      for (const each of watched.values()) {
        // One that is being written is not left in the middle, but for one that nobody ever ends.
        if (each.untilMs + (each.seen ? MOST_WRITTEN_MS : 0) < clock.monotonic()) continue;
        const found = await judge(each).catch(() => each);
        if (found === 'changed') changed.push(each);
        else if (found !== 'over') rest.set(each.file, found);
      }
      watched = rest;
      return changed;
    },
    /** Whether one of them is being written. */
    isAnyWritten: (): boolean => [...watched.values()].some(({ seen }) => seen !== undefined),
  };
}

/** SHA-256 of the first bytes of a file. */
async function hashTo(file: string, length: number): Promise<string> {
  const hash = createHash('sha256');
  if (length > 0) await pipeline(createReadStream(file, { end: length - 1 }), hash);
  return hash.digest('hex');
}
