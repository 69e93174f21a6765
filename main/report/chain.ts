import type { Store } from '../store/store.ts';
import { CHAIN_START, type ChainLink } from '../store/journal.ts';

const STEP = 2000;

/**
 * Checks the journal's chain of hashes, a step a turn of the event loop so that a till waits for nothing. What was found whole
 * in this process is not read again.
 */
export function createChainCheck(store: Pick<Store, 'journal'>) {
  let known: ChainLink = { seq: 0, hash: CHAIN_START };
  return async (): Promise<{
    readonly intact: boolean;
    readonly checkedTo: number;
    readonly broken: string | undefined;
  }> => {
    for (;;) {
      const step = store.journal.verify(known, STEP);
      known = { seq: step.seq, hash: step.hash };
      if (step.done) return { intact: step.broken === undefined, checkedTo: step.seq, broken: step.broken };
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
}
