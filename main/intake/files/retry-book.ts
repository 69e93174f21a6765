import type { Clock } from '../../contract/clock.ts';

const RETRY_MS = { first: 500, most: 60_000 };

/** When each thing that failed is tried again: soon at first, then ever more seldom. */
export function createRetryBook(clock: Pick<Clock, 'monotonic'>) {
  const failures = new Map<string, { count: number; againAtMs: number }>();
  return {
    /** How often it has failed by now. */
    fail(name: string): number {
      const count = (failures.get(name)?.count ?? 0) + 1;
      const delayMs = Math.min(RETRY_MS.first * 2 ** (count - 1), RETRY_MS.most);
      failures.set(name, { count, againAtMs: clock.monotonic() + delayMs });
      return count;
    },
    /** 0 when it may be tried. */
    waitMs: (name: string): number => Math.max(0, (failures.get(name)?.againAtMs ?? 0) - clock.monotonic()),
    forget: (name: string): boolean => failures.delete(name),
    names: (): readonly string[] => [...failures.keys()],
    /** The shortest wait; undefined when nothing has failed. */
    shortestMs(): number | undefined {
      const waits = [...failures.values()].map(({ againAtMs }) => againAtMs - clock.monotonic());
      return waits.length === 0 ? undefined : Math.max(10, Math.min(...waits));
    },
  };
}
