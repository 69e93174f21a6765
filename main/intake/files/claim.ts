import { rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import type { Candidate, createCandidates } from './candidates.ts';
import { claimName, isGone, isLocked, moveTo, type Places } from './places.ts';

export interface ClaimDeps {
  readonly clock: Clock;
  readonly failpoint: (name: string) => void;
  readonly candidates: ReturnType<typeof createCandidates>;
  readonly stableMs: number;
  readonly isStopping: () => boolean;
  /** Moves a file into `processing/`; an argument so that tests can play a writer that holds it. */
  readonly move?: (from: string, to: string) => Promise<void>;
}
export type Claimed = { readonly claim: string } | 'locked' | 'gone';

/** Takes files for the bridge by renaming them into `processing/`: of several takers one wins, and a writer's new file is another one. */
export function createClaimer(places: Places, deps: ClaimDeps) {
  const { clock, failpoint, candidates, isStopping, stableMs, move = rename } = deps;
  let counter = 0;

  /** A new export of the same name may have begun between the last look and the claim: then it is given its time once more. */
  async function untilStill(file: string, seen: { size: number; mtimeMs: number }): Promise<void> {
    for (let before = seen; !isStopping();) {
      const { size, mtimeMs } = await stat(file);
      if (size === before.size && mtimeMs === before.mtimeMs) return;
      before = { size, mtimeMs };
      await clock.sleep(stableMs);
    }
  }

  const newClaim = (name: string): string => {
    counter += 1;
    return claimName(name, clock.now(), counter);
  };

  async function take({ name, size, mtimeMs }: Candidate): Promise<Claimed> {
    const target = newClaim(name);
    const semaphore = await candidates.semaphoreOf(name);
    try {
      failpoint('before:claim');
      await move(path.join(places.folder, name), path.join(places.processing, target));
      failpoint('after:claim');
    } catch (error) {
      if (isGone(error)) return 'gone';
      if (isLocked(error)) return 'locked';
      throw error;
    }
    await untilStill(path.join(places.processing, target), { size, mtimeMs });
    if (semaphore !== undefined)
      await moveTo(path.join(places.folder, semaphore), places.done, semaphore).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
    return { claim: target };
  }

  return {
    take,
    /** Brings a file that was taken already back into `processing/`; false when it cannot be moved yet. */
    async again(name: string, file: string): Promise<boolean> {
      try {
        await move(file, path.join(places.processing, newClaim(name)));
        return true;
      } catch (error) {
        if (isLocked(error)) return false;
        if (isGone(error)) return true;
        throw error;
      }
    },
  };
}
