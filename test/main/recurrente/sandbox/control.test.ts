import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../../main/recurrente/sandbox/sandbox.ts';
import { freePort } from '../../../free-port.ts';
import { machineClock } from '../../../../main/recurrente/sandbox/server-time.ts';
import { createCaller } from './counter.ts';

let sandbox: Sandbox;
let shop: ReturnType<typeof createCaller>;
beforeAll(async () => {
  sandbox = await startSandbox({ port: await freePort(), terminals: [{ id: 'trm_1', name: 'Caja 1' }] });
  shop = createCaller(fetch, sandbox.url);
});
afterAll(() => sandbox.stop());
let order = 0;
let externalId = '';
beforeEach(() => {
  sandbox.faults.clear();
  externalId = `t-${(order += 1)}-1`;
});

const act = (name: string, body: unknown = {}) => shop.call('POST', `/sandbox/terminals/trm_1/${name}`, body);
const statusOf = async (checkoutId: string): Promise<string> =>
  (await shop.get(`/api/checkouts/${checkoutId}`)).body.status;

describe('control over HTTP', () => {
  it('approves, with a tip in cents or percent', async () => {
    const first = await shop.charge(externalId);
    expect((await act('approve', { tip_in_cents: 450 })).body).toEqual({ ok: true });
    expect((await shop.get(`/api/checkouts/${first.body.checkout_id}`)).body.total_in_cents).toBe(13000);
    const second = await shop.charge(`${externalId}-b-1`);
    await act('tip', { percent: 10 });
    expect((await shop.get(`/api/checkouts/${second.body.checkout_id}`)).body.total_in_cents).toBe(13805);
  });

  it('declines with a reason, and the bank may think better of it', async () => {
    const { body } = await shop.charge(externalId);
    await act('decline', { reason: 'PIN incorrecto' });
    expect(await statusOf(body.checkout_id)).toBe('unpaid');
    expect((await act('late_approve')).status).toBe(200);
    expect(await statusOf(body.checkout_id)).toBe('paid');
  });

  it.each(['cancel', 'walk_away'])('%s ends the charge unpaid', async (name) => {
    const { body } = await shop.charge(externalId);
    await act(name);
    expect((await shop.charge(externalId)).body.status).toBe('consumed');
    expect(await statusOf(body.checkout_id)).toBe('unpaid');
  });

  it('switches power, network, standby and the customer', async () => {
    for (const name of ['power', 'network', 'standby', 'auto_customer'])
      for (const on of [false, true]) expect((await act(name, { on })).status).toBe(200);
    await act('auto_customer', { on: false });
    expect(sandbox.terminal('trm_1').state).toMatchObject({
      power: true,
      network: true,
      standby: true,
      autoCustomer: false,
    });
  });

  it('says what is wrong with a call', async () => {
    expect((await act('approve')).status).toBe(409);
    expect((await act('approve')).body.error).toBe('la terminal no muestra ningún cobro');
    expect((await act('explode')).status).toBe(404);
    expect((await act('power', { on: 'sí' })).status).toBe(422);
    expect((await shop.call('POST', '/sandbox/behaviour', { afterConsumed: 'maybe' })).body.error).toContain(
      'afterConsumed',
    );
    expect((await shop.call('POST', '/sandbox/terminals/trm_x/cancel', {})).status).toBe(409);
    expect((await shop.call('POST', '/sandbox/faults', '{')).status).toBe(400);
  });

  it('plans faults and clears them', async () => {
    const fault = (body: unknown) => shop.call('POST', '/sandbox/faults', body);
    await fault({ do: 'next', route: 'test', fault: { kind: 'error', when: 'before', status: 504 } });
    expect((await shop.get('/api/test')).status).toBe(504);
    await fault({ do: 'often', route: '*', fault: { kind: 'rate_limit' }, probability: 1 });
    expect((await shop.get('/api/test')).status).toBe(429);
    await fault({ do: 'clear' });
    expect((await shop.get('/api/test')).status).toBe(200);
    await fault({ do: 'network', state: 'reset' });
    await expect(shop.get('/api/test')).rejects.toThrow();
    await fault({ do: 'network', state: 'up' });
    expect((await shop.get('/api/test')).status).toBe(200);
    expect((await fault({ do: 'network', state: 'refuse' })).status).toBe(422);
    await fault({ do: 'network', state: 'refuse', for_ms: 50 });
    while (
      sandbox.faults.network() !== 'up' ||
      !(await shop.get('/api/test').then(
        () => true,
        () => false,
      ))
    )
      await machineClock.sleep(5);
  });

  it('revokes and restores the key', async () => {
    await shop.call('POST', '/sandbox/key', { state: 'revoked' });
    expect((await shop.get('/api/test')).status).toBe(401);
    await shop.call('POST', '/sandbox/key', { state: 'restored' });
    expect((await shop.get('/api/test')).status).toBe(200);
  });

  it('changes switches; null stands for ever', async () => {
    const { body } = await shop.call('POST', '/sandbox/behaviour', { idMemoryMs: 5, readLagMs: 10 });
    expect(body).toMatchObject({ idMemoryMs: 5, readLagMs: 10, afterConsumed: 'existing' });
    await shop.call('POST', '/sandbox/behaviour', { idMemoryMs: null, readLagMs: 0 });
    expect(sandbox.behaviour()).toMatchObject({ idMemoryMs: Infinity, readLagMs: 0 });
  });

  it('shows its state and its log, whole or from a line on', async () => {
    await shop.charge(externalId);
    const state = (await shop.get('/sandbox/state')).body;
    expect(state.commands.at(-1)).toMatchObject({ externalId, status: 'dispatched' });
    const log = (await shop.get('/sandbox/log')).body;
    const since = (await shop.get(`/sandbox/log?after=${log.length - 1}`)).body;
    expect(since[0].seq).toBe(log.length);
    await act('cancel');
  });

  it('controls webhooks', async () => {
    const hooks = (body: unknown) => shop.call('POST', '/sandbox/webhooks', body);
    const endpoint = (await shop.call('POST', '/api/webhook_endpoints', { url: 'https://example.com/w' })).body.id;
    await hooks({ do: 'options', options: { forge: true, duplicates: 2 } });
    expect(sandbox.webhooks.options).toMatchObject({ forge: true, duplicates: 2 });
    expect((await hooks({ do: 'rotate_secret', endpoint })).body.secret).toBe(sandbox.webhooks.secret(endpoint));
    expect(sandbox.state.endpoints[0]?.secrets).toHaveLength(2);
    await hooks({ do: 'drop_old_secrets', endpoint });
    expect(sandbox.state.endpoints[0]?.secrets).toHaveLength(1);
  });

  it('lists its calls', async () => {
    expect(Object.keys((await shop.get('/sandbox')).body).length).toBeGreaterThan(10);
  });
});

