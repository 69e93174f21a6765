import { assertNever } from '../contract/assert-never.ts';
import type { ChargeBase, ChargeState, Charge } from './charge.ts';
import { currentAttempt } from './charge.ts';
import type { Attempt } from './attempt.ts';
import { mayHaveArrived } from './attempt.ts';
import { isAbsent, judge, occupiesTerminal, paidCheckouts } from './verdict.ts';

/** The status that follows from the shop's wish and the attempts' facts. Pure; a payment in any attempt beats everything. */
export function deriveState(charge: ChargeBase): ChargeState {
  const paid = findPayment(charge);
  if (paid) return paid;
  const current = currentAttempt(charge);
  if (!current || (charge.wish.attempt > current.number && !occupiesTerminal(current))) return waitingState(charge);
  const verdict = judge(current);
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
      throw new Error('a paid attempt was found by findPayment before the switch');
    default:
      return assertNever(verdict);
  }
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
      return { status: 'queued' };
    case 'cancelled':
      return { status: 'cancelled', failure: { code: 'cancelled_in_queue', message: null } };
    case 'expired':
      return { status: 'expired', failure: { code: 'expired_in_queue', message: null } };
    default:
      return assertNever(charge.wish);
  }
}

function findPayment(charge: ChargeBase): ChargeState | undefined {
  let short: ChargeState | undefined;
  for (const attempt of charge.attempts) {
    const verdict = judge(attempt);
    if (verdict.kind !== 'paid') continue;
    const paidInCents = verdict.checkout.totalInCents ?? attempt.amountInCents;
    if (paidInCents < charge.amountInCents) {
      // The order was changed to a higher amount while the old one was being paid: never "paid", a person looks.
      short = { status: 'in_doubt', failure: { code: 'paid_less', message: null } };
      continue;
    }
    return {
      status: 'paid',
      payment: {
        attemptNumber: attempt.number,
        checkout: verdict.checkout,
        paidInCents,
        tipInCents: Math.max(0, paidInCents - attempt.amountInCents),
      },
    };
  }
  return short;
}

/** How many payments Recurrente shows for this charge. More than one is the worst that can happen, and raises an alarm. */
export const countPayments = (charge: ChargeBase): number =>
  charge.attempts.reduce((sum, attempt) => sum + paidCheckouts(attempt).length, 0);

/** The attempt, if any, that still holds the charge's terminal: open, or in doubt and not released. */
export function attemptOnTerminal(charge: Charge): Attempt | undefined {
  if (charge.status === 'in_doubt' && charge.releasedAtMs !== null) return undefined;
  return charge.attempts.findLast((attempt) => occupiesTerminal(attempt));
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
