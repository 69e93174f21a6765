import { expect, it } from 'vitest';
import type { Refund } from '../../../main/charge/refund.ts';
import { createRefundTable } from '../../../main/store/refunds.ts';
import { addCharge, openStore, scratchFolder } from './scratch.ts';

const NOW = Date.parse('2026-11-22T18:00:00Z');
const MINUTE = 60_000;

it('a refund that is due in a day is one from before the clock was set back: it is due now, and no other is', () => {
  const store = openStore(scratchFolder());
  const refunds = createRefundTable(store.db);
  const put = (orderId: string, dueAtMs: number | null): void => {
    addCharge(store, orderId);
    const refund: Refund = {
      chargeId: `c-${orderId}`,
      paymentIntentId: `pa_${orderId}`,
      amountInCents: 12_550,
      currency: 'GTQ',
      state: 'requested',
      refundId: null,
      requestedAtMs: NOW,
      requestedBy: 'erp',
      sentAtMs: null,
      closedAtMs: null,
      failure: null,
      dueAtMs,
      tries: 0,
    };
    store.transact('refund', () => refunds.put(refund));
  };
  put('stranded', NOW + 24 * 60 * MINUTE);
  put('soon', NOW + 7 * MINUTE);
  put('due', NOW - MINUTE);
  put('closed', null);
  expect(refunds.due(NOW, 10).map(({ chargeId }) => chargeId)).toEqual(['c-due', 'c-stranded']);
  store.close();
});
