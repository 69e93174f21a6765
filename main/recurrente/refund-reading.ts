import type { Failure } from '../charge/attempt.ts';
import type { RefundReading } from '../charge/refund.ts';
import type { RefundShape } from './shapes.ts';

/**
 * Seen are `pending`, `succeeded`, `failed` and `voided` (a refund that was taken back). Recurrente's reference does not list them:
 * these words end a refund, every other one means that it is under way.
 */
const DONE = /^(succeeded|success|completed|complete|processed|refunded|paid)$/i;
const NOT_DONE = /^(failed|rejected|declined|cancell?ed|void(ed)?|error)$/i;

export const readRefund = (refund: RefundShape): RefundReading => ({
  id: refund.id,
  state: DONE.test(refund.status) ? 'succeeded' : NOT_DONE.test(refund.status) ? 'failed' : 'pending',
  amountInCents: refund.customer_refunded_amount_in_cents ?? refund.account_refunded_amount_in_cents ?? null,
  currency: refund.currency ?? null,
  createdAtMs: refund.created_at ?? null,
});

/** "Only while the balance covers it (422 otherwise)": told apart, because the shop can do something about it. */
export const readRefundRefusal = ({ message }: Failure): Failure => ({
  code: /saldo|balance|fondos/i.test(message ?? '') ? 'refund_balance' : 'refund_refused',
  message,
});
