import type { Clock } from './contract/clock.ts';
import type { Log } from './dispatch/context.ts';
import type { Store } from './store/store.ts';

/** Long enough for the answers of a burst to leave first. */
const AFTER_COMMIT_MS = 250;
/** One request needs several turns, to be read, taken and answered: it is not to wait for a piece of this in each of them. */
const TURNS_BETWEEN = 5;
/** A disk that is full or busy is left alone this long. */
const AFTER_TROUBLE_MS = 5000;

/**
 * Does what commits leave undone (the search's index, the log's checkpoint) while nobody waits for it: some ms a turn of the event
 * loop, with requests let in between. Without commits it does nothing, and costs nothing.
 */
export function startUpkeep({ store, clock, log }: { store: Store; clock: Clock; log: Log }) {
  const stopping = new AbortController();
  let due = false;
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    await clock.sleep(AFTER_COMMIT_MS, stopping.signal);
    due = false;
    try {
      while (!stopping.signal.aborted && store.tidy())
        for (let turn = 0; turn < TURNS_BETWEEN; turn += 1) await new Promise(setImmediate);
    } catch (error) {
      log.error({ err: error }, 'upkeep failed');
      due = true;
      await clock.sleep(AFTER_TROUBLE_MS, stopping.signal);
      due = false;
    }
  }

  const wake = (): void => {
    if (due || stopping.signal.aborted) return;
    due = true;
    running = running.then(run);
  };
  const stopListening = store.onCommit(wake);
  // What the last process left.
  wake();

  return {
    async stop(): Promise<void> {
      stopListening();
      stopping.abort();
      await running;
    },
  };
}
