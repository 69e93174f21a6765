import type { Clock } from '../../../main/contract/clock.ts';

/** A PC's clocks that stand still until a test moves them; they can be set, and the PC can sleep. */
export interface VirtualClock extends Clock {
  /** Lets time pass, waking every sleeper on its way in order. */
  pass(ms: number): Promise<void>;
  /** Lets what is under way run until all of it waits for time to pass. */
  settle(): Promise<void>;
  /** Someone sets the PC's clock. */
  setWall(byMs: number): void;
  /** The laptop sleeps: wall and uptime go on, the monotonic clock and all timers stand still. */
  suspend(ms: number): Promise<void>;
}

interface Sleeper {
  readonly atMs: number;
  readonly order: number;
  readonly wake: () => void;
}

/** Turns of the event loop in which a call to the simulated Recurrente surely comes to its next wait. */
const TURNS = 3;

/** 10 ppm, as quartz has it. */
const DRIFT = 1e-5;

export function createVirtualClock(startMs = Date.parse('2026-11-22T18:00:00Z')): VirtualClock {
  let mono = 0;
  let slept = 0;
  let set = 0;
  let order = 0;
  const sleepers = new Set<Sleeper>();

  async function settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  function nextSleeper(): Sleeper | undefined {
    let next: Sleeper | undefined;
    for (const each of sleepers)
      if (!next || each.atMs < next.atMs || (each.atMs === next.atMs && each.order < next.order)) next = each;
    return next;
  }

  return {
    now: () => Math.floor(startMs + mono + slept + set),
    // A real one counts fractions, and no two of its looks differ by whole ms.
    monotonic: () => mono * (1 + DRIFT),
    uptime: () => 3_600_000 + mono + slept,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper: Sleeper = {
          atMs: mono + Math.max(0, ms),
          order: (order += 1),
          wake: () => {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
      }),
    settle,
    async pass(ms) {
      const untilMs = mono + ms;
      await settle();
      for (let next = nextSleeper(); next && next.atMs <= untilMs; next = nextSleeper()) {
        mono = Math.max(mono, next.atMs);
        // All that wake at the same moment do so together, as timers do.
        for (const each of [...sleepers].sort((a, b) => a.order - b.order)) if (each.atMs <= mono) each.wake();
        await settle();
      }
      mono = untilMs;
      await settle();
    },
    setWall(byMs) {
      set += byMs;
    },
    async suspend(ms) {
      await settle();
      slept += ms;
    },
  };
}
