import { isFinal } from '../contract/charge.ts';
import type { ChargeView } from '../contract/charge.ts';
import type { DayGroup, DayLine, DayReport } from '../contract/report.ts';
import { shopHour, shopTime, startOfDayMs } from '../charge/shop-day.ts';

interface DayInput {
  readonly date: string;
  readonly nowMs: number;
  /** Charges paid within the day. */
  readonly paid: readonly ChargeView[];
  /** Charges that came in within the day. */
  readonly received: readonly ChargeView[];
  readonly nameOf: (terminalId: string) => string;
}

/** The day close (bridge-api.md, "Charges"): payments by the moment of payment, the rest by when they came in. */
export function buildDayReport({ date, nowMs, paid, received, nameOf }: DayInput): DayReport {
  const open = received.filter((charge) => !isFinal(charge.status));
  return {
    date,
    time_zone: 'America/Guatemala',
    made_at: new Date(nowMs).toISOString(),
    groups: groupByTerminal(paid, nameOf),
    attention: open,
    unpaid: received.filter((charge) => charge.final && !charge.paid),
    hours: countHours(received),
  };
}

/** The day's bounds in ms since the epoch: [from, to). */
export const dayBounds = (date: string): { fromMs: number; toMs: number } => ({
  fromMs: startOfDayMs(date),
  toMs: startOfDayMs(date, 1),
});

function groupByTerminal(paid: readonly ChargeView[], nameOf: (terminalId: string) => string): DayGroup[] {
  const groups = Map.groupBy(paid, (charge) => `${charge.terminal.alias}\n${charge.currency}`);
  return [...groups.keys()].sort().flatMap((key) => {
    const charges = groups.get(key) ?? [];
    const [first] = charges;
    if (!first) return [];
    const lines = charges.map(toLine).sort((a, b) => (a.paid_at < b.paid_at ? -1 : 1));
    const sales = sum(lines, 'paid_in_cents') - sum(lines, 'tip_in_cents');
    const refunds = sum(lines, 'refunded_in_cents');
    return [
      {
        terminal: { ...first.terminal, name: nameOf(first.terminal.id) },
        currency: first.currency,
        count: lines.length,
        sales_in_cents: sales,
        tips_in_cents: sum(lines, 'tip_in_cents'),
        refunds_count: lines.filter((line) => line.refunded_in_cents > 0).length,
        refunds_in_cents: refunds,
        net_in_cents: sum(lines, 'paid_in_cents') - refunds,
        lines,
      },
    ];
  });
}

const sum = (lines: readonly DayLine[], field: 'paid_in_cents' | 'tip_in_cents' | 'refunded_in_cents'): number =>
  lines.reduce((total, line) => total + line[field], 0);

function toLine(charge: ChargeView): DayLine {
  const paidAt = charge.paid_at ?? charge.updated_at;
  return {
    charge_id: charge.id,
    order_id: charge.order_id,
    paid_at: paidAt,
    time: shopTime(Date.parse(paidAt)),
    last4: charge.card?.last4 ?? null,
    network: charge.card?.network ?? null,
    auth_code: charge.auth_code,
    amount_in_cents: charge.amount_in_cents,
    tip_in_cents: charge.tip_in_cents ?? 0,
    paid_in_cents: charge.paid_in_cents ?? charge.amount_in_cents,
    installments: charge.installments,
    refunded_in_cents: charge.refund?.status === 'succeeded' ? charge.refund.amount_in_cents : 0,
  };
}

function countHours(received: readonly ChargeView[]): DayReport['hours'] {
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, paid: 0, unpaid: 0, in_doubt: 0 }));
  for (const charge of received) {
    const slot = hours[shopHour(Date.parse(charge.created_at))];
    if (!slot) continue;
    if (charge.paid) slot.paid += 1;
    else if (charge.status === 'in_doubt') slot.in_doubt += 1;
    else if (charge.final) slot.unpaid += 1;
  }
  return hours;
}
