import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settleRefund, type Refund, type RefundNews } from '../../../main/charge/refund.ts';

const REQUESTED: Refund = {
  chargeId: 'c',
  paymentIntentId: 'pa_1',
  amountInCents: 1000,
  currency: 'GTQ',
  state: 'requested',
  refundId: null,
  requestedAtMs: 0,
  requestedBy: 'erp',
  sentAtMs: null,
  closedAtMs: null,
  failure: null,
  dueAtMs: 0,
  tries: 0,
};
const reading = (state: 'pending' | 'succeeded' | 'failed'): RefundNews => ({
  kind: 'reading',
  atMs: 5,
  lookAtMs: 6,
  reading: { id: 're_1', state, amountInCents: 1000, currency: 'GTQ', createdAtMs: 1 },
});
const told = (state: 'pending' | 'succeeded' | 'failed', id = 're_1', createdAtMs = 5): RefundNews => ({
  kind: 'told',
  atMs: 6,
  lookAtMs: 7,
  reading: { id, state, amountInCents: 1000, currency: 'GTQ', createdAtMs },
});
const NEWS: readonly RefundNews[] = [
  told('pending'),
  told('succeeded'),
  told('failed'),
  told('succeeded', 're_2'),
  { kind: 'send_started', atMs: 1 },
  { kind: 'not_sent', atMs: 2, retryAtMs: 3 },
  { kind: 'refused', atMs: 2, failure: { code: 'refund_refused', message: null } },
  { kind: 'answer_lost', atMs: 2 },
  reading('pending'),
  reading('succeeded'),
  reading('failed'),
  { kind: 'look_failed', atMs: 7, lookAtMs: 8 },
  { kind: 'vanished', atMs: 9 },
  { kind: 'word_not_refunded', atMs: 10 },
];
const after = (...news: readonly RefundNews[]): Refund => news.reduce(settleRefund, REQUESTED);

test('whatever the news, nothing is sent again by itself once a send may have arrived', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...NEWS), { maxLength: 30 }), (news) => {
      let refund = REQUESTED;
      let mayHaveArrived = false;
      for (const each of news) {
        const before = refund;
        refund = settleRefund(before, each);
        if (before.state === 'succeeded') expect(refund).toBe(before);
        if (refund.state === 'in_doubt' || refund.refundId !== null) mayHaveArrived = true;
        // What is due is a first send, or a look: never a second send.
        if (mayHaveArrived) expect(refund.state).not.toBe('requested');
        if (refund.state === 'pending') expect(refund.refundId).not.toBeNull();
        expect(refund.dueAtMs === null).toBe(refund.state !== 'requested' && refund.state !== 'pending');
      }
    }),
  );
});

test('a lost answer waits for a person; only the word that it is not there frees it', () => {
  const lost = after({ kind: 'send_started', atMs: 1 }, { kind: 'answer_lost', atMs: 2 });
  expect(lost).toMatchObject({ state: 'in_doubt', dueAtMs: null });
  expect(settleRefund(lost, { kind: 'word_not_refunded', atMs: 3 })).toMatchObject({
    state: 'failed',
    failure: { code: 'resolved_not_refunded' },
  });
  expect(settleRefund(lost, reading('succeeded'))).toMatchObject({ state: 'succeeded', refundId: 're_1' });
});

test('a send that never left is due again; a refusal ends it', () => {
  expect(after({ kind: 'send_started', atMs: 1 }, { kind: 'not_sent', atMs: 2, retryAtMs: 3 })).toMatchObject({
    state: 'requested',
    sentAtMs: null,
    dueAtMs: 3,
  });
  const refused: RefundNews = { kind: 'refused', atMs: 2, failure: { code: 'refund_balance', message: 'x' } };
  expect(after({ kind: 'send_started', atMs: 1 }, refused)).toMatchObject({ state: 'failed', dueAtMs: null });
});

test('what Recurrente tells of it unasked is believed over a lost answer, a refusal and a person', () => {
  const lost = after({ kind: 'send_started', atMs: 1 }, { kind: 'answer_lost', atMs: 2 });
  expect(settleRefund(lost, told('succeeded'))).toMatchObject({ state: 'succeeded', refundId: 're_1', failure: null });
  expect(settleRefund(lost, told('pending'))).toMatchObject({ state: 'pending', dueAtMs: 7 });
  expect(settleRefund(lost, told('failed')).state).toBe('failed');
  const denied = settleRefund(lost, { kind: 'word_not_refunded', atMs: 3 });
  expect(settleRefund(denied, told('succeeded'))).toMatchObject({ state: 'succeeded', failure: null });
  expect(settleRefund(denied, told('pending'))).toMatchObject({ state: 'pending', closedAtMs: null, failure: null });
  // Before anything was sent: it is not sent any more.
  expect(settleRefund(REQUESTED, told('succeeded')).state).toBe('succeeded');
});

test('that an earlier one failed says nothing of the one under way', () => {
  const lost = after({ kind: 'send_started', atMs: 100_000 }, { kind: 'answer_lost', atMs: 100_001 });
  expect(settleRefund(lost, told('failed', 're_0', 1_000))).toBe(lost);
  expect(settleRefund(lost, told('failed', 're_1', 100_000)).state).toBe('failed');
  expect(settleRefund(REQUESTED, told('failed'))).toBe(REQUESTED);
  const pending = after({ kind: 'send_started', atMs: 1 }, reading('pending'));
  expect(settleRefund(pending, told('pending', 're_2'))).toBe(pending);
});
