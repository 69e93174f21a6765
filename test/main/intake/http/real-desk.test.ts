import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startBridge } from '../../../../main/bridge.ts';
import type { Bridge } from '../../../../main/bridge.ts';
import { chargeViewSchema } from '../../../../main/contract/charge.ts';
import { statusViewSchema } from '../../../../main/contract/status.ts';
import type { Json } from './intake.ts';

/** The intake over the whole bridge and a real database; without a key of Recurrente, so that charges stay queued. */
let folder: string;
let bridge: Bridge;
const start = async (port = 0): Promise<void> => {
  bridge = await startBridge({ dataFolder: folder, port, quietLog: true, env: {} });
};
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'puente-http-'));
  await writeFile(
    path.join(folder, 'config.json'),
    JSON.stringify({
      terminals: [
        { id: 'trm_abc', alias: 'caja1', name: 'Caja 1' },
        { id: 'trm_def', alias: 'caja2', name: 'Caja 2' },
      ],
      defaultTerminal: 'caja1',
    }),
  );
  await start();
});
afterEach(async () => {
  await bridge.stop();
  await rm(folder, { recursive: true });
});

const call = async (method: string, at: string, body?: object, headers: Record<string, string> = {}) => {
  const reply = await fetch(bridge.url + at, {
    method,
    headers: {
      authorization: `Bearer ${bridge.apiKey}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    redirect: 'manual',
  });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, text, json: (): Json => JSON.parse(text) };
};

test('a charge is accepted, found, told apart, moved, cancelled and tried again', async () => {
  const created = await call('POST', '/v1/charges', { order_id: 'FAC-1', amount: '125.50' });
  expect(created.status).toBe(201);
  const charge = chargeViewSchema.parse(created.json());
  expect(charge).toMatchObject({ status: 'queued', amount_in_cents: 12550, source: 'http' });
  expect((await call('POST', '/v1/charges', { order_id: 'FAC-1', amount_in_cents: 12550 })).status).toBe(200);
  const conflict = await call('POST', '/v1/charges', { order_id: 'FAC-1', amount: '99.00' });
  expect([conflict.status, conflict.json().code]).toEqual([409, 'order_conflict']);
  const at = `/v1/charges/${charge.id}`;
  expect((await call('POST', `${at}/move`, { terminal: 'caja2' })).json()).toMatchObject({
    terminal: { alias: 'caja2' },
  });
  expect((await call('POST', `${at}/cancel`)).json()).toMatchObject({ status: 'cancelled', final: true });
  expect((await call('POST', `${at}/retry`)).json()).toMatchObject({ status: 'queued' });
  expect((await call('POST', `${at}/resolve`, { outcome: 'not_paid', note: 'x' })).json().code).toBe('not_in_doubt');
  expect((await call('POST', '/v1/terminals/caja1/release', { note: 'x' })).json().code).toBe('nothing_to_release');
  const { data } = (await call('GET', `${at}/events`)).json();
  expect(data.length).toBeGreaterThanOrEqual(4);
  expect(statusViewSchema.parse((await call('GET', '/v1/status')).json()).connection).toBe('key_missing');
});

test('bad orders are refused with every fault, and leave nothing behind', async () => {
  const reply = await call('POST', '/v1/charges', { order_id: '', amount: '1,5', terminal: 'caja9', extra: 1 });
  expect(
    reply
      .json()
      .errors.map(({ path }: { path: string }) => path)
      .sort(),
  ).toEqual(['amount', 'extra', 'order_id', 'terminal']);
  expect((await call('POST', '/v1/charges', { order_id: 'A', amount: '0.01' })).json().code).toBe(
    'amount_out_of_range',
  );
  expect((await call('GET', '/v1/charges')).json()).toEqual({ data: [], next_cursor: null });
});

test('the list is walked to its end by the cursor', async () => {
  for (let each = 1; each <= 7; each += 1)
    await call('POST', '/v1/charges', { order_id: `N-${each}`, amount: '10.00' });
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Json = (await call('GET', `/v1/charges?limit=3${cursor && `&cursor=${cursor}`}`)).json();
    seen.push(...page.data.map((charge: { order_id: string }) => charge.order_id));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual(['N-7', 'N-6', 'N-5', 'N-4', 'N-3', 'N-2', 'N-1']);
});

test('an accent as one sign and as two makes no other order', { timeout: 30_000 }, async () => {
  const [one, two] = ['NFC', 'NFD'].map((form) => 'CAFÉ-1'.normalize(form)) as [string, string];
  const { id } = (await call('POST', '/v1/charges', { order_id: two, amount: '10.00' })).json();
  const again = await call('POST', '/v1/charges', { order_id: one, amount: '10.00' });
  expect([again.status, again.json().id]).toEqual([200, id]);
  for (const each of [one, two])
    expect((await call('GET', `/v1/charges?order_id=${encodeURIComponent(each)}`)).json().data, each).toHaveLength(1);
  // Longer than the test may take: by itself it does not end.
  const waiting = call('GET', `/v1/charges?order_id=${encodeURIComponent(two)}&wait=60`);
  await call('POST', `/v1/charges/${id}/cancel`);
  expect((await waiting).json().data).toMatchObject([{ order_id: one, status: 'cancelled' }]);
  // 64 as they are read, not as they are written.
  expect(
    (await call('POST', '/v1/charges', { order_id: 'é'.normalize('NFD').repeat(64), amount: '10.00' })).status,
  ).toBe(201);
});

test('the first and the last day that programs know are days like others', async () => {
  await call('POST', '/v1/charges', { order_id: 'A', amount: '10.00' });
  const found = async (query: string): Promise<number> =>
    (await call('GET', `/v1/charges?${query}`)).json().data.length;
  // DateTime.MinValue and MaxValue of .NET, and a year that no calendar has.
  expect(await found('from=0001-01-01&to=9999-12-31')).toBe(1);
  for (const none of ['to=0001-01-01', 'to=0000-01-01', 'from=9999-12-31']) expect(await found(none), none).toBe(0);
  for (const date of ['0000-01-01', '0001-01-01', '1969-12-31', '9999-12-31'])
    expect((await call('GET', `/v1/reports/day?date=${date}`)).json(), date).toMatchObject({ date, groups: [] });
});

test('what a query leaves empty counts as not sent, but for the order number: no number finds no charge', async () => {
  await call('POST', '/v1/charges', { order_id: 'A', amount: '10.00' });
  const all = await call('GET', '/v1/charges?status=&terminal=&from=&to=&q=&limit=&cursor=&wait=');
  expect(all.json()).toMatchObject({ data: [{ order_id: 'A' }], next_cursor: null });
  const { date } = (await call('GET', '/v1/reports/day?date=&format=')).json();
  expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
  // An ERP that lost its number must not be shown somebody else's payment.
  expect((await call('GET', '/v1/charges?order_id=')).json().data).toEqual([]);
  expect((await call('GET', '/v1/charges?order_di=')).json()).toMatchObject({ errors: [{ path: 'order_di' }] });
});

test('a long poll hears of the change, and the stream resumes from the journal', async () => {
  const { id } = (await call('POST', '/v1/charges', { order_id: 'A', amount: '10.00' })).json();
  const seq = bridge.desk.lastSeq();
  const waiting = call('GET', `/v1/charges/${id}?wait=30`);
  await call('POST', `/v1/charges/${id}/cancel`);
  expect((await waiting).json()).toMatchObject({ status: 'cancelled' });

  const leave = new AbortController();
  const stream = await fetch(`${bridge.url}/v1/events`, {
    headers: { 'x-api-key': bridge.apiKey, 'last-event-id': String(seq) },
    signal: leave.signal,
  });
  let text = '';
  for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>) {
    text += new TextDecoder().decode(chunk);
    if (/event: charge\ndata: .*"status":"cancelled".*\n\n/.test(text)) break;
  }
  leave.abort();
  expect(text).not.toContain(`id: ${seq}\nevent`);
});

test('while another program holds the database nothing is accepted, it is told, and it is over when that lets go', async () => {
  const other = new SqliteDatabase(path.join(folder, 'bridge.db'));
  other.exec('BEGIN IMMEDIATE');
  const refused = await call('POST', '/v1/charges', { order_id: 'A', amount: '10.00' });
  expect([refused.status, refused.json().code]).toEqual([503, 'storage_unavailable']);
  expect((await call('GET', '/v1/status')).json()).toMatchObject({
    disk: { state: 'read_only' },
    next_step: expect.stringContaining('otro programa'),
  });
  expect((await call('GET', '/v1/charges')).json().data).toEqual([]);
  other.close();
  expect((await call('POST', '/v1/charges', { order_id: 'A', amount: '10.00' })).status).toBe(201);
  expect((await call('GET', '/v1/status')).json().disk.state).toBe('ok');
});

test('a long poll by an order number that is padded with spaces hears of the change', { timeout: 30_000 }, async () => {
  const { id } = (await call('POST', '/v1/charges', { order_id: 'A      ', amount: '10.00' })).json();
  // Longer than the test may take: by itself it does not end.
  const waiting = call('GET', '/v1/charges?order_id=A%20%20%20%20%20%20&wait=60');
  await call('POST', `/v1/charges/${id}/cancel`);
  expect((await waiting).json().data).toMatchObject([{ order_id: 'A', status: 'cancelled' }]);
});

test('a stored answer and an open window survive a restart', async () => {
  const body = { order_id: 'A', amount: '10.00' };
  const first = await call('POST', '/v1/charges', body, { 'idempotency-key': 'k' });
  const { url } = (await call('POST', '/v1/ui/links')).json();
  const opened = await fetch(url, { redirect: 'manual' });
  const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { port } = bridge;
  await bridge.stop();
  await start(port);
  const again = await call('POST', '/v1/charges', body, { 'idempotency-key': 'k' });
  expect([again.status, again.text]).toEqual([201, first.text]);
  expect((await fetch(`${bridge.url}/v1/status`, { headers: { cookie } })).status).toBe(200);
  expect((await fetch(`${bridge.url}/v1/status`, { headers: { cookie: `${cookie}x` } })).status).toBe(401);
});

test('the document of the whole bridge holds together, other rooms included', async () => {
  const { text } = await call('GET', '/v1/openapi.json');
  const document: Json = JSON.parse(text);
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
    expect(Object.keys(document.components.schemas)).toContain(name);
  const ids = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const page = await call('GET', '/docs');
  expect(page.text).not.toMatch(/undefined|\[object/);
  for (const id of ids) expect(page.text).toContain(`id="${id}"`);
  const anchors = new Set([...page.text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  for (const [, target] of page.text.matchAll(/href="#([^"]+)"/g)) expect(anchors).toContain(target);
});
