import { assertNever } from '../contract/assert-never.ts';
import type { Order } from '../contract/desk.ts';
import { formatMoney } from '../contract/money.ts';
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
  const differences = listDifferences(charge, order);
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

/** The differences that make it another sale, in the words of the wire. */
export function listDifferences(charge: Charge, order: AcceptedOrder): readonly string[] {
  const differences: string[] = [];
  if (charge.currency !== order.currency || charge.amountInCents !== order.amountInCents)
    differences.push(
      `amount ${formatMoney(charge.amountInCents, charge.currency)} → ${formatMoney(order.amountInCents, order.currency)}`,
    );
  if (charge.terminalId !== order.terminal.id) differences.push(`terminal ${charge.terminalId} → ${order.terminal.id}`);
  if (charge.installments !== order.installments)
    differences.push(`installments ${charge.installments ?? 'null'} → ${order.installments ?? 'null'}`);
  return differences;
}
