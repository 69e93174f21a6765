import { afterEach, beforeEach, expect, test } from 'vitest';
import { chargeViewSchema } from '../../../../main/contract/charge.ts';
import { startIntake } from './intake.ts';
import type { TestIntake } from './intake.ts';

let bridge: TestIntake;
beforeEach(async () => {
  bridge = await startIntake();
});
afterEach(async () => {
  await bridge.intake.stop();
  expect(bridge.listeners.size, 'listeners that nobody took away').toBe(0);
});

test('a charge is accepted once, and the same order gives the same charge', async () => {
  const first = await bridge.charge({ order_id: 'FAC-1', amount: '125.50', metadata: { cajero: '7' } });
  expect(first.status).toBe(201);
  expect(first.headers['content-type']).toBe('application/json');
  const charge = chargeViewSchema.parse(first.json());
  expect(charge).toMatchObject({
    order_id: 'FAC-1',
    amount_in_cents: 12550,
    source: 'http',
    metadata: { cajero: '7' },
  });
  expect(first.headers.location).toBe(`/v1/charges/${charge.id}`);

  const again = await bridge.charge({ order_id: 'FAC-1', amount: 125.5 });
  expect(again.status).toBe(200);
  expect(again.json().id).toBe(charge.id);
  expect((await bridge.send('GET', `/v1/charges/${charge.id}`)).json()).toMatchObject({ id: charge.id });
});
