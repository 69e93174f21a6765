import type { Refund } from '../charge/refund.ts';
import { backoffMs } from '../dispatch/backoff.ts';
import type { ConnectionWatch } from '../dispatch/connection.ts';
import type { DispatchDeps } from '../dispatch/context.ts';
import { readRefund, readRefundRefusal } from '../recurrente/refund-reading.ts';
import type { RefundTable } from '../store/refunds.ts';
import { recordRefund } from './record.ts';

export type RefundDeps = Pick<DispatchDeps, 'store' | 'recurrente' | 'clock' | 'random' | 'log' | 'failpoint'> & {
  readonly refunds: RefundTable;
  readonly connection: Pick<ConnectionWatch, 'report' | 'canSend'>;
};

const NOT_SENT_PACE = { firstMs: 1000, capMs: 60_000 };
const LOOK_PACE = { firstMs: 2000, capMs: 300_000 };
/** A refund that was just made may be missing from a lagging read for so long. */
const LAG_MS = 60_000;

/**
 * Posts a refund once. That a POST begins is on disk before its first byte leaves; whatever answer is lost after that leaves
 * the refund in doubt, because Recurrente offers nothing by which a second POST could be known to be the same refund.
 */
export async function sendRefund(deps: RefundDeps, requested: Refund): Promise<void> {
  const { recurrente, connection, clock, random, failpoint } = deps;
  const { chargeId } = requested;
  // By Recurrente's clock, to compare with the refund's created_at.
  const sending = recordRefund(deps, chargeId, { kind: 'send_started', atMs: recurrente.serverNow() });
  if (sending.state !== 'sending') return;
  failpoint('before:refund-post');
  const reply = connection.report(await recurrente.createRefund(sending.paymentIntentId));
  failpoint('after:refund-post');
  const atMs = clock.now();
  const retryMs = backoffMs(sending.tries + 1, NOT_SENT_PACE, random);
  switch (reply.kind) {
    case 'ok':
      recordRefund(deps, chargeId, {
        kind: 'reading',
        atMs,
        reading: readRefund(reply.value),
        lookAtMs: atMs + backoffMs(1, LOOK_PACE, random),
      });
      return;
    case 'unreached':
    case 'withheld':
    case 'key_refused':
    case 'key_missing':
      recordRefund(deps, chargeId, { kind: 'not_sent', atMs, retryAtMs: atMs + retryMs });
      return;
    case 'retry_later':
      // 429 (RFC 6585): too many requests, so this one was not looked at.
      recordRefund(deps, chargeId, { kind: 'not_sent', atMs, retryAtMs: atMs + (reply.delayMs ?? retryMs) });
      return;
    case 'rejected':
      recordRefund(deps, chargeId, { kind: 'refused', atMs, failure: readRefundRefusal(reply.failure) });
      return;
    case 'not_found':
      recordRefund(deps, chargeId, {
        kind: 'refused',
        atMs,
        failure: { code: 'refund_payment_not_found', message: null },
      });
      return;
    case 'unknown':
    case 'id_taken':
      recordRefund(deps, chargeId, { kind: 'answer_lost', atMs });
      return;
  }
}

/** Looks at a refund that Recurrente has confirmed. Reading is safe, so it is repeated until it has ended. */
export async function lookAtRefund(deps: RefundDeps, pending: Refund): Promise<void> {
  const { recurrente, connection, clock, random } = deps;
  const { chargeId, refundId } = pending;
  if (refundId === null) throw new Error('a pending refund has an id');
  const reply = connection.report(await recurrente.getRefund(refundId));
  const atMs = clock.now();
  const fresh = recurrente.serverNow() - (pending.sentAtMs ?? 0) < LAG_MS;
  if (reply.kind === 'ok' && reply.value.id === refundId) {
    const sinceMs = Math.max(0, atMs - pending.requestedAtMs);
    // Looks become rarer as it takes longer: a tenth of its age, within the pace's bounds.
    const pauseMs = Math.min(LOOK_PACE.capMs, Math.max(LOOK_PACE.firstMs, sinceMs / 10));
    recordRefund(deps, chargeId, {
      kind: 'reading',
      atMs,
      reading: readRefund(reply.value),
      lookAtMs: atMs + Math.round(pauseMs),
    });
  } else if (reply.kind === 'not_found' && !fresh) recordRefund(deps, chargeId, { kind: 'vanished', atMs });
  else
    recordRefund(deps, chargeId, {
      kind: 'look_failed',
      atMs,
      lookAtMs: atMs + backoffMs(pending.tries + 1, LOOK_PACE, random),
    });
}
