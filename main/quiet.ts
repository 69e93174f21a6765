import type { Clock } from './contract/clock.ts';

const QUIET_AFTER_MS = 1000;

/** Whether anybody has called the bridge lately: work that may take its time goes in larger steps while nobody does. */
export function createQuiet(clock: Pick<Clock, 'monotonic'>) {
  let calledMono = -Infinity;
  return {
    noteCall(): void {
      calledMono = clock.monotonic();
    },
    isQuiet: (): boolean => clock.monotonic() - calledMono >= QUIET_AFTER_MS,
  };
}
export type Quiet = ReturnType<typeof createQuiet>;
