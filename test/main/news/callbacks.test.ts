import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chargeViewSchema } from '../../../main/contract/charge.ts';
import { callbackListSchema, findCallbackFault } from '../../../main/contract/callbacks.ts';
import { postCallback } from '../../../main/deliver/callbacks/post.ts';
import { systemClock } from '../../../main/dispatch/system-clock.ts';
import { openStore } from '../store/scratch.ts';
import { startReceiver, type Receiver } from './receiver.ts';
import { atTerminal, openShop, until, type Shop } from './shop.ts';

let shop: Shop;
const receivers: Receiver[] = [];
beforeEach(async () => {
  shop = await openShop({ callbacks: { timeoutMs: 500 } });
});
afterEach(async () => {
  await shop.close();
  for (const receiver of receivers.splice(0)) await receiver.stop();
});
const receive: typeof startReceiver = async (...args) => {
  const receiver = await startReceiver(...args);
  receivers.push(receiver);
  return receiver;
};
const listed = async (query = '') =>
  callbackListSchema.parse((await shop.call('GET', `/v1/callbacks${query}`)).json()).data;
const FULL_STORY = ['charge.sending', 'charge.pending', 'charge.dispatched', 'charge.paid'];
/** Steps may follow one another within one look; what is told is in order and ends as it should. */
const isInOrder = (told: readonly string[], story: readonly string[]): boolean =>
  told.at(-1) === story.at(-1) &&
  told.every((each, index) => index === 0 || story.indexOf(each) > story.indexOf(told[index - 1] ?? ''));

test('every change is told once, in order, signed, as the charge', async () => {
  const erp = await receive();
  const charge = await shop.sell('FAC-1', { callback_url: erp.url });
  await until(
    async () => erp.told(),
    (told) => told.at(-1) === 'charge.paid',
  );
  expect(isInOrder(erp.told(), FULL_STORY)).toBe(true);
  expect(new Set(erp.got.map(({ id }) => id)).size).toBe(erp.got.length);
  const last = erp.got.at(-1);
  const told = JSON.parse(last?.body ?? '');
  expect(chargeViewSchema.parse(told.data)).toMatchObject({ id: charge.id, paid: true, auth_code: charge.auth_code });
  const secret = (await readFile(path.join(shop.folder, 'callback-secrets'), 'utf8')).trim();
  expect(() => new Webhook(secret).verify(last?.body ?? '', last?.headers ?? {})).not.toThrow();
  expect(() => new Webhook(secret).verify(`${last?.body} `, last?.headers ?? {})).toThrow();
  await shop.call('POST', `/v1/charges/${charge.id}/refund`, {});
  await until(
    async () => erp.got.map(({ body }) => JSON.parse(body)).at(-1),
    (each) => each.data.refund?.status === 'succeeded',
  );
  expect(erp.told().at(-1)).toBe('charge.refund');
});

test('a receiver that is down loses nothing, not even over a restart', async () => {
  const first = await receive();
  const { port, url } = first;
  await first.stop();
  receivers.length = 0;
  await shop.sell('FAC-1', { callback_url: url });
  await until(listed, (list) => list.some(({ last_result: result }) => result === 'ECONNREFUSED'));
  await shop.restart();
  const erp = await receive(undefined, port);
  await until(
    async () => erp.told(),
    (told) => told.at(-1) === 'charge.paid',
    20_000,
  );
  expect(isInOrder(erp.told(), FULL_STORY)).toBe(true);
  expect((await until(listed, (list) => list.every(({ state }) => state === 'delivered'))).length).toBe(
    erp.told().length,
  );
});

test('a redirect is not followed, and a refusal is tried again', async () => {
  const elsewhere = await receive();
  const erp = await receive(
    (_req, res, count) =>
      void (count <= 2 ? res.writeHead(307, { location: elsewhere.url }) : res.writeHead(200)).end(),
  );
  await shop.sell('FAC-1', { callback_url: erp.url });
  await until(
    async () => erp.told(),
    (told) => told.at(-1) === 'charge.paid',
    20_000,
  );
  expect(elsewhere.got).toEqual([]);
  // Control: told there directly, it would have been heard.
  await shop.sell('FAC-2', { callback_url: elsewhere.url });
  await until(
    async () => elsewhere.told(),
    (told) => told.at(-1) === 'charge.paid',
  );
});

