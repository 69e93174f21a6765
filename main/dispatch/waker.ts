import type { Clock } from '../contract/clock.ts';

/** A sleep that news can end early. A call of wake() while nobody sleeps is remembered for the next sleep. */
export function createWaker(clock: Clock) {
  let sleeping: AbortController | undefined;
  let rung = false;
  return {
    wake(): void {
      rung = true;
      // A reason of its own, since the default one is an exception with a stack, made anew each time.
      sleeping?.abort('woken');
    },
    async sleep(ms: number): Promise<void> {
      if (!rung) {
        sleeping = new AbortController();
        await clock.sleep(ms, sleeping.signal);
        sleeping = undefined;
      }
      rung = false;
    },
  };
}
export type Waker = ReturnType<typeof createWaker>;
