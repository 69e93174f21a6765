import type { Charge } from '../charge/charge.ts';
import type { Clock } from '../contract/clock.ts';
import { backoffMs } from './backoff.ts';

/** A line that stumbles changes no order: others pass only what could not be read so often in a row. */
const TRIES_IN_TURN = 3;
const AGAIN_MS = 500;
const PACE = { firstMs: 1000, capMs: 15_000 };

/**
 * Queued charges that may not go out because an earlier attempt of theirs cannot be read: they step aside for a while, so that one that
 * Recurrente answers about in a way that nobody understands does not stop a terminal for all others.
 */
export function createAside(clock: Clock, random: () => number) {
  const aside = new Map<string, { readonly failures: number; readonly untilMono: number }>();
  const leftMs = (id: string): number => (aside.get(id)?.untilMono ?? 0) - clock.monotonic();
  return {
    /** So many of the oldest are needed to find one that may go. */
    needed: (): number => aside.size + 1,
    /** The first of the queue that may go now; else in how many ms one may, undefined when none waits. */
    pick(queued: readonly Charge[]): Charge | number | undefined {
      for (const id of aside.keys()) if (queued.every((charge) => charge.id !== id)) aside.delete(id);
      const next = queued.find(({ id }) => leftMs(id) <= 0);
      return next ?? (queued.length === 0 ? undefined : Math.min(...queued.map(({ id }) => leftMs(id))));
    },
    /** Its earlier attempts could not be read; in how many ms the lane goes on. */
    failed(id: string): number {
      const failures = (aside.get(id)?.failures ?? 0) + 1;
      const waitMs = failures < TRIES_IN_TURN ? 0 : backoffMs(failures - TRIES_IN_TURN + 1, PACE, random);
      aside.set(id, { failures, untilMono: clock.monotonic() + waitMs });
      return waitMs === 0 ? AGAIN_MS : 0;
    },
    read: (id: string): void => void aside.delete(id),
  };
}
