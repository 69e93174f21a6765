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
/** While a lost send may still be carried out, its second command is looked for this often, whatever became of the charge. */
const AFTER_LOSS_EVERY_MS = MINUTE / 2;
const LOSS_IS_RECENT_MS = 10 * MINUTE;
const RETRY_MS = 5000;
const MARK = 'swept_until_server_ms';

export interface SweepOutcome {
  readonly checkouts: number;
  readonly ours: number;
  readonly orphans: number;
  readonly foreign: number;
  readonly unreadable: number;
}

/**
 * Compares Recurrente's checkouts with our ledger: at start-up, after an outage and every ten minutes, more often after a send
 * was lost. What is ours goes
 * through `settle`; what carries our prefix and is not in our ledger was made by this installation before its disk was lost or
 * restored, and if paid raises an alarm; what carries another prefix or none is another system's and is left alone.
 */
export function createSweep(deps: DispatchDeps & { readonly connection: ConnectionWatch }) {
  const { store, recurrente, clock, config, connection, log } = deps;
  const waker = createWaker(clock);
  let stopping = false;
  let nudged = false;
  let running: Promise<void> | undefined;

  async function sweep(): Promise<SweepOutcome | undefined> {
    const untilMs = recurrente.serverNow();
    const marked = Number(store.settings.get(MARK) ?? untilMs - 24 * 60 * MINUTE);
    const fromMs = Math.max(untilMs - LONGEST_MS, marked - OVERLAP_MS);
    const reply = await listAllCheckouts(deps, connection, fromMs, untilMs + OVERLAP_MS);
    if (reply.kind !== 'ok') return undefined;
    const { unreadable } = reply.value;
    const outcome = {
      checkouts: reply.value.checkouts.length,
      ours: 0,
      orphans: 0,
      foreign: 0,
      unreadable: unreadable.filter((externalId) => externalId === undefined || carriesOurPrefix(externalId)).length,
    };
    for (const checkout of reply.value.checkouts) outcome[place(checkout, reply.value.startedAtMs)] += 1;
    // What may be ours and could not be read is looked at again next time.
    if (outcome.unreadable === 0) store.transact('swept', () => store.settings.set(MARK, String(untilMs)));
    return outcome;
  }

  const carriesOurPrefix = (externalId: string): boolean => externalId.startsWith(`${config().externalIdPrefix}-`);

  function place(checkout: CheckoutAnswer, atMs: number): 'ours' | 'orphans' | 'foreign' {
    const { externalId, reading } = checkout;
    if (
      externalId !== undefined &&
      learn(store, { kind: 'checkout', externalId, atMs, checkout: reading }, clock.now())
    )
      return 'ours';
    if (externalId === undefined || !carriesOurPrefix(externalId)) return 'foreign';
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
    nudge(): void {
      nudged = true;
      waker.wake();
    },
    start(): void {
      running = (async () => {
        let sweptMono: number | undefined;
        while (!stopping) {
          const everyMs = connection.sinceLostSendMs() < LOSS_IS_RECENT_MS ? AFTER_LOSS_EVERY_MS : EVERY_MS;
          const isDue = nudged || sweptMono === undefined || clock.monotonic() - sweptMono >= everyMs;
          if (isDue && connection.canSend()) {
            try {
              nudged = false;
              const outcome = await sweep();
              if (outcome) {
                sweptMono = clock.monotonic();
                log.info(outcome, 'swept');
              } else nudged = true;
            } catch (error) {
              nudged = true;
              log.error({ err: error }, 'sweep failed');
            }
          }
          if (!stopping) await waker.sleep(nudged || sweptMono === undefined ? RETRY_MS : AFTER_LOSS_EVERY_MS);
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
