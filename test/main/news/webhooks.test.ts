import { connect } from 'node:net';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChargeView, JournalEntry } from '../../../main/contract/charge.ts';
import { webhooksViewSchema, type WebhooksView } from '../../../main/contract/webhooks.ts';
import type { WebhookOptions } from '../../../main/recurrente/sandbox/webhooks.ts';
import { sayBare } from '../intake/http/bare-socket.ts';
import { atTerminal, openShop, until, type Shop } from './shop.ts';

let shop: Shop;
let endpointId: string;
let door: string;
beforeEach(async () => {
  // Polling so slow that what is learnt here is learnt from webhooks.
  shop = await openShop({ webhooks: { enabled: true, port: 0 }, queue: { pollMs: 60_000, minPaymentMs: 0 } });
  await register();
});
afterEach(() => shop.close());

async function register(): Promise<void> {
  const { local_url: url, path } = await look();
  door = url + path;
  // As a person does it: registered at Recurrente, and the secret copied from its dashboard.
  const endpoint = shop.sandbox.core.registerEndpoint({ url: door, description: 'Puente' });
  endpointId = 'id' in endpoint ? endpoint.id : '';
  const answer = await shop.call('POST', '/v1/webhooks/secrets', { secret: shop.sandbox.webhooks.secret(endpointId) });
  expect(answer.status).toBe(200);
}
const look = async (): Promise<WebhooksView> =>
  webhooksViewSchema.parse((await shop.call('GET', '/v1/webhooks')).json());

/** Orders and brings the charge to the terminal. */
async function order(orderId: string, terminal = 'caja1'): Promise<string> {
  const { id, terminal: at } = (
    await shop.call('POST', '/v1/charges', { order_id: orderId, amount: '125.50', terminal })
  ).json() as ChargeView;
  await atTerminal(shop.sandbox, at.id);
  // The terminal may show it before the bridge has written down that it was created.
  await until(
    () => shop.charge(id),
    ({ status }) => status !== 'queued' && status !== 'sending',
  );
  return id;
}
const paid = (id: string) =>
  until(
    () => shop.charge(id),
    (charge) => charge.paid,
  );
const lines = (journal: readonly JournalEntry[], kind: string) => journal.filter((line) => line.kind === kind);
const send = (body: string, headers: Record<string, string> = {}, method = 'POST', url = door) =>
  fetch(url, { method, headers, ...(method === 'POST' ? { body } : {}) });
const signed = (id: string, body: string, secret: string, at = new Date()): Record<string, string> => ({
  'svix-id': id,
  'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
  'svix-signature': new Webhook(secret).sign(id, at, body),
});

