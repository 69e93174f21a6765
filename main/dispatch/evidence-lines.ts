import { assertNever } from '../contract/assert-never.ts';
import type { Evidence } from '../charge/evidence.ts';

/** The data of a journal line for a piece of evidence, in wire words. Card data: the last four digits and no more. */
export function describeEvidence(evidence: Evidence): Record<string, unknown> {
  const line = { external_id: evidence.externalId };
  switch (evidence.kind) {
    case 'send_started':
    case 'send_unreached':
      return { ...line, send: evidence.send };
    case 'send_rejected':
      return { ...line, code: evidence.failure.code, message: evidence.failure.message };
    case 'command':
      return {
        ...line,
        created: evidence.created,
        command_id: evidence.command.id,
        command_status: evidence.command.status,
        checkout_id: evidence.command.checkoutId,
      };
    case 'checkout':
      return {
        ...line,
        checkout_id: evidence.checkout.id,
        checkout_status: evidence.checkout.status,
        total_in_cents: evidence.checkout.totalInCents,
        currency: evidence.checkout.currency,
        payment_intent_id: evidence.checkout.paymentIntentId,
        auth_code: evidence.checkout.authCode,
        last4: evidence.checkout.card?.last4 ?? null,
        latest_intent_id: evidence.checkout.latestIntentId,
        reason: evidence.checkout.declineReason,
      };
    case 'try_failed':
      return { ...line, intent_id: evidence.intentId, reason: evidence.reason };
    case 'absent':
    case 'taken_elsewhere':
      return line;
    case 'patience_over':
      return { ...line, code: evidence.code };
    case 'word':
      return { ...line, outcome: evidence.word.outcome, note: evidence.word.note, name: evidence.word.name };
    default:
      return assertNever(evidence);
  }
}
