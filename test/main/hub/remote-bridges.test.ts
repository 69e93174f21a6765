import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChargeView } from '../../../main/contract/charge.ts';
import { startChain, type DemoChain, type DemoShop } from '../../../main/hub/demo/chain.ts';
import { SANDBOX_SECRET_KEY, startSandbox, type Sandbox } from '../../../main/recurrente/sandbox/sandbox.ts';
import { atTerminal, until } from '../news/shop.ts';

let sandbox: Sandbox;
let chain: DemoChain;
const folders = [1, 2].map(() => mkdtempSync(path.join(tmpdir(), 'puente-remote-')));
beforeAll(async () => {
  sandbox = await startSandbox({ secretKey: SANDBOX_SECRET_KEY, terminals: [] });
  const [folder = '', databaseFolder = ''] = folders;
  chain = await startChain({
    folder,
    databaseFolder,
    port: 0,
    uiFiles: folder,
    sandbox: {
      url: sandbox.url,
      secretKey: SANDBOX_SECRET_KEY,
      terminals: [],
      knowTerminals: (terminals) => sandbox.addTerminals(terminals),
    },
  });
  await until(
    async () => (await ask(central(), 'GET', '/v1/terminals')).body.data,
    (terminals: { holder: string | null }[]) =>
      terminals.length === 4 && terminals.every(({ holder }) => holder !== null),
    30_000,
  );
}, 120_000);
afterAll(async () => {
  await chain?.stop();
  await sandbox?.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const central = () => ({ url: chain.central.url, key: chain.secret });
const at = ({ bridge }: DemoShop) => ({ url: bridge.url, key: bridge.apiKey });
async function ask({ url, key }: { url: string; key: string }, method: 'GET' | 'POST', where: string, body?: object) {
  const reply = await fetch(url + where, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

  return { status: reply.status, body: await reply.json() };
}
/** Asks with `wait` until it is as wanted. */
const waitFor = (where: { url: string; key: string }, id: string, isWanted: (charge: ChargeView) => boolean) =>
  until(async () => (await ask(where, 'GET', `/v1/charges/${id}?wait=10`)).body as ChargeView, isWanted, 30_000);
const commandsOf = (orderId: string) =>
  sandbox.log.filter((line) => line.kind === 'command_created' && line.external_id.includes(orderId));

test('a charge sent at one bridge is paid at the other, and both sides and the hub tell the same', async () => {
  const [zona, mixco] = chain.shops;
  const leaving = new AbortController();
  const stream = await fetch(`${zona.bridge.url}/v1/events`, {
    headers: { authorization: `Bearer ${zona.bridge.apiKey}` },
    signal: leaving.signal,
  });
  const told: string[] = [];
  const listening = (async () => {
    for await (const text of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) told.push(text);
  })().catch(() => undefined);

  const sent = await ask(at(zona), 'POST', '/v1/charges', {
    order_id: 'R-1',
    amount: '310.00',
    terminal: 'mixco/caja2',
    metadata: { pedido: '9' },
  });
  expect([sent.status, sent.body]).toMatchObject([
    201,
    {
      status: 'queued',
      source: 'hub',
      paid: false,
      terminal: { id: 'trm_mixco_2', alias: 'caja2' },
      remote: { status: 'waiting', origin: 'zona-10-caja-1' },
    },
  ]);
  const { id } = sent.body;
  await atTerminal(sandbox, 'trm_mixco_2');
  sandbox.terminal('trm_mixco_2').approve({ tipInCents: 500 });
  const paid = await waitFor(at(zona), id, (charge) => charge.final);
  expect(paid).toMatchObject({
    id,
    paid: true,
    paid_in_cents: 31_500,
    tip_in_cents: 500,
    remote: { status: 'accepted', bridge: 'mixco-caja-1' },
  });
  const there = await ask(at(mixco), 'GET', `/v1/charges/${id}`);
  expect(there.body).toMatchObject({
    id,
    order_id: 'R-1',
    source: 'hub',
    paid: true,
    metadata: { pedido: '9' },
    auth_code: paid.auth_code,
  });
  expect((await ask(central(), 'GET', `/v1/charges/${id}`)).body).toMatchObject({ id, paid: true, shop: 'mixco' });
  expect((await ask(at(zona), 'GET', '/v1/charges?order_id=R-1')).body.data).toMatchObject([{ id, paid: true }]);
  await until(
    async () => told.join(''),
    (text) => text.includes(`"id":"${id}"`) && text.includes('"status":"paid"'),
  );
  leaving.abort();
  await listening;
  // The journal of the bridge that charged it is the hub's, too.
  const journal = (await ask(central(), 'GET', `/v1/charges/${id}/events`)).body.data;
  expect(journal[0]).toMatchObject({ kind: 'accepted' });
  expect(commandsOf('R-1')).toHaveLength(1);
});

test('the same order is never charged at two shops', async () => {
  const [zona, mixco] = chain.shops;
  const again = await ask(at(zona), 'POST', '/v1/charges', {
    order_id: 'R-1',
    amount: '310.00',
    terminal: 'mixco/caja2',
  });
  expect([again.status, again.body.paid]).toEqual([200, true]);
  // On a terminal of its own, at the bridge that sent it away.
  const here = await ask(at(zona), 'POST', '/v1/charges', { order_id: 'R-1', amount: '310.00', terminal: 'caja1' });
  expect([here.status, here.body.code]).toEqual([409, 'order_conflict']);
  // The other way round: taken here first, sent away afterwards.
  await ask(at(zona), 'POST', '/v1/charges', { order_id: 'L-1', amount: '50.00', terminal: 'caja1' });
  const away = await ask(at(zona), 'POST', '/v1/charges', {
    order_id: 'L-1',
    amount: '50.00',
    terminal: 'mixco/caja1',
  });
  expect([away.status, away.body.code]).toEqual([409, 'order_conflict']);
  // Through the hub, for what the other bridge took by itself.
  await ask(at(mixco), 'POST', '/v1/charges', { order_id: 'L-2', amount: '60.00', terminal: 'caja1' });
  await until(
    () => ask(central(), 'GET', '/v1/charges?order_id=L-2'),
    ({ body }) => body.data.length === 1,
  );
  const elsewhere = await ask(central(), 'POST', '/v1/charges', {
    order_id: 'L-2',
    amount: '60.00',
    terminal: 'zona-10/caja2',
  });
  expect([elsewhere.status, elsewhere.body.code]).toEqual([409, 'order_conflict']);
  expect(commandsOf('R-1')).toHaveLength(1);
});

test('what cannot go elsewhere is refused with a reason', async () => {
  const [zona] = chain.shops;
  const send = (body: object) => ask(at(zona), 'POST', '/v1/charges', { order_id: 'X-1', amount: '50.00', ...body });
  expect((await send({ terminal: 'nada' })).body).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'terminal' }],
  });
  expect((await send({ terminal: 'mixco/caja1', amount: '0.01' })).body.code).toBe('amount_out_of_range');
  expect((await send({ terminal: 'mixco/caja1', callback_url: 'http://127.0.0.1:9/pago' })).body.code).toBe(
    'remote_unsupported',
  );
  // Control: the same order goes to a terminal of this bridge.
  expect((await send({ terminal: 'caja2' })).status).toBe(201);
});