describe('a payment told by webhook', () => {
  const WAYS: Record<string, Partial<WebhookOptions>> = {
    'flat, with its twin': {},
    'wrapped as event': { wrapping: 'event', externalIdAt: 'top' },
    'wrapped as event_type': { wrapping: 'event_type' },
    duplicated: { duplicates: 4 },
    reordered: { reorder: 2 },
    delayed: { delayMs: 300 },
    'known by its checkout only': { externalIdAt: 'none' },
  };
  test.each(Object.entries(WAYS))('%s has one effect', async (_name, options) => {
    Object.assign(shop.sandbox.webhooks.options, options);
    const id = await order('FAC-1');
    shop.sandbox.terminal('trm_1').approve({ tipInCents: 500 });
    const charge = await paid(id);
    await shop.sandbox.webhooks.idle();
    expect(charge).toMatchObject({ paid_in_cents: 13_050, tip_in_cents: 500, auth_code: expect.any(String) });
    const journal = await shop.journal(id);
    expect(lines(journal, 'checkout').filter(({ status }) => status === 'paid')).toHaveLength(1);
    const { received, last_received_at: last } = await look();
    expect(received['taken']).toBe(1);
    expect(received['twin']).toBe(1);
    expect(received['repeated'] ?? 0).toBe((options.duplicates ?? 0) * 2);
    expect(last).not.toBeNull();
  });

  test('is believed by itself when the checkout cannot be read, and the rest is learnt later', async () => {
    const id = await order('FAC-1');
    shop.sandbox.faults.often('get_checkout', { kind: 'error', when: 'before', status: 503 }, 1);
    shop.sandbox.terminal('trm_1').approve();
    expect(await paid(id)).toMatchObject({ paid_in_cents: 12_550, auth_code: null });
    await shop.sandbox.webhooks.idle();
    shop.sandbox.faults.clear();
    await shop.call('POST', `/v1/charges/${id}/check`);
    expect((await shop.charge(id)).auth_code).not.toBeNull();
  });

  test('outlives a restart: replayed afterwards it has no effect', async () => {
    const id = await order('FAC-1');
    shop.sandbox.terminal('trm_1').approve();
    await paid(id);
    await shop.sandbox.webhooks.idle();
    const before = (await shop.journal(id)).length;
    await shop.restart();
    const { local_url: url, path } = await look();
    for (const endpoint of shop.sandbox.state.endpoints) Object.assign(endpoint, { url: url + path });
    for (const { id: message } of [...shop.sandbox.webhooks.messages])
      expect(await shop.sandbox.webhooks.replay(message)).toBe(204);
    expect((await look()).received).toEqual({ repeated: 2 });
    expect(await shop.journal(id)).toHaveLength(before);
  });

  test('comes again until it could be stored', async () => {
    shop.sandbox.webhooks.options.scheduleMs = [0, 400];
    const id = await order('FAC-1');
    await shop.bridge.stop();
    shop.sandbox.terminal('trm_1').approve();
    await shop.restart();
    const { local_url: url, path } = await look();
    for (const endpoint of shop.sandbox.state.endpoints) Object.assign(endpoint, { url: url + path });
    await paid(id);
  });
});

test('a declined try tells its reason, once, and a later success wins', async () => {
  shop.sandbox.setBehaviour({ declineReasonInCheckout: false });
  const id = await order('FAC-1');
  shop.sandbox.terminal('trm_1').decline('Fondos insuficientes');
  const journal = await until(
    () => shop.journal(id),
    (all) => lines(all, 'try_failed').length > 0,
  );
  await shop.sandbox.webhooks.idle();
  expect(lines(await shop.journal(id), 'try_failed')).toHaveLength(1);
  expect(lines(journal, 'try_failed')[0]?.message).toContain('Fondos insuficientes');
  shop.sandbox.terminal('trm_1').approveLate();
  await paid(id);
});

