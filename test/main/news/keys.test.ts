import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyListSchema, madeKeySchema } from '../../../main/contract/keys.ts';
import { openShop, until, type Shop } from './shop.ts';

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
