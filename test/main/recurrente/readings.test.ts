import { expect, test } from 'vitest';
import { readCheckout } from '../../../main/recurrente/readings.ts';
import { checkoutShape } from '../../../main/recurrente/shapes.ts';

const plain = { id: 'ch_1', status: 'paid', total_in_cents: 12550, currency: 'GTQ' };

test('what only decorates a checkout cannot hide whether it was paid, in whatever form it comes', () => {
  for (const odd of [
    { created_at: '22/11/2026 10:00', expires_at: 7 },
    { metadata: [] },
    { metadata: '{"external_id":"t-1"}' },
    { latest_intent: 'pa_1' },
    { latest_intent: { id: 'pa_1', created_at: 'ayer', data: [] } },
    { latest_intent: { id: 'pa_1', data: { auth_code: { code: 1 } } } },
    { payment: true },
    { payment: { id: {}, created_at: 5 } },
    { payment_method: 'card' },
    { payment_method: { card: { last4: 4242, network: 7 } } },
  ])
    expect(readCheckout(checkoutShape.parse({ ...plain, ...odd })).reading, JSON.stringify(odd)).toMatchObject({
      status: 'paid',
      totalInCents: 12550,
      currency: 'GTQ',
    });
});

test('what says whether and how much was paid must be in a known form', () => {
  for (const odd of [{ status: 'pagado' }, { total_in_cents: '125.50' }, { total_in_cents: 125.5 }, { id: null }])
    expect(checkoutShape.safeParse({ ...plain, ...odd }).success, JSON.stringify(odd)).toBe(false);
});

test('ids and numbers may be of either type, and times carry any offset', () => {
  const checkout = checkoutShape.parse({
    ...plain,
    id: 77,
    total_in_cents: '12550',
    created_at: '2026-11-22T12:00:00.000-06:00',
    metadata: { external_id: 123 },
    latest_intent: { id: 'in_9', data: { auth_code: 20252 } },
    payment: { id: 'pa_5', created_at: '2026-11-22T18:00:05Z' },
  });
  expect(readCheckout(checkout)).toMatchObject({
    externalId: '123',
    reading: {
      id: '77',
      createdAtMs: Date.parse('2026-11-22T18:00:00Z'),
      paymentIntentId: 'pa_5',
      authCode: '20252',
      paidAtMs: Date.parse('2026-11-22T18:00:05Z'),
    },
  });
});
