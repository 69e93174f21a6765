import type { Currency } from '../../main/contract/money.ts';
import type { DayGroup } from '../../main/contract/report.ts';

export interface Totals {
  readonly currency: Currency;
  readonly count: number;
  readonly salesInCents: number;
  readonly tipsInCents: number;
  readonly refundsInCents: number;
  readonly netInCents: number;
}

/** The sum of all terminals, one line for each currency: quetzales and dollars are never added together. */
export function sumByCurrency(groups: readonly DayGroup[]): readonly Totals[] {
  const sums = new Map<Currency, Totals>();
  for (const group of groups) {
    const sum = sums.get(group.currency) ?? {
      currency: group.currency,
      count: 0,
      salesInCents: 0,
      tipsInCents: 0,
      refundsInCents: 0,
      netInCents: 0,
    };
    sums.set(group.currency, {
      currency: group.currency,
      count: sum.count + group.count,
      salesInCents: sum.salesInCents + group.sales_in_cents,
      tipsInCents: sum.tipsInCents + group.tips_in_cents,
      refundsInCents: sum.refundsInCents + group.refunds_in_cents,
      netInCents: sum.netInCents + group.net_in_cents,
    });
  }
  return [...sums.values()];
}

type Hours = readonly {
  readonly hour: number;
  readonly paid: number;
  readonly unpaid: number;
  readonly in_doubt: number;
}[];

/** The hours worth drawing: from the first with a charge to the last, and one more on either side. */
export function busyHours(hours: Hours): Hours {
  const busy = hours.filter(({ paid, unpaid, in_doubt }) => paid + unpaid + in_doubt > 0).map(({ hour }) => hour);
  const [first, last] = [busy[0], busy.at(-1)];
  if (first === undefined || last === undefined) return [];
  return hours.filter(({ hour }) => hour >= first - 1 && hour <= last + 1);
}
