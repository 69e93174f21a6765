import type { Clock } from '../../contract/clock.ts';

const LONGEST_MS = 3_600_000;

/** Lets time pass in the simulated Recurrente: calls `advance` when the next thing is due, or when poked. */
export function createDriver(deps: {
  readonly clock: Clock;
  readonly now: () => number;
  readonly advance: () => void;
  readonly nextDueMs: () => number | undefined;
}) {
  let stopped = false;
  let wake = new AbortController();
  const running = (async () => {
    while (!stopped) {
      deps.advance();
      wake = new AbortController();
      const dueMs = deps.nextDueMs();
      const waitMs = dueMs === undefined ? LONGEST_MS : Math.min(LONGEST_MS, Math.max(1, dueMs - deps.now()));
      await deps.clock.sleep(waitMs, wake.signal);
    }
  })();
  return {
    poke: (): void => wake.abort(),
    async stop(): Promise<void> {
      stopped = true;
      wake.abort();
      await running;
    },
  };
}
