import { assertNever } from '../contract/assert-never.ts';
import type { Order } from '../contract/desk.ts';
import { formatMoney, type Cents, type Currency } from '../contract/money.ts';
import type { Problem } from '../contract/problems.ts';
import type { Charge } from './charge.ts';
import type { AcceptedOrder } from './accept-rules.ts';

/** What a repeated order does (bridge-api.md, "Charges"). */
export type RepeatDecision =
  | { readonly kind: 'same' }
  /** Not sent yet, or closed without a payment: the order takes the new terms. */
  | { readonly kind: 'change_queued' }
  /** At Recurrente but not yet on the terminal: a new attempt supersedes the old one on purpose. */
  | { readonly kind: 'supersede' }
  | { readonly kind: 'refuse'; readonly problem: Problem };

/** Decides about an order number that exists already; pure. Same money on the same terminal is the same order. */
export function decideRepeat(charge: Charge, order: AcceptedOrder, replace: Order['replace']): RepeatDecision {
  const differences = listDifferences(charge, termsOf(order));
  if (differences.length === 0) return { kind: 'same' };
  if (!replace)
    return {
      kind: 'refuse',
      problem: { code: 'order_conflict', params: { order_id: charge.orderId, differences: differences.join('; ') } },
    };
  switch (charge.status) {
    case 'queued':
      return { kind: 'change_queued' };
    case 'pending':
      return { kind: 'supersede' };
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

/** What makes an order the same sale when it comes again. */
export interface Terms {
  readonly currency: Currency;
  readonly amountInCents: Cents;
  readonly terminalId: string;
  readonly installments: number | null;
}
export const termsOf = ({ terminal, ...order }: AcceptedOrder): Terms => ({ ...order, terminalId: terminal.id });

/** The differences that make it another sale, in the words of the wire. */
export function listDifferences(before: Terms, after: Terms): readonly string[] {
  const differences: string[] = [];
  if (before.currency !== after.currency || before.amountInCents !== after.amountInCents)
    differences.push(
      `amount ${formatMoney(before.amountInCents, before.currency)} → ${formatMoney(after.amountInCents, after.currency)}`,
    );
  if (before.terminalId !== after.terminalId) differences.push(`terminal ${before.terminalId} → ${after.terminalId}`);
  if (before.installments !== after.installments)
    differences.push(`installments ${before.installments ?? 'null'} → ${after.installments ?? 'null'}`);
  return differences;
}
