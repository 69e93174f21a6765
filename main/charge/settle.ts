import { absorb } from './absorb.ts';
import type { Charge } from './charge.ts';
import { withState } from './derive.ts';
import type { Evidence } from './evidence.ts';

/**
 * The one door for news: the charge after one piece of evidence.
 *
 * Pure. Monotonic: paid never falls, and no fact is unlearnt. Idempotent and independent of order, because the facts are
 * joined (absorb.ts) and the status is derived from the facts alone (derive.ts). Evidence of an attempt that is not this
 * charge's changes nothing.
 */
export function settle(charge: Charge, evidence: Evidence): Charge {
  const index = charge.attempts.findIndex((attempt) => attempt.externalId === evidence.externalId);
  const known = charge.attempts[index];
  if (!known) return charge;
  const attempts = charge.attempts.with(index, absorb(known, evidence));
  return withState({ ...charge, attempts });
}
