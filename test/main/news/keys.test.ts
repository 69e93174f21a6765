import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyListSchema, madeKeySchema } from '../../../main/contract/keys.ts';
import { atTerminal, openShop, until, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const make = (body: object, headers = {}) => shop.call('POST', '/v1/keys', body, headers);
const list = async () => keyListSchema.parse((await shop.call('GET', '/v1/keys')).json()).data;
const as = (key: string) => ({ authorization: `Bearer ${key}` });

test('a key may do what it was made for, shows its last use, and ends when it is revoked', async () => {
  const made = await make({ name: 'Caja 2', scopes: ['charge', 'read'] });
  expect(made.status).toBe(201);
  const { key, id, scopes } = madeKeySchema.parse(made.json());
  expect(scopes).toEqual(['read', 'charge']);
  expect((await list()).find((each) => each.id === id)).toMatchObject({ created_by: 'erp', last_used_at: null });
  const order = await shop.call('POST', '/v1/charges', { order_id: 'A', amount: '10.00' }, as(key));
  expect(order.status).toBe(201);
  expect((await list()).find((each) => each.id === id)?.last_used_at).not.toBeNull();
  const refund = await shop.call('POST', `/v1/charges/${order.json().id}/refund`, {}, as(key));
  expect([refund.status, refund.json().code]).toEqual([403, 'forbidden_scope']);
  expect((await shop.call('GET', '/v1/keys', undefined, as(key))).status).toBe(403);
  expect((await shop.call('POST', `/v1/keys/${id}/revoke`)).json().revoked_at).not.toBeNull();
  expect((await shop.call('GET', '/v1/status', undefined, as(key))).status).toBe(401);
  await shop.restart();
  expect((await shop.call('GET', '/v1/status', undefined, as(key))).status).toBe(401);
  // A name is free again once its key has ended.
  expect((await make({ name: 'Caja 2', scopes: ['read'] })).status).toBe(201);
});

/** A stream of events as it stands open: what its answer was, and whether it still runs. */
async function listen(headers: Record<string, string>) {
  const response = await fetch(`${shop.bridge.url}/v1/events`, { headers });
  const stream = { status: response.status, heard: '', ended: false };
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
      stream.heard += decoder.decode(chunk, { stream: true });
    stream.ended = true;
  })().catch(() => undefined);
  return stream;
}

