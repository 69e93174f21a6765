import type { ChargeView } from '../contract/charge.ts';
import type { ComparisonFault, ComparisonLine, DayComparison } from '../contract/comparison.ts';
import type { Currency } from '../contract/money.ts';

/** A line of the ERP's export. */
export interface ErpSale {
  readonly orderId: string;
  readonly amountInCents: number;
  readonly currency: Currency;
  /** `ventas.csv:12` */
  readonly at: string;
}

/** A payment as Recurrente shows it, of that day. */
export interface RecurrentePayment {
  readonly checkoutId: string;
  readonly externalId: string | undefined;
  readonly totalInCents: number | null;
  readonly currency: string | null;
}

export interface Books {
  /** Undefined: there is no export to compare with. */
  readonly erp: readonly ErpSale[] | undefined;
  /** Paid on that day, by the bridge's own ledger. */
  readonly paid: readonly ChargeView[];
  /** Undefined: Recurrente could not be asked. */
  readonly recurrente: readonly RecurrentePayment[] | undefined;
  /** The bridge's charge of an order, whatever its day and state. */
  readonly findCharge: (orderId: string) => ChargeView | undefined;
  /** True for ids that this bridge makes; other payments of the account are none of its business. */
  readonly isOurs: (externalId: string) => boolean;
}

export type Compared = Pick<DayComparison, 'lines' | 'totals' | 'agreed'> & { readonly others: number };

/**
 * The day in three books: what the ERP sold, what the bridge holds as paid, what Recurrente took. Pure. A book that is not there
 * accuses nobody.
 */
export function compareBooks(books: Books): Compared {
  const lines = new Map<string, ComparisonLine>();
  for (const charge of books.paid) lines.set(charge.order_id, lineOfPaid(charge));
  const others = addRecurrente(lines, books);
  addErp(lines, books);
  const all = [...lines.values()].sort(byWeight);
  return {
    lines: all,
    totals: sumUp(all, books),
    agreed: all.filter(({ faults }) => faults.length === 0).length,
    others,
  };
}

const lineOfPaid = (charge: ChargeView): ComparisonLine => ({
  order_id: charge.order_id,
  currency: charge.currency,
  erp_in_cents: null,
  sale_in_cents: charge.amount_in_cents,
  paid_in_cents: charge.paid_in_cents ?? charge.amount_in_cents,
  recurrente_in_cents: null,
  faults: [],
  charge_id: charge.id,
  erp_at: null,
  checkout_id: charge.attempts.find(({ status }) => status === 'consumed')?.checkout_id ?? null,
});

/** Finds each payment's order by its checkout, then by its number. Answers how many payments are not this bridge's. */
function addRecurrente(lines: Map<string, ComparisonLine>, { recurrente, paid, isOurs }: Books): number {
  if (!recurrente) return 0;
  const orderOf = new Map<string, string>();
  for (const charge of paid)
    for (const { checkout_id: checkout, external_id: number } of charge.attempts) {
      orderOf.set(number, charge.order_id);
      if (checkout) orderOf.set(checkout, charge.order_id);
    }
  let others = 0;
  for (const payment of recurrente) {
    const { checkoutId, externalId = '', totalInCents } = payment;
    const order = orderOf.get(checkoutId) ?? orderOf.get(externalId);
    const line = order === undefined ? undefined : lines.get(order);
    if (!line) {
      if (isOurs(externalId)) lines.set(`\n${checkoutId}`, onlyAtRecurrente(payment));
      else others += 1;
      continue;
    }
    // Two payments of one order add up: that they are two shows in the amount.
    change(lines, order ?? '', {
      recurrente_in_cents: (line.recurrente_in_cents ?? 0) + (totalInCents ?? 0),
      checkout_id: checkoutId,
    });
  }
  for (const [order, line] of lines) {
    if (line.paid_in_cents === null) continue;
    if (line.recurrente_in_cents === null) accuse(lines, order, 'recurrente_missing');
    else if (line.recurrente_in_cents !== line.paid_in_cents) accuse(lines, order, 'recurrente_differs');
  }
  return others;
}

