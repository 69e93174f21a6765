import { isFinal } from '../contract/charge.ts';
import type { ChargeView } from '../contract/charge.ts';
import type { DayGroup, DayLine, DayRefund, DayReport } from '../contract/report.ts';
import { shopDay, shopHour, shopTime, startOfDayMs } from '../charge/shop-day.ts';

interface DayInput {
  readonly date: string;
  readonly nowMs: number;
  /** Charges paid within the day. */
  readonly paid: readonly ChargeView[];
  /** Charges whose refund was made within the day, whenever they were paid. */
  readonly refunded: readonly ChargeView[];
  /** Charges that came in within the day. */
  readonly received: readonly ChargeView[];
  readonly nameOf: (terminalId: string) => string;
}

/** The day close (bridge-api.md, "Charges"): payments and refunds by the moment each was made, the rest by when they came in. */
export function buildDayReport({ date, nowMs, paid, refunded, received, nameOf }: DayInput): DayReport {
  const open = received.filter((charge) => !isFinal(charge.status));
  const doubtful = paid.filter(({ refund }) => refund !== null && refund.closed_at === null);
  return {
    date,
    time_zone: 'America/Guatemala',
    made_at: new Date(nowMs).toISOString(),
    groups: groupByTerminal(paid, refunded, nameOf),
    attention: [...open, ...doubtful],
    unpaid: received.filter((charge) => charge.final && !charge.paid),
    hours: countHours(received),
  };
}

/** The day's bounds in ms since the epoch: [from, to). */
export const dayBounds = (date: string): { fromMs: number; toMs: number } => ({
  fromMs: startOfDayMs(date),
  toMs: startOfDayMs(date, 1),
});

function groupByTerminal(
  paid: readonly ChargeView[],
  refunded: readonly ChargeView[],
  nameOf: (terminalId: string) => string,
): DayGroup[] {
  const keyOf = (charge: ChargeView): string => `${charge.terminal.alias}\n${charge.currency}`;
  const sales = Map.groupBy(paid, keyOf);
  const returns = Map.groupBy(refunded, keyOf);
  return [...new Set([...sales.keys(), ...returns.keys()])].sort().flatMap((key) => {
    const charges = sales.get(key) ?? [];
    const [first] = [...charges, ...(returns.get(key) ?? [])];
    if (!first) return [];
    const lines = charges.map(toLine).sort((a, b) => (a.paid_at < b.paid_at ? -1 : 1));
    const refunds = (returns.get(key) ?? []).flatMap(toRefund);
    const paidInCents = sum(lines, 'paid_in_cents');
    const refundedInCents = refunds.reduce((total, refund) => total + refund.amount_in_cents, 0);
    return [
      {
        terminal: { ...first.terminal, name: nameOf(first.terminal.id) },
        currency: first.currency,
        count: lines.length,
        sales_in_cents: paidInCents - sum(lines, 'tip_in_cents'),
        tips_in_cents: sum(lines, 'tip_in_cents'),
        refunds_count: refunds.length,
        refunds_in_cents: refundedInCents,
        net_in_cents: paidInCents - refundedInCents,
        lines,
        refunds,
      },
    ];
  });
}

function toRefund(charge: ChargeView): DayRefund[] {
  const { refund } = charge;
  if (refund?.status !== 'succeeded' || refund.closed_at === null) return [];
  return [
    {
      charge_id: charge.id,
      order_id: charge.order_id,
      refunded_at: refund.closed_at,
      time: shopTime(Date.parse(refund.closed_at)),
      paid_on: shopDay(Date.parse(charge.paid_at ?? charge.updated_at)),
      last4: charge.card?.last4 ?? null,
      auth_code: charge.auth_code,
      refund_id: refund.id,
      amount_in_cents: refund.amount_in_cents,
    },
  ];
}

const sum = (lines: readonly DayLine[], field: 'paid_in_cents' | 'tip_in_cents'): number =>
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
