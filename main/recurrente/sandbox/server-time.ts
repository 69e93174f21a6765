import { uptime } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../contract/clock.ts';

/** This machine's clocks, for a sandbox that nobody gave others. */
export const machineClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: () => uptime() * 1000,
  async sleep(ms, signal) {
    await wait(Math.max(0, ms), undefined, signal ? { signal } : {}).catch(() => undefined);
  },
};

/**
 * Recurrente's own time: it starts at ours and then goes on by itself, so that setting the PC's clock changes nothing there
 * and a PC that sleeps does not stop it.
 */
export function createServerTime(clock: Clock): () => number {
  const startMs = clock.now();
  const monotonicMs = clock.monotonic();
  const uptimeMs = clock.uptime();
  return () => Math.round(startMs + Math.max(clock.monotonic() - monotonicMs, clock.uptime() - uptimeMs));
}
