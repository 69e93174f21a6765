import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import type { FileLedger } from '../../contract/file-ledger.ts';
import type { Finished } from './late-writers.ts';
import type { Places } from './places.ts';

export interface LookBackDeps {
  readonly ledger: Pick<FileLedger, 'kept'>;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** The folder's key. */
  readonly folder: string;
  readonly places: Places;
}

const EVERY_MS = 60_000;
/** A program that keeps a file open for a day writes its last rows in the evening, or after a night. */
const LOOKED_BACK_MS = 48 * 3_600_000;
const MOST_FILES = 500;
const AT_ONCE = 20;
/** As many as late-writers.ts holds; of the longer ones the rest comes with the next look. */
const [NEWEST, MOST_FOUND] = [30, 20];

/**
 * Finished files that are longer than what was read of them: their writers went on with them while the bridge was off, or later
 * than late-writers.ts looks at each. The ledger knows what was read, so that a restart forgets none.
 */
export function createLookBack({ ledger, clock, folder, places }: LookBackDeps) {
  let nextMs = clock.monotonic();
  let isFirst = true;
  /** What was looked at and left alone, as it was then. */
  const told = new Map<number, string>();

  return {
    /** The folder has come: the next look is due at once, and tells the newest files too, whose writers may be about to go on. */
    beginAnew(): void {
      nextMs = clock.monotonic();
      isFirst = true;
    },
    async find(): Promise<readonly Finished[]> {
      if (clock.monotonic() < nextMs) return [];
      nextMs = clock.monotonic() + EVERY_MS;
      const found: Finished[] = [];
      const seen = new Set<string>();
      const records = ledger.kept(folder, clock.now() - LOOKED_BACK_MS, MOST_FILES).flatMap((record) => {
        const file = path.join(record.state === 'rejected' ? places.rejected : places.done, record.keptAs);
        // Somebody has put the earlier file of that name away.
        const isNewest = !seen.has(file);
        seen.add(file);
        return isNewest ? [{ ...record, file, onlyLonger: true }] : [];
      });
      for (let at = 0; at < records.length; at += AT_ONCE)
        await Promise.all(
          records.slice(at, at + AT_ONCE).map(async (record, index) => {
            const now = await stat(record.file).catch(() => undefined);
            if (!now) return;
            if (isFirst && at + index < NEWEST) return void found.push(record);
            if (now.size <= record.size || found.length >= NEWEST + MOST_FOUND) return;
            const sight = `${now.size}/${now.mtimeMs}`;
            if (told.get(record.id) === sight) return;
            told.set(record.id, sight);
            found.push(record);
          }),
        );
      isFirst = false;
      return found.sort((a, b) => a.id - b.id);
    },
  };
}
