import { setImmediate as nextTurn } from 'node:timers/promises';
import { isExternalIdOf } from '../charge/external-id.ts';
import type { CheckoutAnswer } from '../recurrente/readings.ts';
import type { DispatchDeps } from './context.ts';
import { learn } from './learn.ts';
import type { Found } from './search.ts';

/** So many share a commit, some 5 ms of the event loop: a week of a shop has thousands, and a flush for each would hold up every till. */
const AT_ONCE = 20;

export interface SweepOutcome {
  readonly checkouts: number;
  readonly ours: number;
  readonly orphans: number;
  readonly foreign: number;
  readonly unreadable: number;
}

type Whose = 'ours' | 'orphans' | 'foreign' | 'unreadable';

/** Puts what Recurrente has beside the ledger: ours is settled, what our ledger lacks is told, the rest is another system's. */
export function createCompare({ store, clock, config, log }: Pick<DispatchDeps, 'store' | 'clock' | 'config' | 'log'>) {
  const carriesOurPrefix = (externalId: string): boolean => isExternalIdOf(config().externalIdPrefix, externalId);

  function place({ externalId, reading }: CheckoutAnswer, atMs: number, untilMs: number): Whose {
    if (
      externalId !== undefined &&
      learn(store, { kind: 'checkout', externalId, atMs, checkout: reading }, clock.now())
    )
      return 'ours';
    if (externalId === undefined || !carriesOurPrefix(externalId)) return 'foreign';
    store.unrecorded.add({ checkoutId: reading.id, externalId }, untilMs);
    if (reading.status === 'paid') raiseOrphan(externalId, reading);
    return 'orphans';
  }

  function raiseOrphan(externalId: string, reading: CheckoutAnswer['reading']): void {
    const data = {
      external_id: externalId,
      checkout_id: reading.id,
      paid_in_cents: reading.totalInCents ?? 0,
      currency: reading.currency ?? '',
    };
    const about = { code: 'orphan_payment', level: 'critical', chargeId: null, subject: reading.id } as const;
    store.raiseAlert({ atMs: clock.now(), ...about, data });
  }

  /** Whose each of them is; of one whose charge cannot be read, `unreadable`: it must not keep the others from being compared. */
  function placeTogether(some: readonly CheckoutAnswer[], atMs: number, untilMs: number): Whose[] {
    try {
      return store.transactSoon('compared', () => some.map((each) => place(each, atMs, untilMs))).result;
    } catch (error) {
      if (store.diskTrouble()) throw error;
      if (some.length > 1) return some.flatMap((each) => placeTogether([each], atMs, untilMs));
      log.error({ err: error, checkout: some[0]?.reading.id }, 'a checkout could not be compared');
      return ['unreadable'];
    }
  }

  /** `untilMs`: by Recurrente's clock. Undefined when it was stopped on the way: what is placed by then stays so, and is placed again. */
  return async function compare(
    { checkouts, unreadable, startedAtMs }: Found,
    untilMs: number,
    isStopped: () => boolean,
  ): Promise<SweepOutcome | undefined> {
    const counts = { ours: 0, orphans: 0, foreign: 0, unreadable: 0 };
    for (let from = 0; from < checkouts.length; from += AT_ONCE) {
      if (from > 0) await nextTurn();
      if (isStopped()) return undefined;
      for (const whose of placeTogether(checkouts.slice(from, from + AT_ONCE), startedAtMs, untilMs))
        counts[whose] += 1;
    }
    const mayBeOurs = unreadable.filter((externalId) => externalId === undefined || carriesOurPrefix(externalId));
    return { checkouts: checkouts.length, ...counts, unreadable: counts.unreadable + mayBeOurs.length };
  };
}