describe('the door', () => {
  const raw = (headers: Record<string, string>, method = 'POST', path = '/sandbox/key'): Promise<number> =>
    new Promise((resolve, reject) => {
      const call = request(sandbox.url + path, { method, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      call.on('error', reject);
      call.end(method === 'POST' ? '{"state":"restored"}' : undefined);
    });
  const own = () => new URL(sandbox.url).host;

  it('lets its own pages in (control)', async () => {
    expect(await raw({ 'content-type': 'application/json', origin: sandbox.url })).toBe(200);
    expect(await raw({ host: `localhost:${new URL(sandbox.url).port}` }, 'GET', '/sandbox/view')).toBe(200);
  });
  it('refuses another page, another name, and forms', async () => {
    expect(await raw({ 'content-type': 'application/json', origin: 'https://evil.example' })).toBe(403);
    expect(await raw({ host: 'evil.example', 'content-type': 'application/json' })).toBe(421);
    expect(await raw({ host: own(), 'content-type': 'text/plain', 'content-length': '20' })).toBe(415);
  });
  it('says when its port is taken', async () => {
    const port = Number(new URL(sandbox.url).port);
    await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
  it('listens on loopback alone', () => {
    expect(new URL(sandbox.url).hostname).toBe('127.0.0.1');
  });
});