const onlyAtRecurrente = ({ checkoutId, externalId, totalInCents, currency }: RecurrentePayment): ComparisonLine => ({
  order_id: externalId ?? checkoutId,
  currency: currency === 'USD' ? 'USD' : 'GTQ',
  erp_in_cents: null,
  sale_in_cents: null,
  paid_in_cents: null,
  recurrente_in_cents: totalInCents,
  faults: ['recurrente_only'],
  charge_id: null,
  erp_at: null,
  checkout_id: checkoutId,
});

function addErp(lines: Map<string, ComparisonLine>, { erp, findCharge }: Books): void {
  if (!erp) return;
  for (const sale of erp) {
    const { orderId, amountInCents, currency, at } = sale;
    const line = lines.get(orderId);
    if (line && line.erp_at !== null) accuse(lines, orderId, 'erp_twice');
    else if (line) {
      change(lines, orderId, { erp_in_cents: amountInCents, erp_at: at });
      if (line.sale_in_cents !== amountInCents || line.currency !== currency) accuse(lines, orderId, 'erp_differs');
    } else lines.set(orderId, lineOfErp(sale, findCharge(orderId)));
  }
  for (const [order, line] of lines)
    if (line.erp_at === null && line.charge_id !== null) accuse(lines, order, 'erp_missing');
}

function lineOfErp({ orderId, amountInCents, currency, at }: ErpSale, charge: ChargeView | undefined): ComparisonLine {
  const fault: ComparisonFault = !charge ? 'not_charged' : charge.paid ? 'other_day' : 'not_paid';
  return {
    order_id: orderId,
    currency,
    erp_in_cents: amountInCents,
    sale_in_cents: charge?.amount_in_cents ?? null,
    paid_in_cents: null,
    recurrente_in_cents: null,
    faults: [fault],
    charge_id: charge?.id ?? null,
    erp_at: at,
    checkout_id: null,
  };
}

function change(lines: Map<string, ComparisonLine>, order: string, part: Partial<ComparisonLine>): void {
  const line = lines.get(order);
  if (line) lines.set(order, { ...line, ...part });
}

function accuse(lines: Map<string, ComparisonLine>, order: string, fault: ComparisonFault): void {
  const line = lines.get(order);
  if (line && !line.faults.includes(fault)) lines.set(order, { ...line, faults: [...line.faults, fault] });
}

/** Money that one book has and another has not comes first. */
const WEIGHTS: Readonly<Record<ComparisonFault, number>> = {
  recurrente_only: 0,
  recurrente_missing: 1,
  recurrente_differs: 2,
  erp_differs: 3,
  erp_twice: 4,
  erp_missing: 5,
  not_paid: 6,
  other_day: 7,
  not_charged: 8,
};
const weightOf = ({ faults }: ComparisonLine): number => Math.min(9, ...faults.map((fault) => WEIGHTS[fault]));
const byWeight = (a: ComparisonLine, b: ComparisonLine): number =>
  weightOf(a) - weightOf(b) || a.order_id.localeCompare(b.order_id);

function sumUp(lines: readonly ComparisonLine[], { erp, recurrente }: Books): Compared['totals'] {
  const currencies = [...new Set(lines.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const mine = lines.filter((line) => line.currency === currency);
    const sum = (read: (line: ComparisonLine) => number | null): number =>
      mine.reduce((total, line) => total + (read(line) ?? 0), 0);
    return {
      currency,
      erp_in_cents: erp ? sum((line) => line.erp_in_cents) : null,
      // A sale that was not paid on that day is no money of that day.
      sale_in_cents: sum((line) => (line.paid_in_cents === null ? null : line.sale_in_cents)),
      paid_in_cents: sum((line) => line.paid_in_cents),
      recurrente_in_cents: recurrente ? sum((line) => line.recurrente_in_cents) : null,
    };
  });
}