describe('a refund told by webhook', () => {
  const refundIs = (id: string, status: string) =>
    until(
      () => shop.charge(id),
      ({ refund }) => refund?.status === status,
    );
  const alerts = async (): Promise<{ code: string }[]> => (await shop.call('GET', '/v1/status')).json().alerts;

  test.each(['flat', 'event', 'event_type'] as const)('%s settles one whose answer was lost', async (wrapping) => {
    shop.sandbox.webhooks.options.wrapping = wrapping;
    const id = await order('FAC-1');
    shop.sandbox.terminal('trm_1').approve({ tipInCents: 500 });
    await paid(id);
    // Held back until the answer is surely lost, and then delivered twice.
    Object.assign(shop.sandbox.webhooks.options, { reorder: 9, duplicates: 1 });
    shop.sandbox.faults.next('create_refund', { kind: 'drop', when: 'after' });
    await shop.call('POST', `/v1/charges/${id}/refund`, {});
    await refundIs(id, 'in_doubt');
    expect((await alerts()).map(({ code }) => code)).toEqual(['refund_in_doubt']);
    await shop.sandbox.webhooks.idle();
    const { refund, status } = await refundIs(id, 'succeeded');
    expect([status, refund]).toMatchObject([
      'paid',
      { id: shop.sandbox.state.refunds[0]?.id, amount_in_cents: 13_050 },
    ]);
    expect(await alerts()).toEqual([]);
    expect(lines(await shop.journal(id), 'refund_told')).toHaveLength(1);
    expect(shop.sandbox.state.refunds).toHaveLength(1);
  });

  test('and made in the dashboard is known here and counted in the day', async () => {
    const id = await order('FAC-1');
    shop.sandbox.terminal('trm_1').approve();
    const { payment_intent_id: payment } = await paid(id);
    shop.sandbox.setBehaviour({ refundMs: 300 });
    shop.sandbox.core.createRefund({ payment_intent_id: payment });
    const { refund } = await refundIs(id, 'succeeded');
    expect(refund).toMatchObject({ amount_in_cents: 12_550, failure: null });
    const [group] = (await shop.call('GET', '/v1/reports/day')).json().groups;
    expect(group).toMatchObject({ refunds_count: 1, refunds_in_cents: 12_550, net_in_cents: 0 });
    expect((await shop.call('POST', `/v1/charges/${id}/refund`, {})).json().code).toBe('not_refundable');
  });

  test('is taken for no other money and no other payment', async () => {
    const id = await order('FAC-1');
    shop.sandbox.terminal('trm_1').approve();
    const { payment_intent_id: payment } = await paid(id);
    const secret = shop.sandbox.webhooks.secret(endpointId);
    const of = (refund: object, intentable: object): string =>
      JSON.stringify({ event_type: 'refund.create', refund, intentable });
    const whole = { id: 're_9', status: 'succeeded', customer_refunded_amount_in_cents: 12_550, currency: 'GTQ' };
    const bodies = [
      of({ ...whole, customer_refunded_amount_in_cents: 5_000 }, { id: payment }),
      of({ ...whole, currency: 'USD' }, { id: payment }),
      of(whole, { id: 'pa_other' }),
      of({ ...whole, status: 'failed' }, { checkout: { id: shop.sandbox.state.checkouts[0]?.id } }),
      of({ status: 'succeeded' }, { id: payment }),
    ];
    for (const [index, body] of bodies.entries())
      expect((await send(body, signed(`msg_r${index}`, body, secret))).status).toBe(204);
    expect((await shop.charge(id)).refund).toBeNull();
    expect((await look()).received).toMatchObject({ foreign: 4, unreadable: 1 });
    // Control: the same words about this payment are believed.
    const body = of(whole, { checkout: { id: shop.sandbox.state.checkouts[0]?.id } });
    await send(body, signed('msg_r9', body, secret));
    expect((await shop.charge(id)).refund).toMatchObject({ id: 're_9', status: 'succeeded' });
  });
});

/** How much the journal tells of. That the line to Recurrente was slow for a moment, on a busy machine, is no trace of a message. */
function countLines(): unknown {
  const db = new SqliteDatabase(path.join(shop.folder, 'bridge.db'), { readonly: true });
  try {
    return db.prepare("SELECT count(*) FROM journal WHERE kind <> 'connection'").pluck().get();
  } finally {
    db.close();
  }
}

