import type { ChargeView } from '../../contract/charge.ts';
import { assertNever } from '../../contract/assert-never.ts';
import type { Problem } from '../../contract/problems.ts';
import type { Outcome } from '../../contract/serial-profile.ts';

/**
 * What a till is told about a charge as it stands. Anything that may still be paid is `in_doubt`, never a "no"; money that was
 * given back is no longer `paid`, since a till hands over the goods on that word. A refund that is only under way may still fail.
 */
export function outcomeOf(charge: ChargeView): Outcome {
  if (isRefunded(charge)) return 'refunded';
  switch (charge.status) {
    case 'paid':
      return 'paid';
    case 'declined':
    case 'failed':
      return 'declined';
    case 'superseded':
    case 'cancelled':
    case 'expired':
      return 'cancelled';
    case 'queued':
    case 'sending':
    case 'pending':
    case 'dispatched':
    case 'in_doubt':
      return 'in_doubt';
    default:
      return assertNever(charge.status);
  }
}

/** The money was given back. The desk goes on calling the charge paid, which it was. */
export const isRefunded = ({ refund }: ChargeView): boolean => refund?.status === 'succeeded';

/** True when nothing more will be waited for on the till's behalf. */
export const isAnswerable = (charge: ChargeView): boolean => charge.final || charge.status === 'in_doubt';

/** How a refusal of the desk is told to the till. */
export function outcomeOfProblem(problem: Problem): Outcome {
  switch (problem.code) {
    case 'still_verifying':
    case 'on_terminal':
      return 'in_doubt';
    case 'order_conflict':
    case 'already_paid':
      return 'conflict';
    case 'amount_out_of_range':
      return 'amount_refused';
    default:
      return problem.faults?.some((fault) => fault.path.startsWith('amount')) ? 'amount_refused' : 'invalid';
  }
}
