import { assertNever } from '../contract/assert-never.ts';
import type { Order } from '../contract/desk.ts';
import { formatMoney, type Cents, type Currency } from '../contract/money.ts';
import type { Problem } from '../contract/problems.ts';
import type { Charge } from './charge.ts';
import type { AcceptedOrder } from './accept-rules.ts';

const DAY_MS = 24 * 3_600_000;

/** What a repeated order does (bridge-api.md, "Charges"). */
export type RepeatDecision =
  | { readonly kind: 'same' }
  /** Not sent yet, or closed without a payment: the order takes the new terms. */
  | { readonly kind: 'change_queued' }
  /** At Recurrente but not yet on the terminal: a new attempt supersedes the old one on purpose. */
  | { readonly kind: 'supersede' }
  | { readonly kind: 'refuse'; readonly problem: Problem };

/** When the order is asked for again, and after how many days a payment is no longer this sale's (0: never). */
export interface RepeatTime {
  readonly nowMs: number;
  readonly sameOrderDays: number;
  /** What the shop calls a terminal. */
  readonly aliasOf: (terminalId: string) => string;
}

/** Decides about an order number that exists already; pure. Same money on the same terminal is the same order. */
export function decideRepeat(
  charge: Charge,
  order: AcceptedOrder,
  replace: Order['replace'],
  time: RepeatTime,
): RepeatDecision {
  const differences = [...listDifferences(charge, termsOf(order), time.aliasOf), ...listPaidLongAgo(charge, time)];
  if (differences.length === 0) return { kind: 'same' };
  if (!replace)
    return {
      kind: 'refuse',
      problem: {
        code: 'order_conflict',
        params: { order_id: charge.orderId, differences: differences.join('; '), status: charge.status },
      },
    };
  switch (charge.status) {
    case 'queued':
      return { kind: 'change_queued' };
    case 'pending':
      // A new command takes the place of the old one on its own terminal only: from two terminals both could be paid.
      return order.terminal.id === charge.terminalId
        ? { kind: 'supersede' }
        : { kind: 'refuse', problem: { code: 'on_terminal' } };
    case 'dispatched':
      return { kind: 'refuse', problem: { code: 'on_terminal' } };
    case 'paid':
      return { kind: 'refuse', problem: { code: 'already_paid', params: { order_id: charge.orderId } } };
    case 'sending':
    case 'in_doubt':
      return { kind: 'refuse', problem: { code: 'still_verifying' } };
    case 'declined':
    case 'failed':
    case 'superseded':
    case 'cancelled':
    case 'expired':
      return { kind: 'change_queued' };
    default:
      return assertNever(charge);
  }
}

/**
 * ERPs start their numbers anew each year, and a sale that was paid long ago is not the one that is asked for now: "paid" would
 * hand over goods for nothing, and a new attempt would be a second payment of one order. So it is told to be another sale.
 */
function listPaidLongAgo(charge: Charge, { nowMs, sameOrderDays }: RepeatTime): readonly string[] {
  if (charge.status !== 'paid' || sameOrderDays === 0) return [];
  const paidAtMs = charge.payment.checkout.paidAtMs ?? charge.payment.checkout.seenAtMs;
  const day = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
  return nowMs - paidAtMs > sameOrderDays * DAY_MS ? [`paid_at ${day(paidAtMs)} → ${day(nowMs)}`] : [];
}

/** What makes an order the same sale when it comes again. */
export interface Terms {
  readonly currency: Currency;
  readonly amountInCents: Cents;
  readonly terminalId: string;
  readonly installments: number | null;
}
export const termsOf = ({ terminal, ...order }: AcceptedOrder): Terms => ({ ...order, terminalId: terminal.id });

/** The differences that make it another sale, in no language (contract/order-conflict.ts has the words). */
export function listDifferences(
  before: Terms,
  after: Terms,
  aliasOf: (terminalId: string) => string = (id) => id,
): readonly string[] {
  const differences: string[] = [];
  if (before.currency !== after.currency || before.amountInCents !== after.amountInCents)
    differences.push(
      `amount ${formatMoney(before.amountInCents, before.currency)} → ${formatMoney(after.amountInCents, after.currency)}`,
    );
  if (before.terminalId !== after.terminalId)
    differences.push(`terminal ${aliasOf(before.terminalId)} → ${aliasOf(after.terminalId)}`);
  if (before.installments !== after.installments)
    differences.push(`installments ${before.installments ?? 'null'} → ${after.installments ?? 'null'}`);
  return differences;
}