test('without the hub nothing is sent and nothing is kept; the own terminals go on', async () => {
  const [zona] = chain.shops;
  await chain.postgres.stop();
  const order = { order_id: 'H-1', amount: '70.00', terminal: 'mixco/caja1' };
  await until(
    () => ask(at(zona), 'POST', '/v1/charges', order),
    ({ status, body }) => status === 503 && body.code === 'hub_unreachable',
    30_000,
  );
  expect((await ask(at(zona), 'GET', '/v1/charges?order_id=H-1')).body.data).toEqual([]);
  const own = await ask(at(zona), 'POST', '/v1/charges', { order_id: 'H-2', amount: '70.00', terminal: 'caja2' });
  expect(own.status).toBe(201);
  await chain.postgres.start();
  await until(
    () => ask(at(zona), 'POST', '/v1/charges', order),
    ({ status }) => status === 201,
    40_000,
  );
});

test('a shop that is closed does not fetch: it expires, is told, and may then be charged here', async () => {
  const [zona, mixco] = chain.shops;
  await until(
    () => ask(at(mixco), 'GET', '/v1/charges?order_id=H-1'),
    ({ body }) => body.data.length === 1,
    40_000,
  );
  await mixco.bridge.stop();
  const sent = await ask(at(zona), 'POST', '/v1/charges', {
    order_id: 'E-1',
    amount: '90.00',
    terminal: 'trm_mixco_1',
    expires_in: 5,
  });
  expect(sent.status).toBe(201);
  const early = await ask(at(zona), 'POST', '/v1/charges', { order_id: 'E-1', amount: '90.00', terminal: 'caja2' });
  expect(early.body.code).toBe('order_conflict');
  const expired = await waitFor(at(zona), sent.body.id, (charge) => charge.final);
  expect(expired).toMatchObject({ status: 'expired', failure: { code: 'not_fetched' }, remote: { status: 'expired' } });
  await until(
    () => ask(at(zona), 'POST', '/v1/charges', { order_id: 'E-1', amount: '90.00', terminal: 'caja2' }),
    ({ status }) => status === 201,
  );
  // Charged here by now: it cannot be sent away again.
  await until(
    () => ask(central(), 'GET', '/v1/charges?order_id=E-1'),
    ({ body }) => body.data.length === 2,
  );
  expect((await ask(at(zona), 'POST', `/v1/charges/${sent.body.id}/retry`)).body.code).toBe('remote_at_shop');
});
