import type { AttemptView, ChargeView, RefundView } from '../contract/charge.ts';
import { isFinal } from '../contract/charge.ts';
import type { Lang } from '../contract/faults.ts';
import type { Attempt } from './attempt.ts';
import { mayHaveArrived } from './attempt.ts';
import type { Charge } from './charge.ts';
import { describeFailure, describeNextStep, describeRefunded } from './sentences.ts';
import { judge } from './verdict.ts';

const iso = (atMs: number): string => new Date(atMs).toISOString();
const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs));

export interface ViewContext {
  /** The alias of a terminal id; the id itself when the terminal was taken out of the configuration. */
  aliasOf(terminalId: string): string;
  refundOf?(charge: Charge, lang: Lang): RefundView | null;
  /** What a queued charge waits for, where that is another bridge: its next step. */
  waitOf?(terminalId: string, lang: Lang): string | null;
}

/** The charge as bridge-api.md shows it. */
export function viewCharge(charge: Charge, context: ViewContext, lang: Lang = 'es'): ChargeView {
  const payment = charge.status === 'paid' ? charge.payment : null;
  const failure = 'failure' in charge ? charge.failure : null;
  const createdAt = iso(charge.createdAtMs);
  const refund = context.refundOf?.(charge, lang) ?? null;
  const waits = charge.status === 'queued' || (charge.status === 'expired' && charge.wish.kind === 'expired');
  return {
    id: charge.id,
    order_id: charge.orderId,
    status: charge.status,
    final: isFinal(charge.status),
    paid: charge.status === 'paid',
    currency: charge.currency,
    amount_in_cents: charge.amountInCents,
    paid_in_cents: payment?.paidInCents ?? null,
    tip_in_cents: payment?.tipInCents ?? null,
    terminal: { id: charge.terminalId, alias: context.aliasOf(charge.terminalId) },
    source: charge.source,
    description: charge.description,
    installments: charge.installments,
    card: payment?.checkout.card ?? null,
    auth_code: payment?.checkout.authCode ?? null,
    payment_intent_id: payment?.checkout.paymentIntentId ?? null,
    failure: failure && { code: failure.code, message: describeFailure(failure.code, failure.message, lang) },
    refund,
    next_step:
      refund?.status === 'succeeded'
        ? describeRefunded(lang)
        : ((charge.status === 'queued' ? context.waitOf?.(charge.terminalId, lang) : null) ??
          describeNextStep(charge.status, failure?.code ?? null, lang)),
    attempts: charge.attempts.map(viewAttempt),
    created_at: createdAt,
    updated_at: charge.updatedAtMs === charge.createdAtMs ? createdAt : iso(charge.updatedAtMs),
    paid_at: payment ? iso(payment.checkout.paidAtMs ?? payment.checkout.seenAtMs) : null,
    expires_at: waits ? iso(charge.expiresAtMs) : null,
    released: charge.releasedAtMs !== null,
    metadata: { ...charge.metadata },
  };
}

function viewAttempt(attempt: Attempt): AttemptView {
  const command = attempt.commands.at(-1);
  const closedAt = closedAtMs(attempt);
  // Facts are stamped by Recurrente's clock; the charge's other times are this PC's, and a reader compares the two. An attempt is
  // made in the moment of its first send, which is therefore known by both clocks.
  const onThisPc = (atMs: number): number =>
    atMs + attempt.createdAtMs - (attempt.firstSentServerMs ?? attempt.createdAtMs);
  return {
    number: attempt.number,
    external_id: attempt.externalId,
    status: attemptStatus(attempt),
    command_id: command?.id ?? null,
    checkout_id: command?.checkoutId ?? attempt.checkouts.at(-1)?.id ?? null,
    sent_at: isoOrNull(attempt.firstSentAtMs && onThisPc(attempt.firstSentAtMs)),
    closed_at: isoOrNull(closedAt && onThisPc(closedAt)),
  };
}

/** The attempt in the words of a terminal command: what became of it is the charge's status. */
function attemptStatus(attempt: Attempt): AttemptView['status'] {
  const verdict = judge(attempt);
  switch (verdict.kind) {
    case 'unsent':
      return 'not_sent';
    case 'sending':
    case 'pending':
    case 'dispatched':
    case 'not_ours':
      return verdict.kind;
    case 'doubt':
      return attempt.commands.at(-1)?.status ?? (mayHaveArrived(attempt) ? 'sending' : 'not_sent');
    case 'closed':
      if (attempt.rejection) return 'rejected';
      if (verdict.status === 'superseded') return 'superseded';
      return verdict.failure.code === 'command_failed' ? 'failed' : 'consumed';
    case 'paid':
      return 'consumed';
  }
}

/** By first sightings only: Recurrente is asked of a closed attempt for a day more, and no later look may move when it closed. */
function closedAtMs(attempt: Attempt): number | null {
  const { kind } = judge(attempt);
  if (kind !== 'closed' && kind !== 'paid' && kind !== 'not_ours') return null;
  if (attempt.word) return attempt.word.atMs;
  const paid = attempt.checkouts.map((each) => each.paidAtMs ?? 0);
  const closed = attempt.commands.map((each) => each.closedSeenAtMs ?? 0);
  const declined = attempt.declines.map((each) => each.firstSeenAtMs);
  return (
    (kind === 'paid' && Math.max(0, ...paid)) ||
    Math.max(0, ...closed) ||
    Math.max(0, ...declined) ||
    attempt.lastSentAtMs
  );
}
