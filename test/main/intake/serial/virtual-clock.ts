import type { Clock } from '../../../../main/contract/clock.ts';

/** A clock that stands still until it is told to go on. */
export interface VirtualClock extends Clock {
  /** Moves time on, waking every sleeper on its way in order. */
  advance(ms: number): Promise<void>;
}

export const settleTurns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

export function createVirtualClock(startMs = Date.UTC(2026, 10, 22, 18, 0, 0)): VirtualClock {
  let nowMs = startMs;
  const sleepers = new Set<{ atMs: number; wake: () => void }>();
  return {
    now: () => nowMs,
    monotonic: () => nowMs,
    uptime: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { atMs: nowMs + ms, wake: () => (sleepers.delete(sleeper), resolve()) };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => sleeper.wake(), { once: true });
      }),
    async advance(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        await settleTurns();
        const [next] = [...sleepers].sort((a, b) => a.atMs - b.atMs);
        if (!next || next.atMs > endMs) break;
        nowMs = next.atMs;
        next.wake();
      }
      nowMs = endMs;
      await settleTurns();
    },
  };
}