describe('a forged message', () => {
  test('leaves no trace but a counter', async () => {
    const id = await order('FAC-1');
    const checkout = shop.sandbox.state.checkouts[0];
    const body = JSON.stringify({
      event_type: 'payment_intent.succeeded',
      id: 'pa_forged',
      amount_in_cents: 12_550,
      currency: 'GTQ',
      checkout: { id: checkout?.id, status: 'paid', metadata: { external_id: checkout?.externalId } },
    });
    const secret = shop.sandbox.webhooks.secret(endpointId);
    const other = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const old = new Date(Date.now() - 6 * 60_000);
    const early = new Date(Date.now() + 6 * 60_000);
    const before = { lines: countLines(), charge: await shop.charge(id) };
    const requests = shop.sandbox.log.filter((line) => line.kind === 'request' && line.route === 'get_checkout').length;
    const forged = [
      {},
      signed('msg_1', body, other),
      signed('msg_1', body, secret, old),
      signed('msg_1', body, secret, early),
      { ...signed('msg_1', body, secret), 'svix-id': 'msg_2' },
      { ...signed('msg_1', body, secret), 'svix-timestamp': String(Math.floor(Date.now() / 1000) - 1) },
      signed('msg_1', `${body} `, secret),
      { ...signed('msg_1', body, secret), 'svix-signature': 'v1,' },
      { ...signed('msg_1', body, secret), 'svix-signature': 'v1a,AAAA v2,BBBB' },
    ];
    for (const headers of forged) expect((await send(body, headers)).status).toBe(401);
    expect((await look()).received).toEqual({ forged: forged.length });
    expect((await look()).last_received_at).toBeNull();
    expect(countLines()).toBe(before.lines);
    expect(await shop.charge(id)).toEqual(before.charge);
    expect(shop.sandbox.log.filter((line) => line.kind === 'request' && line.route === 'get_checkout').length).toBe(
      requests,
    );
    // Control: the same words under a good signature are believed where Recurrente cannot be asked.
    shop.sandbox.faults.often('get_checkout', { kind: 'error', when: 'before', status: 503 }, 1);
    expect((await send(body, signed('msg_1', body, secret))).status).toBe(204);
    expect((await shop.charge(id)).status).toBe('paid');
    expect(countLines()).toBeGreaterThan(Number(before.lines));
  });

  test('from a simulated stranger changes nothing; Recurrente tells the truth over it', async () => {
    Object.assign(shop.sandbox.webhooks.options, { forge: true, scheduleMs: [0] });
    const id = await order('FAC-1');
    shop.sandbox.terminal('trm_1').approve();
    await shop.sandbox.webhooks.idle();
    expect((await shop.charge(id)).paid).toBe(false);
    shop.sandbox.webhooks.options.forge = false;
    const { messages } = shop.sandbox.webhooks;
    const body = messages[0]?.body ?? '';
    await send(body, signed('msg_true', body, shop.sandbox.webhooks.secret(endpointId)));
    expect((await shop.charge(id)).paid).toBe(true);
  });
});

test('a secret is changed without a gap, and the old one ends', async () => {
  const old = shop.sandbox.webhooks.secret(endpointId);
  const first = await order('FAC-1');
  const next = shop.sandbox.webhooks.rotateSecret(endpointId);
  shop.sandbox.terminal('trm_1').approve();
  await paid(first);
  await shop.call('POST', '/v1/webhooks/secrets', { secret: next });
  shop.sandbox.webhooks.dropOldSecrets(endpointId);
  const second = await order('FAC-2');
  shop.sandbox.terminal('trm_1').approve();
  await paid(second);
  expect((await send('{}', signed('msg_old', '{}', old))).status).toBe(204);
  expect((await shop.call('POST', '/v1/webhooks/secrets/drop-old')).json().secrets).toBe(1);
  expect((await send('{}', signed('msg_old2', '{}', old))).status).toBe(401);
  expect((await send('{}', signed('msg_new', '{}', next))).status).toBe(204);
  for (const secret of ['whsec_', 'whsec_abc', 'sk_live_123456789012345678901234', 'whsec_!!!!!!!!!!!!!!!!!!!!!!!!!!'])
    expect((await shop.call('POST', '/v1/webhooks/secrets', { secret })).json().code).toBe('secret_unusable');
});

