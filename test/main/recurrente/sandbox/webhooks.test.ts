import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { machineClock } from '../../../../main/recurrente/sandbox/server-time.ts';
import { openCounter, type Counter } from './counter.ts';

interface Received {
  readonly id: string;
  readonly headers: Record<string, string>;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A real receiver on loopback that keeps what it was sent. */
async function startReceiver(answer: (count: number) => number = () => 204) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const headers = request.headers as Record<string, string>;
      received.push({ id: headers['svix-id'] ?? '', headers, text, body: JSON.parse(text) });
      response.writeHead(answer(received.length)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/recurrente` };
}

async function openWithReceiver(answer?: (count: number) => number) {
  const receiver = await startReceiver(answer);
  const counter = openCounter({ clock: machineClock, behaviour: { webhooksWithTestKey: true, webhookUrls: 'any' } });
  closers.push(() => counter.sandbox.stop());
  const { body } = await counter.call('POST', '/api/webhook_endpoints', { url: receiver.url, description: 'prueba' });
  return { ...counter, ...receiver, endpointId: body.id as string };
}

async function payOne(
  { charge, sandbox }: Pick<Counter, 'charge' | 'sandbox'>,
  externalId = 't-1-1',
  reason?: string,
): Promise<void> {
  await charge(externalId);
  if (reason === undefined) sandbox.terminal('trm_1').approve();
  else sandbox.terminal('trm_1').decline(reason);
}

/** As a receiver checks it: Svix's headers under the standard's names, on the raw body. */
function verifies(message: Received, secret: string): boolean {
  const headers = Object.fromEntries(
    ['id', 'timestamp', 'signature'].map((name) => [`webhook-${name}`, message.headers[`svix-${name}`] ?? '']),
  );
  try {
    new Webhook(secret).verify(message.text, headers);
    return true;
  } catch {
    return false;
  }
}

describe('POST /api/webhook_endpoints', () => {
  it.each([
    'http://tienda.com/x',
    'https://127.0.0.1/x',
    'https://localhost/x',
    'https://caja/x',
    'https://[::1]/x',
    'nada',
    undefined,
  ])('refuses %s: the URL must be public HTTPS', async (url) => {
    const { call } = openCounter();
    const { status, body } = await call('POST', '/api/webhook_endpoints', { url, description: 'x' });
    expect([status, Object.keys(body.errors)]).toEqual([422, ['url']]);
  });

  it('takes a public HTTPS address and keeps the secret to itself', async () => {
    const { call, sandbox } = openCounter();
    const { status, body } = await call('POST', '/api/webhook_endpoints', {
      url: 'https://tunel.example.com/w',
      description: 'Caja',
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      url: 'https://tunel.example.com/w',
      description: 'Caja',
      created_at: expect.any(String),
    });
    expect(sandbox.webhooks.secret(body.id)).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
  });
});

describe('webhooks', () => {
  it('are sent with live keys only, unless the switch says otherwise', async () => {
    const sent: string[] = [];
    const deliver: typeof fetch = (url) => (sent.push(url as string), Promise.resolve(new Response()));
    for (const [secretKey, webhooksWithTestKey] of [
      ['sk_test_x', false],
      ['sk_test_x', true],
      ['sk_live_x', false],
    ] as const) {
      const counter = openCounter({ secretKey, deliver, behaviour: { webhooksWithTestKey } });
      await counter.call('POST', '/api/webhook_endpoints', {
        url: `https://example.com/${secretKey}/${webhooksWithTestKey}`,
      });
      await payOne(counter);
      await counter.clock.advance(1);
      await counter.sandbox.stop();
    }
    expect([...new Set(sent)]).toEqual(['https://example.com/sk_test_x/true', 'https://example.com/sk_live_x/false']);
  });

  it('tell a payment twice, as payment_intent.succeeded and as its twin, signed the Svix way', async () => {
    const counter = await openWithReceiver();
    await payOne(counter);
    await counter.sandbox.webhooks.idle();
    expect(counter.received.map(({ body }) => body.event_type).sort()).toEqual([
      'intent.succeeded',
      'payment_intent.succeeded',
    ]);
    const secret = counter.sandbox.webhooks.secret(counter.endpointId);
    for (const message of counter.received) expect(verifies(message, secret)).toBe(true);
    const plain = counter.received.find(({ body }) => body.event_type === 'payment_intent.succeeded')?.body;
    expect(plain).toMatchObject({
      id: counter.sandbox.state.intents[0]?.id,
      amount_in_cents: 12550,
      currency: 'GTQ',
      fee: expect.any(Number),
      vat_withheld: 0,
      created_at: expect.any(String),
      failure_reason: null,
      checkout: {
        id: counter.sandbox.state.checkouts[0]?.id,
        status: 'paid',
        metadata: { external_id: 't-1-1' },
        payment_method: { card: { last4: expect.stringMatching(/^\d{4}$/), network: expect.any(String) } },
      },
      customer: null,
      invoice: null,
    });
    const twin = counter.received.find(({ body }) => body.event_type === 'intent.succeeded')?.body;
    expect(twin).toMatchObject({
      id: expect.stringMatching(/^in_/),
      type: 'payment',
      status: 'succeeded',
      raw_status: 'succeeded',
    });
  });

  it('tell a decline with its reason in Spanish', async () => {
    const counter = await openWithReceiver();
    counter.sandbox.webhooks.options.twins = false;
    await payOne(counter, 't-1-1', 'Tarjeta vencida');
    await counter.sandbox.webhooks.idle();
    expect(counter.received.map(({ body }) => [body.event_type, body.failure_reason, body.checkout.status])).toEqual([
      ['payment_intent.failed', 'Tarjeta vencida', 'unpaid'],
    ]);
  });

  it.each(['event', 'event_type'] as const)('can be wrapped as {%s, data}', async (wrapping) => {
    const counter = await openWithReceiver();
    Object.assign(counter.sandbox.webhooks.options, { wrapping, twins: false, externalIdAt: 'top' });
    await payOne(counter);
    await counter.sandbox.webhooks.idle();
    expect(counter.received[0]?.body).toMatchObject({
      [wrapping]: 'payment_intent.succeeded',
      data: { metadata: { external_id: 't-1-1' }, checkout: { metadata: {} } },
    });
  });

  it('can arrive twice, under one id', async () => {
    const counter = await openWithReceiver();
    Object.assign(counter.sandbox.webhooks.options, { duplicates: 1, twins: false });
    await payOne(counter);
    await counter.sandbox.webhooks.idle();
    expect(counter.received).toHaveLength(2);
    expect(new Set(counter.received.map(({ id }) => id)).size).toBe(1);
  });

  it('can arrive out of order', async () => {
    const counter = await openWithReceiver();
    Object.assign(counter.sandbox.webhooks.options, { reorder: 3, twins: false });
    for (const id of ['t-1-1', 't-2-1', 't-3-1']) await payOne(counter, id);
    await counter.sandbox.webhooks.idle();
    const sent = counter.sandbox.webhooks.messages.map(
      ({ body }) =>
        (JSON.parse(body) as { checkout: { metadata: { external_id: string } } }).checkout.metadata.external_id,
    );
    expect(sent).toEqual(['t-3-1', 't-2-1', 't-1-1']);
  });

  it('can be forged: no secret of ours verifies them', async () => {
    const counter = await openWithReceiver();
    Object.assign(counter.sandbox.webhooks.options, { forge: true, twins: false });
    await payOne(counter);
    await counter.sandbox.webhooks.idle();
    expect(counter.received).toHaveLength(1);
    expect(verifies(counter.received[0] as Received, counter.sandbox.webhooks.secret(counter.endpointId))).toBe(false);
  });

  it('can be replayed: the same bytes, id, time and signature', async () => {
    const counter = await openWithReceiver();
    counter.sandbox.webhooks.options.twins = false;
    await payOne(counter);
    await counter.sandbox.webhooks.idle();
    expect(await counter.sandbox.webhooks.replay(counter.received[0]?.id ?? '')).toBe(204);
    const [first, second] = counter.received.map(({ text, headers }) => [
      text,
      headers['svix-timestamp'],
      headers['svix-signature'],
    ]);
    expect(second).toEqual(first);
  });

  it('are signed with the old and the new secret while it is rotated, then with the new one alone', async () => {
    const counter = await openWithReceiver();
    const { webhooks } = counter.sandbox;
    webhooks.options.twins = false;
    const old = webhooks.secret(counter.endpointId);
    const fresh = webhooks.rotateSecret(counter.endpointId);
    await payOne(counter, 't-1-1');
    await webhooks.idle();
    webhooks.dropOldSecrets(counter.endpointId);
    await payOne(counter, 't-2-1');
    await webhooks.idle();
    expect(counter.received.map((message) => [verifies(message, old), verifies(message, fresh)])).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  it('can carry an event that nobody knows', async () => {
    const counter = await openWithReceiver();
    counter.sandbox.webhooks.send('subscription.renewed', { event_type: 'subscription.renewed', id: 'su_1' });
    await counter.sandbox.webhooks.idle();
    expect(counter.received[0]?.body).toEqual({ event_type: 'subscription.renewed', id: 'su_1' });
  });

  it('are retried at once, after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h, and then given up', async () => {
    const times: number[] = [];
    const counter = openCounter({
      secretKey: 'sk_live_x',
      deliver: () => (times.push(counter.clock.now()), Promise.resolve(new Response(null, { status: 500 }))),
    });
    counter.sandbox.webhooks.options.twins = false;
    await counter.call('POST', '/api/webhook_endpoints', { url: 'https://example.com/w' });
    await payOne(counter);
    await counter.clock.advance(48 * 3_600_000);
    const waits = times.map((time, index) => (time - (times[index - 1] ?? times[0] ?? 0)) / 1000);
    expect(waits).toEqual([0, 5, 300, 1800, 7200, 18_000, 36_000, 36_000]);
  });

  it('are retried until a 2xx, and not after', async () => {
    const counter = await openWithReceiver((count) => (count < 3 ? 503 : 200));
    Object.assign(counter.sandbox.webhooks.options, { twins: false, scheduleMs: [0, 5, 5, 5, 5] });
    await payOne(counter);
    await counter.sandbox.webhooks.idle();
    expect(counter.received).toHaveLength(3);
    expect(counter.sandbox.log.filter((line) => line.kind === 'webhook')).toMatchObject([
      { try: 1, status: 503 },
      { try: 2, status: 503 },
      { try: 3, status: 200 },
    ]);
  });

  it('an answer later than 15 s is none', async () => {
    const counter = openCounter({
      secretKey: 'sk_live_x',
      deliver: (_url, init) =>
        new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted')))),
    });
    Object.assign(counter.sandbox.webhooks.options, { twins: false, scheduleMs: [0] });
    await counter.call('POST', '/api/webhook_endpoints', { url: 'https://example.com/w' });
    await payOne(counter);
    const tries = () => counter.sandbox.log.filter((line) => line.kind === 'webhook');
    await counter.clock.advance(14_999);
    expect(tries()).toEqual([]);
    await counter.clock.advance(1);
    expect(tries()).toMatchObject([{ status: null }]);
  });

  it('can be late', async () => {
    const times: number[] = [];
    const counter = openCounter({
      secretKey: 'sk_live_x',
      deliver: () => (times.push(counter.clock.now()), Promise.resolve(new Response())),
    });
    Object.assign(counter.sandbox.webhooks.options, { twins: false, delayMs: 8000 });
    await counter.call('POST', '/api/webhook_endpoints', { url: 'https://example.com/w' });
    const startMs = counter.clock.now();
    await payOne(counter);
    await counter.clock.advance(10_000);
    expect(times).toEqual([startMs + 8000]);
  });
});
