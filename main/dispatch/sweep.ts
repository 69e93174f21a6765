import type { CheckoutAnswer } from '../recurrente/readings.ts';
import type { ConnectionWatch } from './connection.ts';
import type { DispatchDeps } from './context.ts';
import { learn } from './learn.ts';
import { listAllCheckouts } from './search.ts';
import { createWaker } from './waker.ts';

const MINUTE = 60_000;
const OVERLAP_MS = 15 * MINUTE;
const LONGEST_MS = 7 * 24 * 60 * MINUTE;
const EVERY_MS = 10 * MINUTE;
const RETRY_MS = 5000;
const MARK = 'swept_until_server_ms';

export interface SweepOutcome {
  readonly checkouts: number;
  readonly ours: number;
  readonly orphans: number;
  readonly foreign: number;
}

/**
 * Compares Recurrente's checkouts with our ledger: at start-up, after an outage and every ten minutes. What is ours goes
 * through `settle`; what carries our prefix and is not in our ledger was made by this installation before its disk was lost or
 * restored, and if paid raises an alarm; what carries another prefix or none is another system's and is left alone.
 */
export function createSweep(deps: DispatchDeps & { readonly connection: ConnectionWatch }) {
  const { store, recurrente, clock, config, connection, log } = deps;
  const waker = createWaker(clock);
  let stopping = false;
  let running: Promise<void> | undefined;

  async function sweep(): Promise<SweepOutcome | undefined> {
    const untilMs = recurrente.serverNow();
    const marked = Number(store.settings.get(MARK) ?? untilMs - 24 * 60 * MINUTE);
    const fromMs = Math.max(untilMs - LONGEST_MS, marked - OVERLAP_MS);
    const reply = await listAllCheckouts(deps, connection, fromMs, untilMs + OVERLAP_MS);
    if (reply.kind !== 'ok') return undefined;
    const outcome = { checkouts: reply.value.checkouts.length, ours: 0, orphans: 0, foreign: 0 };
    for (const checkout of reply.value.checkouts) outcome[place(checkout, reply.value.startedAtMs)] += 1;
    store.transact('swept', () => store.settings.set(MARK, String(untilMs)));
    return outcome;
  }

  function place(checkout: CheckoutAnswer, atMs: number): 'ours' | 'orphans' | 'foreign' {
    const { externalId, reading } = checkout;
    if (
      externalId !== undefined &&
      learn(store, { kind: 'checkout', externalId, atMs, checkout: reading }, clock.now())
    )
      return 'ours';
    if (!externalId?.startsWith(`${config().externalIdPrefix}-`)) return 'foreign';
    if (reading.status === 'paid') raiseOrphan(externalId, checkout);
    return 'orphans';
  }

  function raiseOrphan(externalId: string, { reading }: CheckoutAnswer): void {
    const data = {
      external_id: externalId,
      checkout_id: reading.id,
      paid_in_cents: reading.totalInCents ?? 0,
      currency: reading.currency ?? '',
    };
    store.transact('orphan', () =>
      store.raiseAlert({
        atMs: clock.now(),
        code: 'orphan_payment',
        level: 'critical',
        chargeId: null,
        subject: reading.id,
        data,
      }),
    );
  }

  return {
    sweep,
    /** Sweep now: the line came back. */
    nudge: waker.wake,
    start(): void {
      running = (async () => {
        while (!stopping) {
          let waitMs = RETRY_MS;
          if (connection.canSend()) {
            try {
              const outcome = await sweep();
              if (outcome) {
                waitMs = EVERY_MS;
                log.info(outcome, 'swept');
              }
            } catch (error) {
              log.error({ err: error }, 'sweep failed');
            }
          }
          if (!stopping) await waker.sleep(waitMs);
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
