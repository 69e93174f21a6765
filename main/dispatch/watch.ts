import { mayHaveArrived } from '../charge/attempt.ts';
import { judge } from '../charge/verdict.ts';
import type { ConnectionWatch } from './connection.ts';
import type { DispatchDeps } from './context.ts';
import { readCheckouts } from './follow.ts';
import type { Expiry } from './expiry.ts';
import { createWaker } from './waker.ts';

const MINUTE = 60_000;
/** Looks become rarer as a late payment becomes less likely: [age since it closed, wait until the next look]. */
const DECAY: readonly (readonly [number, number])[] = [
  [MINUTE, 10_000],
  [10 * MINUTE, MINUTE],
  [60 * MINUTE, 5 * MINUTE],
  [6 * 60 * MINUTE, 20 * MINUTE],
  [Number.POSITIVE_INFINITY, 60 * MINUTE],
];
const WATCH_MS = 24 * 60 * MINUTE;

/** How long until the next look at a charge that was closed unpaid `ageMs` ago. */
export const watchPauseMs = (ageMs: number): number => DECAY.find(([upToMs]) => ageMs < upToMs)?.[1] ?? 60 * MINUTE;

/**
 * Nothing is called unpaid for good while it might be paid: charges that reached Recurrente and were closed unpaid, or that a
 * person let the terminal go past, are looked at for 24 hours more, ever more rarely.
 */
export function createWatch(
  deps: DispatchDeps & { readonly connection: ConnectionWatch; readonly expiry: Pick<Expiry, 'checkClock'> },
) {
  const { store, clock, connection, expiry, log } = deps;
  const waker = createWaker(clock);
  let stopping = false;
  let running: Promise<void> | undefined;

  async function lookAtDue(): Promise<void> {
    expiry.checkClock();
    for (const { charge, untilMs } of store.charges.dueToWatch(clock.now(), 20)) {
      if (stopping || !connection.mayAsk()) return;
      const payable = charge.attempts.filter(
        (attempt) => mayHaveArrived(attempt) && judge(attempt).kind !== 'not_ours' && judge(attempt).kind !== 'paid',
      );
      for (const attempt of payable) await readCheckouts(deps, connection, attempt);
      const nowMs = clock.now();
      const after = store.charges.get(charge.id);
      if (after?.status === 'paid' && payable.length === 0) store.charges.setWatch(charge.id, null, null);
      else if (nowMs >= untilMs) store.charges.setWatch(charge.id, null, null);
      else store.charges.setWatch(charge.id, nowMs + watchPauseMs(nowMs - (untilMs - WATCH_MS)), untilMs);
    }
  }

  return {
    start(): void {
      running = (async () => {
        while (!stopping) {
          try {
            await lookAtDue();
          } catch (error) {
            log.error({ err: error }, 'watch failed');
          }
          if (!stopping) await waker.sleep(2000);
        }
      })();
    },
    async stop(): Promise<void> {
      stopping = true;
      waker.wake();
      await running;
    },
  };
}
