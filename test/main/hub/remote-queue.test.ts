import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Accepted, Order } from '../../../main/contract/desk.ts';
import { readAddress } from '../../../main/hub/database/address.ts';
import { createHubPool } from '../../../main/hub/database/pool.ts';
import { fetchRemotes } from '../../../main/hub/remote/claim.ts';
import {
  openCentral,
  openStream,
  seedBridge,
  seedCharge,
  seedTerminal,
  unpaid,
  chargeOf,
  type CentralRig,
} from './chain.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { startProxy } from './proxy.ts';

let postgres: Postgres;
let rig: CentralRig;
beforeAll(async () => {
  postgres = await startPostgres();
  rig = await openCentral(postgres);
  for (const shop of ['tienda-01', 'tienda-02']) await seedBridge(rig, `${shop}-caja-1`, shop);
  await seedTerminal(rig, 'trm_1', 'caja1', 'tienda-01-caja-1');
  await seedTerminal(rig, 'trm_2', 'caja1', 'tienda-02-caja-1');
  await seedTerminal(rig, 'trm_3', 'express', 'tienda-02-caja-1');
});
afterAll(async () => {
  await rig?.close();
  await postgres?.close();
});

const order = (order_id: string, more: object = {}) => ({ order_id, amount: '125.50', terminal: 'trm_1', ...more });

/** What a bridge does with its queue, with its own door left to the test. */
const bridge = (name: string, held: readonly string[], accept: (order: Order) => Promise<Accepted>) => ({
  fetch: () =>
    fetchRemotes({ hub: rig.hub, bridge: name, account: 'default', heldTerminals: () => held, accept, now: Date.now }),
});
const taking =
  (taken: Order[]) =>
  async (given: Order): Promise<Accepted> => {
    taken.push(given);
    return { kind: 'created', charge: unpaid(given.id ?? '', 'queued', { order_id: given.order_id, source: 'hub' }) };
  };

test('a charge waits in the hub, and the same order again is the same charge', async () => {
  const made = await rig.post('/v1/charges', order('R-1', { description: 'Llantas', metadata: { pedido: '7' } }));
  expect(made.status).toBe(201);
  const charge = made.json();
  expect(made.headers.get('location')).toBe(`/v1/charges/${charge.id}`);
  expect(charge).toMatchObject({
    order_id: 'R-1',
    status: 'queued',
    final: false,
    source: 'hub',
    amount_in_cents: 12_550,
    terminal: { id: 'trm_1', alias: 'caja1' },
    shop: 'tienda-01',
    bridge: null,
    metadata: { pedido: '7' },
    remote: { status: 'waiting', origin: 'central', bridge: null },
  });
  const again = await rig.post('/v1/charges', order('R-1', { amount: undefined, amount_in_cents: 12_550 }));
  expect([again.status, again.json().id]).toEqual([200, charge.id]);
  for (const other of [{ amount: '125.51' }, { terminal: 'trm_2' }, { currency: 'USD' }]) {
    const refused = await rig.post('/v1/charges', order('R-1', other));
    expect([refused.status, refused.json().code]).toEqual([409, 'order_conflict']);
    expect(refused.json().charge.id).toBe(charge.id);
  }
  const found = (await rig.get('/v1/charges?order_id=R-1')).json().data;
  expect(found.map(({ id }: { id: string }) => id)).toEqual([charge.id]);
});

test('the order rules hold for what a bridge took by itself, too', async () => {
  await seedCharge(
    rig,
    'tienda-02-caja-1',
    'tienda-02',
    chargeOf('local', { order_id: 'R-2', amount_in_cents: 12_550, terminal: { id: 'trm_2', alias: 'caja1' } }),
  );
  const elsewhere = await rig.post('/v1/charges', order('R-2'));
  expect([elsewhere.status, elsewhere.json().code]).toEqual([409, 'order_conflict']);
  expect(elsewhere.json().detail).toContain('terminal trm_2 → trm_1');
  const same = await rig.post('/v1/charges', order('R-2', { terminal: 'trm_2' }));
  expect([same.status, same.json()]).toEqual([200, expect.objectContaining({ id: 'local', paid: true })]);
});