test('a slow or lying receiver holds up neither the terminal nor other receivers', async () => {
  const silent = await receive(() => undefined);
  const endless = await receive((_req, res) => {
    res.writeHead(200);
    const timer = setInterval(() => res.write('x'.repeat(10_000)), 5);
    res.once('close', () => clearInterval(timer));
  });
  const liar = await receive((req) => req.socket.end('HTTP/1.1 200 OK\r\nContent-Length: nonsense\r\n\r\n'));
  const good = await receive();
  for (const [index, url] of [silent.url, endless.url, liar.url, good.url, silent.url, good.url].entries())
    await shop.sell(`FAC-${index}`, { callback_url: url });
  await until(
    async () => good.told().filter((each) => each === 'charge.paid').length,
    (count) => count === 2,
  );
  await until(
    async () => endless.told().at(-1),
    (told) => told === 'charge.paid',
  );
  const waiting = await until(
    () => listed('?state=waiting'),
    (list) => ['timeout', 'failed'].every((result) => list.some(({ last_result: last }) => last === result)),
  );
  expect(new Set(waiting.map(({ url }) => url))).toEqual(new Set([silent.url, liar.url]));
});

test('a host with a day of messages waiting that does not answer leaves the others their turn', async () => {
  const silent = await receive(() => undefined);
  const { id } = await shop.sell('FAC-0');
  await shop.bridge.stop();
  const { default: Sqlite } = await import('better-sqlite3');
  const db = new Sqlite(path.join(shop.folder, 'bridge.db'));
  const add = db.prepare(
    `INSERT INTO callbacks (id, charge_id, url, event, told, body, state, created_at_ms, give_up_at_ms, due_at_ms)
     VALUES (?, ?, ?, 'charge.paid', ?, '{}', 'waiting', 0, ?, 0)`,
  );
  for (let n = 0; n < 600; n += 1) add.run(`cb_${n}`, id, `${silent.url}/${n}`, `${n}`, Date.now() + 86_400_000);
  db.close();
  await shop.restart();
  const good = await receive();
  await shop.sell('FAC-1', { callback_url: good.url });
  await until(
    async () => good.told(),
    (told) => told.at(-1) === 'charge.paid',
  );
  // Control: the other host is tried all the while, and has more due than one look takes.
  expect(silent.got.length).toBeGreaterThan(0);
  const due = await listed('?state=waiting&limit=500');
  expect(due.length).toBeGreaterThan(200);
});

test('what nobody takes is given up after 24 hours, shown, and resent by hand', async () => {
  const erp = await receive((_req, res) => void res.writeHead(500).end('no'));
  const charge = await shop.sell('FAC-1', { callback_url: erp.url });
  // The payment is told after the charge is known to be paid: all of its messages must be there before they are made old.
  await until(
    listed,
    (list) =>
      list.some(({ last_result: result }) => result === 'http_500') &&
      list.some(({ event }) => event === 'charge.paid'),
  );
  await shop.bridge.stop();
  const { default: Sqlite } = await import('better-sqlite3');
  const db = new Sqlite(path.join(shop.folder, 'bridge.db'));
  db.exec("UPDATE callbacks SET give_up_at_ms = 0, due_at_ms = 0 WHERE state = 'waiting'");
  db.close();
  await shop.restart();
  const dead = await until(
    () => listed('?state=dead'),
    (list) => list.some(({ event }) => event === 'charge.paid'),
  );
  const { alerts } = (await shop.call('GET', '/v1/status')).json();
  expect(alerts).toMatchObject([{ code: 'callback_dead', order_id: 'FAC-1' }]);
  expect(await listed('?state=waiting')).toEqual([]);
  erp.behave((_req, res) => void res.writeHead(204).end());
  const paid = dead.find(({ event }) => event === 'charge.paid');
  const answer = await shop.call('POST', `/v1/callbacks/${paid?.id}/resend`);
  expect([answer.status, answer.json().state]).toEqual([200, 'waiting']);
  await until(
    () => listed('?state=delivered'),
    (list) => list.some(({ id }) => id === paid?.id),
  );
  expect((await shop.call('GET', '/v1/status')).json().alerts).toEqual([]);
  expect((await shop.call('POST', '/v1/callbacks/cb_none/resend')).status).toBe(404);
  expect(charge.paid).toBe(true);
});

