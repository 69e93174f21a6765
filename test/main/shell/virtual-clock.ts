import type { Clock } from '../../../main/contract/clock.ts';

/** A clock that stands still until a test moves it. */
export function createVirtualClock(): Clock & { advance(ms: number): Promise<void>; readonly waits: number[] } {
  let nowMs = 0;
  let sleepers: { readonly atMs: number; readonly finish: () => void }[] = [];
  const waits: number[] = [];
  // Lets what was waiting run on until it waits again.
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => Date.UTC(2026, 10, 23) + nowMs,
    monotonic: () => nowMs,
    uptime: () => nowMs,
    waits,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.resolve();
      waits.push(ms);
      return new Promise((finish) => {
        sleepers.push({ atMs: nowMs + ms, finish });
        signal?.addEventListener('abort', () => finish(), { once: true });
      });
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settle();
      for (;;) {
        const next = sleepers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (!next) break;
        sleepers = sleepers.filter((sleeper) => sleeper !== next);
        nowMs = next.atMs;
        next.finish();
        await settle();
      }
      nowMs = untilMs;
    },
  };
}