/** The window's session, by its one-time link. */
async function openWindow(): Promise<Record<string, string>> {
  const { url } = (await shop.call('POST', '/v1/ui/links')).json();
  const opened = await fetch(url, { redirect: 'manual' });
  return { cookie: (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

test('what a revoked key has open ends at once: its streams, its waits, and what it would be told', async () => {
  const { key, id } = (await make({ name: 'Caja 2', scopes: ['read'] })).json();
  const other = (await make({ name: 'Caja 3', scopes: ['read'] })).json();
  await shop.call('POST', '/v1/charges', { order_id: 'A', amount: '10.00' });
  await atTerminal(shop.sandbox, 'trm_1');
  // It stays queued, unchanged, until the customer of A has paid.
  const queued = (await shop.call('POST', '/v1/charges', { order_id: 'B', amount: '10.00' })).json();
  const stream = await listen(as(key));
  const kept = [await listen(as(other.key)), await listen(as(shop.bridge.apiKey))];
  const waits = [`/${queued.id}?wait=60`, '?wait=60&order_id=B', '?wait=60&order_id=C'].map((query) =>
    shop.call('GET', `/v1/charges${query}`, undefined, as(key)),
  );
  const keptWait = shop.call('GET', `/v1/charges/${queued.id}?wait=60`, undefined, as(other.key));
  expect((await shop.call('GET', '/v1/status', undefined, as(key))).status).toBe(200);
  await shop.call('POST', `/v1/keys/${id}/revoke`);
  for (const wait of await Promise.all(waits)) expect([wait.status, wait.json().code]).toEqual([401, 'unauthorized']);
  await until(async () => stream.ended, Boolean);
  expect((await listen(as(key))).status).toBe(401);
  shop.sandbox.terminal('trm_1').approve();
  // Control: what others have open goes on, and hears of it.
  expect((await keptWait).json()).toMatchObject({ id: queued.id, status: expect.not.stringMatching('queued') });
  for (const each of kept) {
    await until(
      async () => each.heard,
      (heard) => heard.includes('"status":"paid"'),
    );
    expect(each.ended).toBe(false);
  }
  expect(stream.heard).not.toContain('"status":"paid"');
});

test('what the ERP has open under its old key ends when the window makes a new one; the window goes on', async () => {
  const window = await openWindow();
  const [old, own] = [await listen(as(shop.bridge.apiKey)), await listen(window)];
  expect([old.status, own.status]).toEqual([200, 200]);
  const wait = shop.call('GET', '/v1/charges?order_id=A&wait=60');
  expect((await shop.call('GET', '/v1/status')).status).toBe(200);
  const made = await fetch(`${shop.bridge.url}/v1/settings/api-key`, { method: 'POST', headers: window });
  const { api_key: fresh } = (await made.json()) as { api_key: string };
  expect((await wait).status).toBe(401);
  await until(async () => old.ended, Boolean);
  const again = await listen(as(fresh));
  await shop.call('POST', '/v1/charges', { order_id: 'A', amount: '10.00' }, as(fresh));
  for (const each of [own, again]) {
    await until(
      async () => each.heard,
      (heard) => heard.includes('"order_id":"A"'),
    );
    expect(each.ended).toBe(false);
  }
});

test('nobody makes a key stronger than their own, nor a second one of a name', async () => {
  const { key } = (await make({ name: 'Gerencia', scopes: ['manage', 'read'] })).json();
  const beyond = await make({ name: 'X', scopes: ['refund'] }, as(key));
  expect([beyond.status, beyond.json().code]).toEqual([403, 'forbidden_scope']);
  for (const name of ['Gerencia', 'erp', 'Window'])
    expect((await make({ name, scopes: ['read'] })).json().code, name).toBe('key_name_taken');
  const faulty = await make({ name: '', scopes: [] });
  expect(
    faulty
      .json()
      .errors.map(({ path: where }: { path: string }) => where)
      .sort(),
  ).toEqual(['name', 'scopes']);
});

test('on the disk there is no key but the first, in its own file', async () => {
  const { key } = (await make({ name: 'Caja 2', scopes: ['read'] })).json();
  await shop.call('GET', '/v1/status', undefined, as(key));
  expect((await list()).map(({ id }) => id)).toContain('file');
  // The log is written in batches: once its line of the call above is there, so is all before it.
  await until(
    async () => readFile(path.join(shop.folder, 'logs/puente.log'), 'utf8').catch(() => ''),
    (log) => log.includes('/v1/status'),
  );
  for (const file of ['bridge.db', 'bridge.db-wal', 'logs/puente.log'])
    expect(readFileSync(path.join(shop.folder, file)).includes(key), file).toBe(false);
  // Control: the name beside it is found.
  expect(
    ['bridge.db', 'bridge.db-wal'].some((file) => readFileSync(path.join(shop.folder, file)).includes('Caja 2')),
  ).toBe(true);
});

test('what the window alone shows is told to no key, however strong', async () => {
  for (const [method, at] of [
    ['GET', '/v1/settings/api-key'],
    ['POST', '/v1/settings/api-key'],
    ['GET', '/v1/settings/callback-secret'],
    ['POST', '/v1/settings/callback-secret'],
  ] as const) {
    const answer = await shop.call(method, at);
    expect([at, answer.status, answer.json().code]).toEqual([at, 403, 'window_only']);
    expect(answer.text).not.toMatch(/whsec_|pk_/);
  }
});

test('each call asks for its own right: reading, charging, giving back, managing', async () => {
  const { id } = await shop.sell('FAC-1');
  const calls = {
    read: ['GET', '/v1/status'],
    charge: ['POST', '/v1/charges', { order_id: 'FAC-2', amount: '10.00' }],
    refund: ['POST', `/v1/charges/${id}/refund`, {}],
    manage: ['GET', '/v1/keys'],
  } as const;
  const names = Object.keys(calls) as (keyof typeof calls)[];
  for (const own of names) {
    const { key } = (await make({ name: own, scopes: [own] })).json();
    for (const other of names) {
      const [method, at, body] = calls[other];
      const { status } = await shop.call(method, at, body, as(key));
      expect([own, other, status === 403]).toEqual([own, other, own !== other]);
    }
  }
});
