import type { Clock } from './contract/clock.ts';
import type { ChargeView } from './contract/charge.ts';
import type { Config } from './contract/config.ts';
import type { Lang } from './contract/faults.ts';
import type { DayReport } from './contract/report.ts';
import { shopDay } from './charge/shop-day.ts';
import type { Views } from './desk/views.ts';
import { buildDayReport, dayBounds } from './report/day.ts';
import type { RefundTable } from './store/refunds.ts';
import type { Store } from './store/store.ts';

export interface DayReportDeps {
  readonly store: Store;
  readonly views: Views;
  readonly refunds: Pick<RefundTable, 'succeededBetween'>;
  readonly config: () => Config;
  readonly clock: Clock;
}

/** The day close of one of the shop's days, today without a date. */
export function createDayReport({ store, views, refunds, config, clock }: DayReportDeps) {
  function report(date: string | undefined, lang: Lang): DayReport {
    const day = date ?? shopDay(clock.now());
    const { fromMs, toMs } = dayBounds(day);
    const received = store.charges.receivedBetween(fromMs, toMs).map((charge) => views.charge(charge, lang));
    // Nearly all that was paid, or given back, came in the same day: each charge is read once.
    const known = new Map(received.map((charge) => [charge.id, charge]));
    const viewOf = (chargeId: string): ChargeView[] => {
      const charge = known.has(chargeId) ? undefined : store.charges.get(chargeId);
      return [known.get(chargeId) ?? (charge && views.charge(charge, lang))].filter((view) => view !== undefined);
    };
    return buildDayReport({
      date: day,
      nowMs: clock.now(),
      paid: store.charges.paidIdsBetween(fromMs, toMs).flatMap(viewOf),
      refunded: refunds.succeededBetween(fromMs, toMs).flatMap(({ chargeId }) => viewOf(chargeId)),
      received,
      nameOf: (id) => config().terminals.find((terminal) => terminal.id === id)?.name ?? id,
    });
  }
  return (date: string | undefined, lang: Lang = 'es'): DayReport => store.read(() => report(date, lang));
}
