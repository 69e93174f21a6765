import { describe, expect, it } from 'vitest';
import { openCounter, type Counter } from './counter.ts';

const DAY_MS = 24 * 3_600_000;

async function pay(counter: Counter, externalId: string, change = {}, tipInCents = 0): Promise<string> {
  const { body } = await counter.charge(externalId, change);
  counter.sandbox.terminal('trm_1').approve({ tipInCents });
  return counter.paymentId(body.checkout_id);
}

describe('refunds', () => {
  it('gives back the whole amount, the tip included, and can be read again', async () => {
    const counter = openCounter();
    const paymentId = await pay(counter, 't-1-1', {}, 450);
    const made = await counter.refund(paymentId);
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.stringMatching(/^re_/),
      status: 'succeeded',
      account_refunded_amount_in_cents: 13000,
      customer_refunded_amount_in_cents: 13000,
      currency: 'GTQ',
      created_at: '2026-11-22T18:00:00.000Z',
    });
    expect((await counter.get(`/api/refunds/${made.body.id}`)).body).toEqual(made.body);
  });

  it('is made within 30 days and not after', async () => {
    const counter = openCounter();
    const inTime = await pay(counter, 't-1-1');
    await counter.clock.advance(30 * DAY_MS);
    expect((await counter.refund(inTime)).status).toBe(201);
    const late = await pay(counter, 't-2-1');
    await counter.clock.advance(30 * DAY_MS + 1);
    expect((await counter.refund(late)).body.errors.payment_intent_id).toEqual(['tiene más de 30 días']);
  });

  it('is never made for instalment payments', async () => {
    const counter = openCounter();
    const refused = await counter.refund(await pay(counter, 't-1-1', { installments: 3 }));
    expect([refused.status, refused.body.errors.payment_intent_id[0]]).toEqual([
      422,
      expect.stringContaining('cuotas'),
    ]);
  });

  it('is made only while the balance covers it', async () => {
    const counter = openCounter();
    const paymentId = await pay(counter, 't-1-1');
    counter.sandbox.setBehaviour({ paidOutInCents: { GTQ: 1, USD: 0 } });
    const refused = await counter.refund(paymentId);
    expect([refused.status, refused.body.errors.base[0]]).toEqual([422, expect.stringContaining('saldo')]);
    await pay(counter, 't-2-1');
    expect((await counter.refund(paymentId)).status).toBe(201);
  });

  it('is made once', async () => {
    const counter = openCounter();
    const paymentId = await pay(counter, 't-1-1');
    await counter.refund(paymentId);
    expect((await counter.refund(paymentId)).status).toBe(422);
    expect(counter.sandbox.state.refunds).toHaveLength(1);
  });

  it('is refused for a declined try, an unknown payment, another kind of id and nothing', async () => {
    const counter = openCounter();
    const { body } = await counter.charge('t-1-1');
    counter.sandbox.terminal('trm_1').decline();
    expect((await counter.refund(counter.paymentId(body.checkout_id))).status).toBe(422);
    expect((await counter.refund('pa_x')).status).toBe(404);
    expect((await counter.refund(counter.sandbox.state.intents[0]?.otherId)).status).toBe(404);
    expect((await counter.refund(undefined)).status).toBe(422);
    expect((await counter.get('/api/refunds/re_x')).status).toBe(404);
  });

  it('can take its time and fail (switches); a failed one may be tried again', async () => {
    const counter = openCounter({ behaviour: { refundMs: 5000, refundOutcome: 'failed' } });
    const paymentId = await pay(counter, 't-1-1');
    const { body } = await counter.refund(paymentId);
    expect(body.status).toBe('pending');
    expect((await counter.refund(paymentId)).status).toBe(422);
    await counter.clock.advance(5000);
    expect((await counter.get(`/api/refunds/${body.id}`)).body.status).toBe('failed');
    expect((await counter.refund(paymentId)).status).toBe(201);
  });
});