test('a PC that was off for two days, or whose clock was set forward by them, gives up nothing at its start', async () => {
  const erp = await receive((_req, res) => void res.writeHead(500).end('no'));
  await shop.sell('FAC-1', { callback_url: erp.url });
  await until(listed, (list) => list.some(({ last_result: result }) => result === 'http_500'));
  await shop.bridge.stop();
  // As it would stand there if all of it had been two days ago.
  const twoDays = 2 * 86_400_000;
  const store = openStore(shop.folder);
  store.db.exec(`UPDATE callbacks SET created_at_ms = created_at_ms - ${twoDays}, due_at_ms = due_at_ms - ${twoDays},
    give_up_at_ms = give_up_at_ms - ${twoDays}, last_try_at_ms = last_try_at_ms - ${twoDays}`);
  store.transact('stopped', () => {
    store.note({ atMs: Date.now() - twoDays, chargeId: null, kind: 'stopped', status: null, data: {} });
  });
  store.close();
  const before = erp.got.length;
  await shop.restart();
  await until(
    () => listed('?state=waiting'),
    (list) => erp.got.length > before && list.some(({ last_try_at: at }) => Date.parse(at ?? '') > Date.now() - 60_000),
  );
  expect(await listed('?state=dead')).toEqual([]);
});

test('only this computer and the hosts named are called', async () => {
  const refused = await shop.call('POST', '/v1/charges', {
    order_id: 'A',
    amount: '10.00',
    callback_url: 'http://10.1.2.3/pago',
  });
  expect([refused.status, refused.json().errors]).toEqual([
    422,
    [{ path: 'callback_url', message: expect.stringContaining('allowedHosts') }],
  ]);
  for (const url of [
    'http://127.0.0.1:9/x',
    'http://localhost/x',
    'http://[::1]:80/x',
    'http://0x7f.1/x',
    'http://127.9.9.9/',
  ])
    expect(findCallbackFault(url, []), url).toBeUndefined();
  for (const url of [
    'http://127.0.0.1.example.com/',
    'http://localhost.example.com/',
    'http://169.254.169.254/',
    'http://[::ffff:10.0.0.1]/',
    'http://0.0.0.0/',
    'https://erp.example.com:8443/x',
  ])
    expect(findCallbackFault(url, ['erp.example.com:443']), url).toBe('callback_host');
  expect(findCallbackFault('http://a:b@127.0.0.1/', [])).toBe('url_shape');
  expect(findCallbackFault('https://ERP.example.com/x', ['erp.example.com:443'])).toBeUndefined();
  expect(findCallbackFault('https://erp.example.com:8443/x', ['erp.example.com'])).toBeUndefined();
});

test('localhost is called only where it is this computer', async () => {
  const receiver = await receive();
  const url = receiver.url.replace('127.0.0.1', 'localhost');
  const post = (addresses: readonly string[]) =>
    postCallback(
      {
        fetch: (input, init) => fetch(new Request(input).url.replace('localhost', '127.0.0.1'), init),
        clock: systemClock,
        timeoutMs: () => 5000,
        secrets: () => [`whsec_${Buffer.alloc(24, 1).toString('base64')}`],
        stopping: new AbortController().signal,
        addressesOf: () => Promise.resolve(addresses),
      },
      { id: 'cb_1', url, body: '{}' },
    );
  for (const addresses of [['10.0.0.5'], ['127.0.0.1', '192.168.1.9'], ['::ffff:10.0.0.5']])
    expect(await post(addresses)).toMatchObject({ ok: false, result: 'localhost_elsewhere' });
  expect(receiver.got).toHaveLength(0);
  // Control: this computer, by either of its names.
  expect(await post(['::1', '127.0.0.1'])).toMatchObject({ ok: true });
  expect(receiver.got).toHaveLength(1);
});

test('a global address hears of every charge; only the end of each, when that is wanted', async () => {
  const erp = await receive();
  const settings = (await shop.call('GET', '/v1/settings')).json();
  const raw = JSON.parse(await readFile(path.join(shop.folder, 'config.json'), 'utf8'));
  const saved = await shop.call('POST', '/v1/settings', {
    revision: settings.revision,
    config: { ...raw, callbacks: { url: erp.url, when: 'final' } },
  });
  expect(saved.status).toBe(200);
  await shop.sell('FAC-1');
  const { id } = (await shop.call('POST', '/v1/charges', { order_id: 'FAC-2', amount: '10.00' })).json();
  await atTerminal(shop.sandbox, 'trm_1');
  shop.sandbox.terminal('trm_1').decline('Fondos insuficientes');
  await until(
    () => shop.charge(id),
    (charge) => charge.final,
  );
  await until(
    async () => erp.told(),
    (told) => told.length === 2,
  );
  expect(erp.told()).toEqual(['charge.paid', 'charge.declined']);
  const bad = await shop.call('POST', '/v1/settings', {
    revision: (await shop.call('GET', '/v1/settings')).json().revision,
    config: { ...raw, callbacks: { url: 'https://elsewhere.example/' } },
  });
  expect([bad.status, bad.json().errors?.[0]?.path]).toEqual([422, 'config.callbacks.url']);
});
