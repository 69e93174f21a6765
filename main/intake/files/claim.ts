import { readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import { NEVER, type Candidate, type createCandidates } from './candidates.ts';
import { claimName, readClaim, type ClaimMarks } from './claim-name.ts';
import { isGone, isLocked, moveTo, preparePlaces, type Places } from './places.ts';

export interface ClaimDeps {
  readonly clock: Clock;
  readonly failpoint: (name: string) => void;
  readonly candidates: ReturnType<typeof createCandidates>;
  readonly stableMs: number;
  readonly isStopping: () => boolean;
  /** The marks of this bridge and of this folder on what they take. */
  readonly marks: { readonly owner: string; readonly folder: string };
  /** Moves a file into `processing/`; an argument so that tests can play a writer that holds it. */
  readonly move?: (from: string, to: string) => Promise<void>;
}
/** Who finishes a claim of this bridge: this folder, another one of the configuration, or whoever wants its name. */
export type Whose = 'ours' | 'anothers' | 'open';
export type Claimed = { readonly claim: string } | 'locked' | 'gone';

/** What lies in `processing/`. */
export interface Claims {
  /** To be finished here. */
  readonly own: readonly string[];
  /** Taken by the bridge of another PC that works on the same share: a second reader would charge its rows again. */
  readonly others: readonly string[];
}

/** Takes files for the bridge by renaming them into `processing/`: of several takers one wins, and a writer's new file is another one. */
export function createClaimer(places: Places, deps: ClaimDeps) {
  const { clock, failpoint, candidates, isStopping, stableMs, marks, move = rename } = deps;
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

  async function claim(from: string, name: string, continues?: number): Promise<Claimed> {
    counter += 1;
    const target = claimName(name, { ...marks, ...(continues !== undefined && { continues }) }, clock.now(), counter);
    try {
      failpoint('before:claim');
      await move(from, path.join(places.processing, target));
      failpoint('after:claim');
      return { claim: target };
    } catch (error) {
      if (isGone(error)) return 'gone';
      if (isLocked(error)) return 'locked';
      throw error;
    }
  }

  async function take({ name, size, mtimeMs }: Candidate): Promise<Claimed> {
    const semaphore = await candidates.semaphoreOf(name);
    const claimed = await claim(path.join(places.folder, name), name);
    if (typeof claimed === 'string') return claimed;
    await untilStill(path.join(places.processing, claimed.claim), { size, mtimeMs });
    if (semaphore !== undefined && !(await candidates.isNeeded(semaphore)))
      await moveTo(path.join(places.folder, semaphore), places.done, semaphore).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
    return claimed;
  }

  /** The claims of this folder. What a person put into `processing/` by hand is marked first, since another bridge may see it too. */
  async function list(
    isWanted: (name: string) => boolean,
    whose: (claim: string, marks: ClaimMarks) => Whose,
  ): Promise<Claims> {
    const own: string[] = [];
    const others: string[] = [];
    for (const each of await readClaims()) {
      const found = readClaim(each);
      const { name, owner } = found;
      if (NEVER.test(name)) continue;
      const by = whose(each, found);
      if (by === 'ours') own.push(each);
      if (by !== 'open' || !isWanted(name)) continue;
      if (owner === marks.owner) own.push(each);
      else if (owner !== undefined) others.push(each);
      else {
        const claimed = await claim(path.join(places.processing, each), name);
        if (typeof claimed !== 'string') own.push(claimed.claim);
      }
    }
    return { own: own.sort(), others };
  }

  async function readClaims(): Promise<readonly string[]> {
    const read = () => readdir(places.processing, { withFileTypes: true });
    const entries = await read().catch(async (error: unknown) => {
      // Somebody tidied up; the folder itself is there.
      if (!isGone(error)) throw error;
      await preparePlaces(places);
      return read();
    });
    return entries.filter((each) => !each.isDirectory()).map(({ name }) => name);
  }

  return {
    take,
    list,
    /** Brings a file that was taken already back into `processing/`; its claim says which record it goes on with. */
    again: (name: string, file: string, continues: number): Promise<Claimed> => claim(file, name, continues),
  };
}