test('the public address is registered at Recurrente, and a refusal says why', async () => {
  const register = (url: string) => shop.call('POST', '/v1/webhooks/register', { url });
  shop.sandbox.setBehaviour({ webhookUrls: 'public_https' });
  const before = shop.sandbox.state.endpoints.length;
  expect((await register('https://puente.tienda.gt/otro?x=1')).status).toBe(200);
  expect(shop.sandbox.state.endpoints.slice(before)).toMatchObject([
    { url: 'https://puente.tienda.gt/webhooks/recurrente', description: 'Puente' },
  ]);
  for (const url of ['http://puente.tienda.gt', 'puente.tienda.gt', '']) {
    const refused = await register(url);
    expect([refused.status, refused.json().errors]).toMatchObject([
      422,
      [{ path: 'url', message: expect.stringContaining('https://') }],
    ]);
  }
  const local = await register('https://puente.local');
  expect([local.status, local.json().detail]).toEqual([409, expect.stringMatching(/túnel.*HTTPS pública/)]);
  shop.sandbox.faults.next('register_webhook', { kind: 'drop', when: 'before' });
  expect((await register('https://puente.tienda.gt')).json().code).toBe('recurrente_unreachable');
  shop.sandbox.core.setKeyRevoked(true);
  const keyless = await register('https://puente.tienda.gt');
  expect([keyless.json().code, keyless.json().detail]).toEqual([
    'recurrente_refused',
    expect.stringContaining('clave de Recurrente'),
  ]);
  expect(shop.sandbox.state.endpoints).toHaveLength(before + 1);
});

test('unknown events, other systems and strange shapes are accepted and ignored', async () => {
  const secret = shop.sandbox.webhooks.secret(endpointId);
  const bodies = {
    unknown: '{"event_type":"subscription.past_due","id":"su_1"}',
    foreign:
      '{"event_type":"payment_intent.succeeded","id":"pa_1","amount_in_cents":"500","currency":"GTQ","checkout":{"id":"ch_x"}}',
    unreadable: '{"event_type":"payment_intent.succeeded","id":{}}',
  };
  for (const [index, body] of [...Object.values(bodies), 'not json'].entries())
    expect((await send(body, signed(`msg_${index}`, body, secret))).status).toBe(204);
  expect((await look()).received).toEqual({ unknown: 1, foreign: 1, unreadable: 2 });
  const before = countLines();
  shop.sandbox.webhooks.send('account.updated', { event_type: 'account.updated' });
  await shop.sandbox.webhooks.idle();
  expect((await look()).received['unknown']).toBe(2);
  expect(countLines()).toBe(before);
});

test('the door serves nothing else, is shut unless wanted, and tells when its port is taken', async () => {
  const base = door.replace(/\/webhooks.*/, '');
  for (const [method, at] of [
    ['GET', '/webhooks/recurrente'],
    ['POST', '/'],
    ['GET', '/v1/status'],
    ['POST', '/v1/charges'],
    ['GET', '/healthz'],
    ['OPTIONS', '/webhooks/recurrente'],
  ] as const) {
    const answer = await send('{}', {}, method, base + at);
    expect([answer.status, await answer.text()]).toEqual([404, '']);
  }
  expect((await send('x'.repeat(70_000))).status).toBe(413);
  const broken = await sayBare(Number(new URL(door).port), 'EVENTO pagado\r\n\r\n');
  expect([broken?.status, broken?.json().code]).toEqual([400, 'malformed_request']);
  // Only loopback: another address of this machine finds nobody.
  const { networkInterfaces } = await import('node:os');
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((each) => each && !each.internal && each.family === 'IPv4');
  if (outside) {
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect(Number(new URL(door).port), outside.address, () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    expect(reached).toBe(false);
  }
  const off = await openShop({ webhooks: { port: Number(new URL(door).port) } });
  try {
    const see = async () => webhooksViewSchema.parse((await off.call('GET', '/v1/webhooks')).json());
    expect(await see()).toMatchObject({ enabled: false, listening: false, trouble: null });
    const { revision, config } = (await off.call('GET', '/v1/settings')).json();
    await off.call('POST', '/v1/settings', {
      revision,
      config: { ...config, webhooks: { ...config.webhooks, enabled: true } },
    });
    await until(see, ({ trouble }) => trouble === 'port_in_use');
  } finally {
    await off.close();
  }
});
