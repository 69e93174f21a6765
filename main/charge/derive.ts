import { assertNever } from '../contract/assert-never.ts';
import type { ChargeBase, ChargeState, Charge } from './charge.ts';
import { currentAttempt } from './charge.ts';
import type { Attempt, CheckoutFact } from './attempt.ts';
import { mayHaveArrived } from './attempt.ts';
import { isAbsent, judge, occupiesTerminal, paidCheckouts } from './verdict.ts';

/** The status that follows from the shop's wish and the attempts' facts. Pure; a payment in any attempt beats everything. */
export function deriveState(charge: ChargeBase): ChargeState {
  const paid = findPayment(charge);
  if (paid) return paid;
  const speaking = speakingAttempt(charge);
  if (!speaking || (charge.wish.attempt > speaking.number && !occupiesTerminal(speaking))) return waitingState(charge);
  const verdict = judge(speaking);
  switch (verdict.kind) {
    case 'unsent':
      return waitingState(charge);
    case 'not_ours':
      // The number was an older sale's: the charge waits for its lane again, to go out under the next one.
      return waitingState(charge);
    case 'sending':
    case 'pending':
    case 'dispatched':
      return { status: verdict.kind };
    case 'doubt':
      return { status: 'in_doubt', failure: { code: verdict.code, message: null } };
    case 'closed':
      return { status: verdict.status, failure: verdict.failure };
    case 'paid':
      // Less than the order's present amount, and a person has said that it does not count.
      return { status: 'failed', failure: { code: 'resolved_not_paid', message: null } };
    default:
      return assertNever(verdict);
  }
}

/**
 * The attempt that the status is about: the newest one, but for an older one that is still open when the newest is not, or that
 * turns out to be an earlier payment of this very order.
 */
function speakingAttempt(charge: ChargeBase): Attempt | undefined {
  const earlierPayment = charge.attempts.find((attempt) => {
    const verdict = judge(attempt);
    return verdict.kind === 'doubt' && verdict.code === 'already_paid';
  });
  return earlierPayment ?? charge.attempts.findLast(occupiesTerminal) ?? currentAttempt(charge);
}

/** The charge with its status brought up to date. */
export function withState(base: ChargeBase): Charge {
  const { id, orderId, source, terminalId, amountInCents, currency, installments, description, metadata, callbackUrl } =
    base;
  const { createdAtMs, updatedAtMs, expiresAtMs, expireAfterMs, wish, attempts, releasedAtMs } = base;
  const order = {
    id,
    orderId,
    source,
    terminalId,
    amountInCents,
    currency,
    installments,
    description,
    metadata,
    callbackUrl,
  };
  const keeping = { createdAtMs, updatedAtMs, expiresAtMs, expireAfterMs, wish, attempts, releasedAtMs };
  return { ...order, ...keeping, ...deriveState(base) };
}

function waitingState(charge: ChargeBase): ChargeState {
  switch (charge.wish.kind) {
    case 'charge':
      // A person let the terminal go on without it, perhaps took cash: it does not go out again by itself.
      if (charge.releasedAtMs !== null)
        return { status: 'expired', failure: { code: 'expired_in_queue', message: null } };
      return { status: 'queued' };
    case 'cancelled':
      return { status: 'cancelled', failure: { code: 'cancelled_in_queue', message: null } };
    case 'expired':
      return { status: 'expired', failure: { code: 'expired_in_queue', message: null } };
    default:
      return assertNever(charge.wish);
  }
}

/** The payment that stands is the one that was made first: a second one is the mistake, whichever attempt it is of. */
function findPayment(charge: ChargeBase): ChargeState | undefined {
  let short: ChargeState | undefined;
  let first: (ChargeState & { status: 'paid' }) | undefined;
  for (const attempt of charge.attempts) {
    const verdict = judge(attempt);
    if (verdict.kind !== 'paid') continue;
    const paidInCents = verdict.checkout.totalInCents ?? attempt.amountInCents;
    if (attempt.currency !== charge.currency || paidInCents < charge.amountInCents) {
      if (attempt.word?.outcome === 'not_paid') continue;
      // The order was changed to a higher amount, or other money, while the old one was being paid: never "paid", a person looks.
      short = { status: 'in_doubt', failure: { code: 'paid_less', message: null } };
      continue;
    }
    if (first && paidAtOf(first.payment.checkout) <= paidAtOf(verdict.checkout)) continue;
    first = {
      status: 'paid',
      payment: {
        attemptNumber: attempt.number,
        checkout: verdict.checkout,
        paidInCents,
        tipInCents: Math.max(0, paidInCents - attempt.amountInCents),
      },
    };
  }
  return first ?? short;
}

const paidAtOf = ({ paidAtMs, seenAtMs }: CheckoutFact): number => paidAtMs ?? seenAtMs;

/** How many payments Recurrente shows for this charge. More than one is the worst that can happen, and raises an alarm. */
export const countPayments = (charge: ChargeBase): number =>
  charge.attempts.reduce((sum, attempt) => sum + paidCheckouts(attempt).length, 0);

/** The attempt, if any, that still holds the charge's terminal: open, or in doubt and not released. */
export const attemptOnTerminal = (charge: Charge): Attempt | undefined =>
  charge.attempts.findLast(
    (attempt) => occupiesTerminal(attempt) && !(charge.releasedAtMs !== null && judge(attempt).kind === 'doubt'),
  );

/** True when a person can let the terminal go on past the charge: what holds it is in doubt. */
export function isReleasable(charge: Charge): boolean {
  const holding = attemptOnTerminal(charge);
  return holding !== undefined && judge(holding).kind === 'doubt';
}

/** The attempt that a person's word is about: the one whose doubt the charge shows, or that was paid with less than the order now asks. */
export function attemptInQuestion(charge: Charge): Attempt | undefined {
  const code = charge.status === 'in_doubt' ? charge.failure.code : undefined;
  const asks = (attempt: Attempt): boolean => {
    const verdict = judge(attempt);
    if (code === 'paid_less' && verdict.kind === 'paid') return attempt.word?.outcome !== 'not_paid';
    return verdict.kind === 'doubt' && verdict.code === code;
  };
  return charge.attempts.findLast(asks);
}

/** The number under which the charge goes out next; undefined while it is not waiting to. */
export function nextAttemptNumber(charge: Charge): number | undefined {
  if (charge.status !== 'queued') return undefined;
  const current = currentAttempt(charge);
  if (!current) return charge.wish.attempt;
  if (judge(current).kind === 'not_ours') return Math.max(current.number + 1, charge.wish.attempt);
  if (!mayHaveArrived(current) || isAbsent(current)) return Math.max(current.number, charge.wish.attempt);
  return charge.wish.attempt > current.number ? charge.wish.attempt : undefined;
}