test('a terminal is named by id, by shop and alias, or by an alias that is the only one', async () => {
  const terminalOf = async (terminal: string) =>
    (await rig.post('/v1/charges', order(`T-${terminal}`, { terminal }))).json();
  expect((await terminalOf('tienda-02/caja1')).terminal.id).toBe('trm_2');
  expect((await terminalOf('express')).terminal.id).toBe('trm_3');
  expect(await terminalOf('caja1')).toMatchObject({
    code: 'terminal_ambiguous',
    detail: expect.stringContaining('tienda-01/caja1, tienda-02/caja1'),
  });
  expect(await terminalOf('nada')).toMatchObject({ code: 'invalid_request', errors: [{ path: 'terminal' }] });
  const bad = (await rig.post('/v1/charges', { amount: '1.234', terminal: 'trm_1' })).json();
  expect(bad.errors.map(({ path }: { path: string }) => path)).toContain('order_id');
  expect((await rig.post('/v1/charges', order('T-x', { amount: '0.10' }))).json().code).toBe('amount_out_of_range');
});

test('the bridge that holds the terminal fetches it once, with its age, and what became of it is told', async () => {
  const { id } = (await rig.post('/v1/charges', order('R-3', { expires_in: 600 }))).json();
  const stream = await openStream(rig, '/v1/events');
  await stream.next();
  const waiting = rig.get(`/v1/charges/${id}?wait=20`);
  const taken: Order[] = [];
  const mine: Order[] = [];
  await bridge('tienda-02-caja-1', ['trm_2', 'trm_3'], taking(taken)).fetch();
  expect(taken.map((each) => each.order_id).filter((each) => each === 'R-3')).toEqual([]);
  // Three that believe to hold the terminal, at the same moment.
  const names = ['tienda-01-caja-1', 'tienda-01-caja-2', 'tienda-01-caja-3'];
  await Promise.all(names.map((name) => bridge(name, ['trm_1'], taking(mine)).fetch()));
  expect(mine.filter((each) => each.order_id === 'R-3')).toMatchObject([
    { id, source: 'hub', terminal: 'trm_1', amount_in_cents: 12_550, expires_in: 600 },
  ]);
  expect(Math.abs((mine[0]?.requestedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
  expect((await waiting).json().remote.status).toMatch(/claimed|accepted/);
  const { bridge: claimer } = (await rig.get(`/v1/charges/${id}`)).json();
  expect(names).toContain(claimer);
  await seedCharge(
    rig,
    claimer,
    'tienda-01',
    chargeOf(id, { order_id: 'R-3', source: 'hub', amount_in_cents: 12_550 }),
  );
  const paid = await rig.get(`/v1/charges/${id}?wait=20`);
  expect(paid.json()).toMatchObject({
    id,
    paid: true,
    final: true,
    bridge: claimer,
    remote: { status: 'accepted', charge_id: id },
  });
  for (;;) {
    const news = await stream.next();
    if (news.event === 'charge' && news.data['paid'] === true) break;
  }
  stream.close();
});

test('a bridge that ended between claim and acceptance takes it up again, and no other ever does', async () => {
  const { id } = (await rig.post('/v1/charges', order('R-4'))).json();
  const dies = bridge('tienda-01-caja-1', ['trm_1'], () => Promise.reject(new Error('killed')));
  await expect(dies.fetch()).rejects.toThrow('killed');
  expect((await rig.get(`/v1/charges/${id}`)).json()).toMatchObject({
    status: 'sending',
    final: false,
    remote: { status: 'claimed' },
  });
  // Another bridge got the terminal meanwhile.
  const others: Order[] = [];
  await bridge('tienda-02-caja-1', ['trm_1', 'trm_2', 'trm_3'], taking(others)).fetch();
  expect(others.map((each) => each.order_id)).not.toContain('R-4');
  for (const what of ['cancel', 'retry']) {
    const refused = await rig.post(`/v1/charges/${id}/${what}`);
    expect([refused.status, refused.json().code]).toEqual([409, 'remote_at_shop']);
  }
  const replaced = await rig.post('/v1/charges', order('R-4', { amount: '200.00', replace: true }));
  expect(replaced.json().code).toBe('remote_at_shop');
  const back: Order[] = [];
  await bridge('tienda-01-caja-1', [], taking(back)).fetch();
  expect(back.map((each) => each.id)).toContain(id);
});

test('what a bridge refuses is told with its reason, and can be sent again', async () => {
  const { id } = (await rig.post('/v1/charges', order('R-5', { terminal: 'trm_3' }))).json();
  const refusing = bridge('tienda-02-caja-1', ['trm_3'], async () => ({
    kind: 'refused',
    problem: { code: 'amount_out_of_range', params: { amount: 'Q 125.50', min: 'Q 200.00', max: 'Q 900.00' } },
  }));
  await refusing.fetch();
  const refused = (await rig.get(`/v1/charges/${id}`)).json();
  expect(refused).toMatchObject({ status: 'failed', final: true, paid: false, remote: { status: 'refused' } });
  expect(refused.failure).toEqual({ code: 'amount_out_of_range', message: expect.stringContaining('Q 200.00') });
  expect((await rig.post(`/v1/charges/${id}/retry`)).json().status).toBe('queued');
  const taken: Order[] = [];
  await bridge('tienda-02-caja-1', ['trm_3'], taking(taken)).fetch();
  expect(taken.map((each) => each.id)).toContain(id);
});

test('a refusal in the words of a newer bridge is told by its name', async () => {
  const problems = {
    'N-1': { code: 'of_tomorrow' },
    'N-2': { code: 'invalid_request', faults: [{ path: 'amount', fault: 'of_tomorrow' }] },
  };
  for (const [order_id, problem] of Object.entries(problems)) {
    const { id } = (await rig.post('/v1/charges', order(order_id, { terminal: 'trm_3' }))).json();
    const newer = { kind: 'refused', problem } as unknown as Accepted;
    await bridge('tienda-02-caja-1', ['trm_3'], async () => newer).fetch();
    const told = await rig.get(`/v1/charges/${id}`);
    expect([told.status, told.json()]).toMatchObject([200, { status: 'failed', failure: { code: problem.code } }]);
    expect(told.json().failure.message).toContain('of_tomorrow');
  }
});

test('a refusal that the network delivers late does not end the charge that the bridge has taken since', async () => {
  const line = await startProxy(postgres.port);
  onTestFinished(() => line.close());
  const address = readAddress(rig.databaseUrl.replace(`:${postgres.port}/`, `:${line.port}/`), undefined);
  const hub = createHubPool({ address, name: 'till', size: 2, timeoutMs: 500, onError: () => undefined });
  onTestFinished(() => hub.end());
  const { id } = (await rig.post('/v1/charges', order('R-9', { terminal: 'trm_3' }))).json();
  const fetch = (accept: (order: Order) => Promise<Accepted>) =>
    fetchRemotes({
      ...{ hub, bridge: 'tienda-02-caja-1', account: 'default', heldTerminals: () => ['trm_3'], now: Date.now },
      accept: (given) => (given.id === id ? accept(given) : taking([])(given)),
    });
  const refuse = async (): Promise<Accepted> => ({ kind: 'refused', problem: { code: 'stopping' } });
  const late = line.delay("SET status = 'refused'");
  await expect(fetch(refuse)).rejects.toThrow();
  await late.held;
  await fetch(refuse);
  expect((await rig.post(`/v1/charges/${id}/retry`)).json().status).toBe('queued');
  await fetch(async (given) => {
    await late.deliver();
    return taking([])(given);
  });
  expect((await rig.get(`/v1/charges/${id}`)).json()).toMatchObject({
    status: 'sending',
    final: false,
    remote: { status: 'accepted' },
  });
});

test('what nobody fetches in time expires, is told, and is not fetched any more', async () => {
  const { id } = (await rig.post('/v1/charges', order('R-6', { expires_in: 5, terminal: 'trm_2' }))).json();
  // As if it had waited its five seconds.
  await rig.hub.query(`UPDATE puente.remote_charges SET expires_at = now() + interval '300 ms' WHERE id = $1`, [id]);
  const told = await rig.get(`/v1/charges/${id}?wait=20`);
  expect(told.json()).toMatchObject({
    status: 'expired',
    final: true,
    failure: { code: 'not_fetched' },
    remote: { status: 'expired' },
  });
  const taken: Order[] = [];
  await bridge('tienda-02-caja-1', ['trm_2'], taking(taken)).fetch();
  expect(taken.map((each) => each.id)).not.toContain(id);
});

test('what waits can be called off or replaced, and only what waits', async () => {
  const { id } = (await rig.post('/v1/charges', order('R-7', { terminal: 'trm_2' }))).json();
  const replaced = await rig.post('/v1/charges', order('R-7', { terminal: 'trm_3', amount: '80.00', replace: true }));
  expect([replaced.status, replaced.json()]).toMatchObject([
    200,
    { id, amount_in_cents: 8000, terminal: { id: 'trm_3' } },
  ]);
  expect((await rig.post(`/v1/charges/${id}/cancel`)).json()).toMatchObject({ status: 'cancelled', final: true });
  expect((await rig.post(`/v1/charges/${id}/cancel`)).status).toBe(200);
  const taken: Order[] = [];
  await bridge('tienda-02-caja-1', ['trm_2', 'trm_3'], taking(taken)).fetch();
  expect(taken.map((each) => each.id)).not.toContain(id);
  expect((await rig.post('/v1/charges/no-such/cancel')).status).toBe(404);
});

test('an order of a shop that the user may not see is a conflict that tells nothing of it, and stays as it is', async () => {
  const ana = await rig.secretOf('ana', ['read', 'charge'], ['tienda-01']);
  const { id } = (await rig.post('/v1/charges', order('S-1', { terminal: 'trm_2' }))).json();
  await seedCharge(
    rig,
    'tienda-02-caja-1',
    'tienda-02',
    chargeOf('hidden', { order_id: 'S-2', amount_in_cents: 12_550, terminal: { id: 'trm_2', alias: 'caja1' } }),
  );
  for (const asked of [order('S-1'), order('S-1', { amount: '80.00', replace: true }), order('S-2')]) {
    const refused = await rig.post('/v1/charges', asked, ana);
    expect([refused.status, refused.json().code]).toEqual([409, 'order_conflict']);
    expect(refused.json().charge).toBeUndefined();
    for (const secret of ['125.50', '12550', 'trm_2', 'tienda-02', '4242', '123456'])
      expect(refused.text.includes(secret), secret).toBe(false);
  }
  expect((await rig.get(`/v1/charges/${id}`)).json()).toMatchObject({
    status: 'queued',
    amount_in_cents: 12_550,
    terminal: { id: 'trm_2' },
  });
});

test('an order that a shop has charged by itself since it expired is not sent again, neither as it was nor changed', async () => {
  const { id } = (await rig.post('/v1/charges', order('R-8'))).json();
  await rig.hub.query(`UPDATE puente.remote_charges SET status = 'expired' WHERE id = $1`, [id]);
  await seedCharge(rig, 'tienda-02-caja-1', 'tienda-02', chargeOf('own', { order_id: 'R-8' }));
  const retried = await rig.post(`/v1/charges/${id}/retry`);
  const replaced = await rig.post('/v1/charges', order('R-8', { amount: '80.00', replace: true }));
  for (const refused of [retried, replaced]) {
    expect([refused.status, refused.json().code]).toEqual([409, 'remote_at_shop']);
    expect(refused.json().detail).toContain('tienda-02-caja-1');
  }
});
