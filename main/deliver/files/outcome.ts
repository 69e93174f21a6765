import type { ChargeView } from '../../contract/charge.ts';
import { assertNever } from '../../contract/assert-never.ts';
import type { ResultSettings } from '../../contract/folders.ts';

/** The few things that an ERP tells apart. In doubt is never said as "not paid", nor is money given back. */
export type Outcome = 'waiting' | 'paid' | 'not_paid' | 'in_doubt' | 'refunded';

function outcomeOf(charge: ChargeView): Outcome {
  if (charge.refund?.status === 'succeeded') return 'refunded';
  switch (charge.status) {
    case 'paid':
      return 'paid';
    case 'in_doubt':
      return 'in_doubt';
    case 'queued':
    case 'sending':
    case 'pending':
    case 'dispatched':
      return 'waiting';
    case 'declined':
    case 'failed':
    case 'superseded':
    case 'cancelled':
    case 'expired':
      return 'not_paid';
    default:
      return assertNever(charge.status);
  }
}

/** The dialect's word for it; without a dialect our own. */
export function codeOf(charge: ChargeView, codes: ResultSettings['codes']): string {
  const outcome = outcomeOf(charge);
  if (!codes) return outcome;
  return outcome === 'refunded' ? (codes.refunded ?? codes.not_paid) : codes[outcome];
}
