import { describe, expect, it } from 'vitest';
import { openCounter, type Counter } from './counter.ts';

const DAY_MS = 24 * 3_600_000;

async function checkoutOf(counter: Counter, id: string) {
  return (await counter.get(`/api/checkouts/${id}`)).body;
}

describe('GET /api/checkouts/{id}', () => {
  it('is unpaid with no try before anyone paid', async () => {
    const counter = openCounter();
    const { body } = await counter.charge('t-1-1');
    expect(await checkoutOf(counter, body.checkout_id)).toEqual({
      id: body.checkout_id,
      status: 'unpaid',
      total_in_cents: 12550,
      currency: 'GTQ',
      live_mode: false,
      created_at: '2026-11-22T18:00:00.000Z',
      expires_at: '2026-11-23T18:00:00.000Z',
      checkout_url: expect.any(String),
      metadata: { external_id: 't-1-1' },
      latest_intent: null,
      payment: null,
      payment_method: null,
    });
  });

  it('is payment_in_progress while the card is processed, then paid with its intent, card and authorization', async () => {
    const counter = openCounter({ behaviour: { processingMs: 900 } });
    const { body } = await counter.charge('t-1-1');
    counter.sandbox.terminal('trm_1').approve();
    await counter.clock.advance(899);
    expect((await checkoutOf(counter, body.checkout_id)).status).toBe('payment_in_progress');
    await counter.clock.advance(1);
    const paid = await checkoutOf(counter, body.checkout_id);
    expect(paid).toMatchObject({
      status: 'paid',
      total_in_cents: 12550,
      latest_intent: {
        id: expect.stringMatching(/^pa_/),
        type: 'payment',
        created_at: '2026-11-22T18:00:00.900Z',
        data: { auth_code: expect.stringMatching(/^\d{6}$/) },
      },
      payment_method: { type: 'card', card: { last4: expect.stringMatching(/^\d{4}$/), network: expect.any(String) } },
    });
    expect(paid.payment.id).toBe(paid.latest_intent.id);
  });

  it('tips: the paid total exceeds the amount asked', async () => {
    const counter = openCounter();
    const { body } = await counter.charge('t-1-1');
    counter.sandbox.terminal('trm_1').approve({ tipInCents: 1255 });
    expect(await checkoutOf(counter, body.checkout_id)).toMatchObject({ status: 'paid', total_in_cents: 13805 });
    expect((await counter.charge('t-1-1')).body.amount_in_cents).toBe(12550);
  });

  it('a declined try is unpaid with a latest_intent, and has no payment', async () => {
    const counter = openCounter();
    const { body } = await counter.charge('t-1-1');
    counter.sandbox.terminal('trm_1').decline('Tarjeta vencida');
    expect(await checkoutOf(counter, body.checkout_id)).toMatchObject({
      status: 'unpaid',
      latest_intent: { id: expect.stringMatching(/^pa_/), data: { failure_reason: 'Tarjeta vencida' } },
      payment: null,
      payment_method: null,
    });
    expect((await counter.charge('t-1-1')).body.status).toBe('consumed');
  });

  it('leaves the reason out when the switch says so', async () => {
    const counter = openCounter({ behaviour: { declineReasonInCheckout: false } });
    const { body } = await counter.charge('t-1-1');
    counter.sandbox.terminal('trm_1').decline();
    expect((await checkoutOf(counter, body.checkout_id)).latest_intent.data).toEqual({});
  });

  it('can be approved late after a decline', async () => {
    const counter = openCounter();
    const { body } = await counter.charge('t-1-1');
    counter.sandbox.terminal('trm_1').decline('Fondos insuficientes', { lateApprovalMs: 5000 });
    await counter.clock.advance(4999);
    expect((await checkoutOf(counter, body.checkout_id)).status).toBe('unpaid');
    await counter.clock.advance(1);
    expect((await checkoutOf(counter, body.checkout_id)).status).toBe('paid');
    expect(counter.sandbox.state.intents.map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  });

  it('is paid once, even when the bank approves it late twice', async () => {
    const counter = openCounter();
    await counter.charge('t-1-1');
    const terminal = counter.sandbox.terminal('trm_1');
    terminal.decline('Fondos insuficientes', { lateApprovalMs: 5000 });
    terminal.approveLate();
    await counter.clock.advance(5000);
    expect(counter.sandbox.state.intents.map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  });

  it('a charge that was walked away from can be approved late by hand, once', async () => {
    const counter = openCounter();
    const { body } = await counter.charge('t-1-1');
    const terminal = counter.sandbox.terminal('trm_1');
    terminal.walkAway();
    expect((await checkoutOf(counter, body.checkout_id)).status).toBe('unpaid');
    terminal.approveLate();
    expect((await checkoutOf(counter, body.checkout_id)).status).toBe('paid');
    expect(() => terminal.approveLate()).toThrow(/sin pagar/);
  });

  it.each(['unpaid', 'cancelled'] as const)(
    '[open] a cancelled charge leaves its checkout %s',
    async (closedCheckout) => {
      const counter = openCounter({ behaviour: { closedCheckout } });
      const { body } = await counter.charge('t-1-1');
      counter.sandbox.terminal('trm_1').cancel();
      expect(await checkoutOf(counter, body.checkout_id)).toMatchObject({
        status: closedCheckout,
        latest_intent: null,
      });
    },
  );

  it('expires when nobody pays, and a paid one does not', async () => {
    const counter = openCounter();
    const unpaid = await counter.charge('t-1-1');
    const paid = await counter.charge('t-2-1', { terminal_id: 'trm_2' });
    counter.sandbox.terminal('trm_2').approve();
    await counter.clock.advance(DAY_MS);
    expect((await checkoutOf(counter, unpaid.body.checkout_id)).status).toBe('expired');
    expect((await checkoutOf(counter, paid.body.checkout_id)).status).toBe('paid');
  });

  it('answers 404 for one that does not exist', async () => {
    const { status, body } = await openCounter().get('/api/checkouts/ch_x');
    expect([status, typeof body.message, Object.keys(body.errors)]).toEqual([404, 'string', ['base']]);
  });
});

describe('lagging reads [open]', () => {
  it('show each checkout and the list as they were so long ago', async () => {
    const counter = openCounter({ behaviour: { readLagMs: 1500 } });
    const { body } = await counter.charge('t-1-1');
    expect((await counter.get(`/api/checkouts/${body.checkout_id}`)).status).toBe(404);
    expect((await counter.get('/api/checkouts')).body).toEqual([]);
    await counter.clock.advance(1500);
    expect((await checkoutOf(counter, body.checkout_id)).status).toBe('unpaid');
    counter.sandbox.terminal('trm_1').approve({ tipInCents: 100 });
    await counter.clock.advance(1499);
    expect(await checkoutOf(counter, body.checkout_id)).toMatchObject({
      status: 'unpaid',
      latest_intent: null,
      total_in_cents: 12550,
    });
    await counter.clock.advance(1);
    expect(await checkoutOf(counter, body.checkout_id)).toMatchObject({ status: 'paid', total_in_cents: 12650 });
    // Writes are not delayed.
    expect((await counter.charge('t-1-1')).body.status).toBe('consumed');
  });
});

describe('GET /api/checkouts', () => {
  async function withCheckouts(count: number, options = {}): Promise<Counter> {
    const counter = openCounter(options);
    counter.sandbox.terminal('trm_1').power(false);
    for (let index = 1; index <= count; index += 1) {
      await counter.charge(`t-${index}-1`);
      await counter.clock.advance(1000);
    }
    return counter;
  }
  const ids = (items: { metadata: { external_id: string } }[]) => items.map((item) => item.metadata.external_id);

  it('lists newest first, 20 a page, and tells the page counts in headers', async () => {
    const { get } = await withCheckouts(45);
    const first = await get('/api/checkouts');
    expect(first.body).toHaveLength(20);
    expect(ids(first.body).slice(0, 2)).toEqual(['t-45-1', 't-44-1']);
    expect(['current-page', 'page-items', 'total-pages', 'total-count'].map((name) => first.headers.get(name))).toEqual(
      ['1', '20', '3', '45'],
    );
    const last = await get('/api/checkouts?page=3&items=20');
    expect(ids(last.body)).toEqual(['t-5-1', 't-4-1', 't-3-1', 't-2-1', 't-1-1']);
    expect((await get('/api/checkouts?page=4')).body).toEqual([]);
    expect((await get('/api/checkouts?items=7')).body).toHaveLength(7);
  });

  it('keeps to from_time and until_time, bounds included', async () => {
    const { get } = await withCheckouts(5);
    const from = encodeURIComponent('2026-11-22T18:00:01.000Z');
    const until = encodeURIComponent('2026-11-22T12:00:03-06:00');
    expect(ids((await get(`/api/checkouts?from_time=${from}&until_time=${until}`)).body)).toEqual([
      't-4-1',
      't-3-1',
      't-2-1',
    ]);
  });

  it('counts times by its own skewed clock', async () => {
    const { get } = await withCheckouts(1, { behaviour: { clockSkewMs: 60_000 } });
    expect((await get('/api/checkouts?until_time=2026-11-22T18:00:30Z')).body).toEqual([]);
    expect((await get('/api/checkouts?from_time=2026-11-22T18:00:30Z')).body[0].created_at).toBe(
      '2026-11-22T18:01:00.000Z',
    );
  });

  it.each(['from_time=ayer', 'until_time=x', 'page=0', 'items=-1'])('answers 422 to %s', async (query) => {
    expect((await openCounter().get(`/api/checkouts?${query}`)).status).toBe(422);
  });

  it('may be wrapped (switch)', async () => {
    const { get } = await withCheckouts(1, { behaviour: { listShape: 'data' } });
    expect((await get('/api/checkouts')).body.data).toHaveLength(1);
  });
});
