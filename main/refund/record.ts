import type { Refund, RefundNews, RefundReading } from '../charge/refund.ts';
import { settleRefund } from '../charge/refund.ts';
import type { AlertCode } from '../contract/status.ts';
import type { RefundTable } from '../store/refunds.ts';
import type { Store } from '../store/store.ts';

export interface RecordDeps {
  readonly store: Store;
  readonly refunds: RefundTable;
}

/**
 * Puts news of a refund through `settleRefund` and keeps the outcome: state, journal line and alerts in one transaction.
 * Returns the refund as it stands.
 */
export function recordRefund({ store, refunds }: RecordDeps, chargeId: string, news: RefundNews): Refund {
  return store.transact(`refund:${news.kind}`, () => {
    const before = refunds.get(chargeId);
    if (!before) throw new Error(`charge ${chargeId} has no refund`);
    const after = settleRefund(before, news);
    if (JSON.stringify(after) === JSON.stringify(before)) return before;
    refunds.put(after);
    // A look that told nothing new is not worth a line.
    if (before.state !== after.state || before.refundId !== after.refundId) {
      noteRefund(store, after, `refund_${news.kind}`, news.atMs, describe(news));
      tell(store, before, after, news.atMs);
    }
    return after;
  });
}

/** A journal line about a refund, with the status of its charge. */
export function noteRefund(store: Store, refund: Refund, kind: string, atMs: number, data: object): void {
  const status = store.charges.get(refund.chargeId)?.status ?? null;
  store.note({
    atMs,
    chargeId: refund.chargeId,
    kind,
    status,
    data: {
      refund_status: refund.state,
      refund_id: refund.refundId,
      amount_in_cents: refund.amountInCents,
      currency: refund.currency,
      ...data,
    },
  });
}

function describe(news: RefundNews): object {
  if (news.kind === 'refused') return { code: news.failure.code, message: news.failure.message };
  return 'reading' in news ? { recurrente_status: (news.reading satisfies RefundReading).state } : {};
}

function tell(store: Store, before: Refund, after: Refund, atMs: number): void {
  if (before.state === 'in_doubt' && after.state !== 'in_doubt')
    store.alerts.withdraw('refund_in_doubt', after.chargeId, atMs);
  if (before.state === 'failed' && after.state !== 'failed')
    store.alerts.withdraw('refund_failed', after.chargeId, atMs);
  if (after.state === 'in_doubt') raise('refund_in_doubt');
  if (after.state === 'failed' && after.failure?.code !== 'resolved_not_refunded') raise('refund_failed');

  function raise(code: Extract<AlertCode, 'refund_in_doubt' | 'refund_failed'>): void {
    store.raiseAlert({
      atMs,
      code,
      level: code === 'refund_in_doubt' ? 'critical' : 'warning',
      chargeId: after.chargeId,
      subject: after.chargeId,
      data: { order_id: store.charges.get(after.chargeId)?.orderId ?? '' },
    });
  }
}
