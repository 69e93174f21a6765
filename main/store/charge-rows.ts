import type { Attempt } from '../charge/attempt.ts';
import type { Charge } from '../charge/charge.ts';
import { attemptOnTerminal, withState } from '../charge/derive.ts';
import type { Source } from '../contract/charge.ts';
import { isFinal } from '../contract/charge.ts';
import type { Currency } from '../contract/money.ts';

/** A row of `charges`, as SQLite gives it. */
export interface ChargeRow {
  seq: number;
  id: string;
  order_id: string;
  source: string;
  terminal_id: string;
  amount_in_cents: number;
  currency: string;
  installments: number | null;
  description: string | null;
  metadata: string;
  callback_url: string | null;
  created_at_ms: number;
  updated_at_ms: number;
  expires_at_ms: number;
  expire_after_ms: number;
  wish: 'charge' | 'cancelled' | 'expired';
  wish_attempt: number;
  released_at_ms: number | null;
}

/** The charge from its row and facts; the status is derived anew, so a row can never contradict its facts. */
export function readCharge(row: ChargeRow, attempts: readonly Attempt[]): Charge {
  return withState({
    id: row.id,
    orderId: row.order_id,
    source: row.source as Source,
    terminalId: row.terminal_id,
    amountInCents: row.amount_in_cents,
    currency: row.currency as Currency,
    installments: row.installments,
    description: row.description,
    metadata: JSON.parse(row.metadata) as Record<string, string>,
    callbackUrl: row.callback_url,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    expiresAtMs: row.expires_at_ms,
    expireAfterMs: row.expire_after_ms,
    wish: { kind: row.wish, attempt: row.wish_attempt },
    attempts,
    releasedAtMs: row.released_at_ms,
  });
}

/** The columns to write for a charge, the derived ones among them. */
export function writeCharge(charge: Charge) {
  const payment = charge.status === 'paid' ? charge.payment : null;
  return {
    id: charge.id,
    order_id: charge.orderId,
    source: charge.source,
    terminal_id: charge.terminalId,
    amount_in_cents: charge.amountInCents,
    currency: charge.currency,
    installments: charge.installments,
    description: charge.description,
    metadata: JSON.stringify(charge.metadata),
    callback_url: charge.callbackUrl,
    created_at_ms: charge.createdAtMs,
    updated_at_ms: charge.updatedAtMs,
    expires_at_ms: charge.expiresAtMs,
    expire_after_ms: charge.expireAfterMs,
    wish: charge.wish.kind,
    wish_attempt: charge.wish.attempt,
    released_at_ms: charge.releasedAtMs,
    status: charge.status,
    on_terminal: attemptOnTerminal(charge) ? 1 : 0,
    closed_at_ms: isFinal(charge.status) ? (payment?.checkout.paidAtMs ?? charge.updatedAtMs) : null,
    paid_at_ms: payment ? (payment.checkout.paidAtMs ?? charge.updatedAtMs) : null,
    paid_in_cents: payment?.paidInCents ?? null,
    tip_in_cents: payment?.tipInCents ?? null,
    last4: payment?.checkout.card?.last4 ?? null,
  };
}
