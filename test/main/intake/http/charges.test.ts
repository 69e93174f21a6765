import { afterEach, beforeEach, expect, test } from 'vitest';
import { chargeViewSchema } from '../../../../main/contract/charge.ts';
import { KEY, startIntake, until } from './intake.ts';
import type { TestIntake } from './intake.ts';

let bridge: TestIntake;
beforeEach(async () => {
  bridge = await startIntake();
});
afterEach(async () => {
  await bridge.intake.stop();
  expect(bridge.listeners.size, 'listeners that nobody took away').toBe(0);
});

test('a charge is accepted once, and the same order gives the same charge', async () => {
  const first = await bridge.charge({ order_id: 'FAC-1', amount: '125.50', metadata: { cajero: '7' } });
  expect(first.status).toBe(201);
  expect(first.headers['content-type']).toBe('application/json');
  const charge = chargeViewSchema.parse(first.json());
  expect(charge).toMatchObject({
    order_id: 'FAC-1',
    amount_in_cents: 12550,
    source: 'http',
    metadata: { cajero: '7' },
  });
  expect(first.headers.location).toBe(`/v1/charges/${charge.id}`);

  const again = await bridge.charge({ order_id: 'FAC-1', amount: 125.5 });
  expect(again.status).toBe(200);
  expect(again.json().id).toBe(charge.id);
  expect((await bridge.send('GET', `/v1/charges/${charge.id}`)).json()).toMatchObject({ id: charge.id });
});

const order = async (orderId: string, amount = '10.00'): Promise<string> =>
  (await bridge.charge({ order_id: orderId, amount })).json<{ id: string }>().id;
const act = (id: string, verb: string, body?: object) =>
  bridge.send('POST', `/v1/charges/${id}/${verb}`, body ? { body } : {});

test('another amount for the same order is a conflict that shows the charge; replace takes it', async () => {
  const id = await order('A');
  const conflict = await bridge.charge({ order_id: 'A', amount: '11.00' });
  expect(conflict.status).toBe(409);
  expect(conflict.json()).toMatchObject({ code: 'order_conflict', charge: { id, amount_in_cents: 1000 } });
  const replaced = await bridge.charge({ order_id: 'A', amount: '11.00', replace: true });
  expect(replaced.status).toBe(200);
  expect(replaced.json()).toMatchObject({ id, amount_in_cents: 1100 });
});

test('cancel, retry, move, check and the journal', async () => {
  const id = await order('A');
  expect((await act(id, 'move', { terminal: 'caja2' })).json()).toMatchObject({ terminal: { alias: 'caja2' } });
  expect((await act(id, 'cancel')).json()).toMatchObject({ status: 'cancelled' });
  expect((await act(id, 'cancel')).json()).toMatchObject({ code: 'cancel_on_terminal', charge: { id } });
  expect((await act(id, 'retry', {})).json()).toMatchObject({ status: 'queued' });
  expect((await act(id, 'retry')).status).toBe(409);
  expect((await act(id, 'check')).status).toBe(200);
  const { data } = (await bridge.send('GET', `/v1/charges/${id}/events`)).json<{ data: { status: string }[] }>();
  expect(data.map(({ status }) => status)).toEqual(['queued', 'queued', 'cancelled', 'queued', 'queued']);
  expect(bridge.calls).toContain(`cancel ${id} by erp`);
});

test('paid is never taken on a word; the rest of resolve needs a note', async () => {
  const id = await order('A');
  expect((await act(id, 'resolve', { outcome: 'paid' })).json()).toMatchObject({
    status: 422,
    code: 'paid_needs_recurrente',
  });
  expect((await act(id, 'resolve', { outcome: 'not_paid' })).json()).toMatchObject({ errors: [{ path: 'note' }] });
  expect((await act(id, 'resolve', { outcome: 'not_paid', note: 'x' })).json()).toMatchObject({ code: 'not_in_doubt' });
  bridge.move(id, 'in_doubt');
  const reply = await act(id, 'resolve', { outcome: 'not_paid', note: 'El cliente se fue', name: 'Ana' });
  expect(reply.json()).toMatchObject({ status: 'failed' });
  expect(bridge.calls).toContain(`resolve ${id} not_paid by Ana`);
});

test('terminals, status, release, alerts and replays', async () => {
  expect((await bridge.send('GET', '/v1/terminals')).json()).toMatchObject({
    data: [{ alias: 'caja1' }, { alias: 'caja2' }],
  });
  expect((await bridge.send('GET', '/v1/status')).json()).toMatchObject({ connection: 'online' });
  const release = (id: string, body: object) => bridge.send('POST', `/v1/terminals/${id}/release`, { body });
  expect((await release('caja1', { note: 'ya' })).json()).toMatchObject({ alias: 'caja1' });
  expect((await release('caja1', {})).json()).toMatchObject({ code: 'invalid_request' });
  expect((await release('nada', { note: 'ya' })).json()).toMatchObject({ code: 'terminal_not_found' });
  expect((await bridge.send('POST', '/v1/replays/allow', { body: { note: 'revisado' } })).status).toBe(200);
  expect(bridge.calls).toContain('allow revisado by erp');
  const acknowledge = (id: string) => bridge.send('POST', `/v1/alerts/${id}/acknowledge`);
  expect((await acknowledge('7')).status).toBe(404);
  expect((await acknowledge('siete')).status).toBe(404);
  bridge.addAlert({
    id: 7,
    at: new Date(0).toISOString(),
    code: 'late_payment',
    level: 'critical',
    charge_id: null,
    order_id: null,
    message: 'x',
    acknowledged: false,
  });
  expect((await acknowledge('7')).json()).toEqual({ id: 7, acknowledged: true });
});

test('the list is walked by its cursor; parameters given twice and unknown ones are faults', async () => {
  for (const name of ['A', 'B', 'C']) await order(name);
  const first = (await bridge.send('GET', '/v1/charges?limit=2')).json();
  expect(first.data.map((charge: { order_id: string }) => charge.order_id)).toEqual(['C', 'B']);
  const rest = (await bridge.send('GET', `/v1/charges?limit=2&cursor=${first.next_cursor}`)).json();
  expect(rest).toMatchObject({ data: [{ order_id: 'A' }], next_cursor: null });
  expect((await bridge.send('GET', '/v1/charges?cursor=zzz')).json()).toMatchObject({ errors: [{ path: 'cursor' }] });
  const faulty = await bridge.send(
    'GET',
    '/v1/charges?limit=0&wait=61&from=ayer&status=pagado&estado=1&terminal=a&terminal=b',
  );
  expect(faulty.status).toBe(422);
  expect(
    faulty
      .json<{ errors: { path: string }[] }>()
      .errors.map(({ path }) => path)
      .sort(),
  ).toEqual(['estado', 'from', 'limit', 'status', 'terminal', 'wait'].sort());
  for (const good of ['limit=1', 'limit=500', 'wait=0', 'status=,', 'from=2026-02-28', 'to=2026-11-22T10:00:00-06:00'])
    expect((await bridge.send('GET', `/v1/charges?${good}`)).status, good).toBe(200);
  for (const bad of [
    'limit=501',
    'limit=1.5',
    'wait=60.5',
    'wait=-1',
    'wait=x',
    'from=2026-02-30',
    'to=2026-11-22T10:00',
  ])
    expect((await bridge.send('GET', `/v1/charges?${bad}`)).status, bad).toBe(422);
  const both = await bridge.send('GET', '/v1/charges?status=queued&status=paid&limit=5&limit=5');
  expect(both.json().data).toHaveLength(3);
});

test('unknown paths are 404, unknown methods 405 with Allow, broken escapes are not found', async () => {
  for (const path of ['/v1', '/v1/nada', '/v1/charges/%zz', '/..%2fetc/passwd', '/v1/charges/a/b/c'])
    expect((await bridge.send('GET', path)).json(), path).toMatchObject({ status: 404, code: 'not_found' });
  expect((await bridge.send('GET', '/v1/charges/nada')).json()).toMatchObject({ code: 'charge_not_found' });
  expect((await bridge.send('GET', '/v1/charges/nada')).json().detail).toContain('nada');
  for (const [method, path, allow] of [
    ['DELETE', '/v1/charges', 'POST, GET, HEAD'],
    ['GET', '/v1/charges/x/cancel', 'POST'],
    ['PUT', '/v1/status', 'GET, HEAD'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['POST', '/docs', 'GET, HEAD'],
  ] as const) {
    const reply = await bridge.send(method, path);
    expect(reply.json(), path).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(reply.headers.allow).toBe(allow);
  }
  expect((await bridge.send('HEAD', '/v1/status')).status).toBe(200);
});

test('sentences follow Accept-Language, and ?lang= for those that cannot set it', async () => {
  const id = await order('A');
  const next = async (headers: Record<string, string>, query = ''): Promise<unknown> =>
    (await bridge.send('GET', `/v1/charges/${id}${query}`, { headers })).json().next_step;
  expect(await next({})).toBe('Espere.');
  expect(await next({ 'accept-language': '*' })).toBe('Espere.');
  expect(await next({ 'accept-language': 'es-GT,es;q=0.9,en;q=0.8' })).toBe('Espere.');
  expect(await next({ 'accept-language': 'en' })).toBe('Wait.');
  expect(await next({}, '?lang=en')).toBe('Wait.');
  expect((await bridge.charge({ order_id: 'B', amount: '10.00' }, { 'accept-language': 'en' })).json().next_step).toBe(
    'Wait.',
  );
});

test('Accept: text/plain answers lines for charges, lists, status and errors', async () => {
  const text = { accept: 'text/plain' };
  const created = await bridge.charge({ order_id: 'A', amount: '10.00', metadata: { nota: 'uno\r\ndos\\' } }, text);
  expect(created.status).toBe(201);
  expect(created.headers['content-type']).toBe('text/plain; charset=utf-8');
  const lines = created.text.split('\r\n');
  expect(lines.at(-1)).toBe('');
  for (const line of [
    'order_id=A',
    'paid=false',
    'amount_in_cents=1000',
    'terminal.alias=caja1',
    'card=',
    'attempts=',
    'metadata.nota=uno\\r\\ndos\\\\',
  ])
    expect(lines).toContain(line);
  const list = await bridge.send('GET', '/v1/charges', { headers: text });
  expect(list.text.split('\r\n')).toEqual(expect.arrayContaining(['data.0.order_id=A', 'next_cursor=']));
  const status = await bridge.send('GET', '/v1/status', { headers: text });
  expect(status.text).toContain('terminals.1.alias=caja2\r\n');
  const error = await bridge.charge({ order_id: 'A' }, text);
  expect(error.status).toBe(422);
  expect(error.text).toContain('code=invalid_request\r\n');
  expect(error.text).toContain('errors.0.path=amount\r\n');
  const keyless = await bridge.send('GET', '/v1/status', { headers: text, key: null });
  expect(keyless.text).toContain('code=unauthorized\r\n');
  expect((await bridge.send('GET', '/v1/charges', { headers: { accept: '*/*' } })).headers['content-type']).toBe(
    'application/json',
  );
});

test('an Idempotency-Key gives the first answer again for 24 hours', async () => {
  const send = (body: object, key = 'k-1') => bridge.charge(body, { 'idempotency-key': key });
  const first = await send({ order_id: 'A', amount: '10.00' });
  expect(first.status).toBe(201);
  const again = await send({ amount: '10.00', order_id: 'A' });
  expect([again.status, again.text]).toEqual([201, first.text]);
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect(bridge.calls).toHaveLength(1);
  const other = await send({ order_id: 'B', amount: '10.00' });
  expect(other.json()).toMatchObject({ status: 409, code: 'idempotency_key_reused' });
  bridge.advance(24 * 3_600_000 + 1000);
  expect((await send({ order_id: 'B', amount: '10.00' })).status).toBe(201);
});

test('an Idempotency-Key gives the first answer with the charge as it stands now, in the language asked for', async () => {
  const key = { 'idempotency-key': 'k-1' };
  const first = await bridge.charge({ order_id: 'A', amount: '10.00' }, key);
  const { id } = first.json<{ id: string }>();
  bridge.move(id, 'declined');
  const declined = await bridge.charge({ order_id: 'A', amount: '10.00' }, key);
  expect([declined.status, declined.headers['idempotency-replayed']]).toEqual([201, 'true']);
  expect(declined.json()).toMatchObject({ id, status: 'declined', final: true, paid: false });
  bridge.move(id, 'paid');
  const paid = await bridge.charge({ order_id: 'A', amount: '10.00' }, { ...key, 'accept-language': 'en' });
  expect([paid.status, paid.headers['idempotency-replayed']]).toEqual([201, 'true']);
  expect(paid.json()).toMatchObject({ id, status: 'paid', paid: true, next_step: 'Wait.' });
  expect((await bridge.charge({ order_id: 'A', amount: '11.00' }, key)).json().code).toBe('idempotency_key_reused');

  const other = await order('B');
  const cancel = () => bridge.send('POST', `/v1/charges/${other}/cancel`, { headers: key });
  expect((await cancel()).json()).toMatchObject({ status: 'cancelled' });
  expect((await act(other, 'retry')).status).toBe(200);
  bridge.move(other, 'paid');
  expect((await cancel()).json()).toMatchObject({ id: other, status: 'paid', paid: true });
  // It is the desk that is asked how it stands, not the operation that is done again.
  expect(bridge.calls.filter((each) => /^(accept A|cancel)/.test(each))).toHaveLength(2);
});

test('a charge that the desk no longer knows, and an answer that is none, are given again as they were stored', async () => {
  const answers = [{ id: 'chg-99', order_id: 'A', status: 'queued', attempts: [] }, { done: true }, ['chg-1'], null];
  let given: unknown;
  const other = await startIntake({
    idempotency: {
      get: (key) =>
        key.endsWith(':k')
          ? { fingerprint: given as string, status: 200, body: JSON.stringify(answers[0]) }
          : undefined,
      put: (_key, answer) => (given = answer.fingerprint),
    },
  });
  await other.charge({ order_id: 'A', amount: '10.00' }, { 'idempotency-key': 'first' });
  for (const _ of [...answers]) {
    const again = await other.charge({ order_id: 'A', amount: '10.00' }, { 'idempotency-key': 'k' });
    expect([again.status, again.json()]).toEqual([200, answers.shift()]);
  }
  await other.intake.stop();
});

test('a refusal uses no Idempotency-Key up', async () => {
  const send = (amount: string) => bridge.charge({ order_id: 'A', amount }, { 'idempotency-key': 'k' });
  expect((await send('diez')).status).toBe(422);
  expect((await send('1.00')).status).toBe(422);
  expect((await send('10.00')).status).toBe(201);
  const longest = { 'idempotency-key': 'k'.repeat(255) };
  expect((await bridge.charge({ order_id: 'B', amount: '10.00' }, longest)).status).toBe(201);
  expect((await bridge.charge({ order_id: 'B', amount: '10.00' }, longest)).headers['idempotency-replayed']).toBe(
    'true',
  );
  const long = await bridge.charge({ order_id: 'A', amount: '10.00' }, { 'idempotency-key': 'k'.repeat(256) });
  expect(long.json()).toMatchObject({ errors: [{ path: 'Idempotency-Key', message: expect.stringContaining('255') }] });
});

test('two requests of one key at once run once', async () => {
  const open = bridge.hold();
  const send = (amount: string) => bridge.charge({ order_id: 'A', amount }, { 'idempotency-key': 'k' });
  const both = [send('10.00'), send('10.00')];
  await until(() => bridge.calls.length === 1);
  const other = await send('12.00');
  expect(other.json()).toMatchObject({ code: 'idempotency_key_reused' });
  open();
  const [first, second] = await Promise.all(both);
  expect(first?.text).toBe(second?.text);
  expect([first?.status, second?.status]).toEqual([201, 201]);
  expect(bridge.calls).toHaveLength(1);
});

test('a store that cannot keep an answer does not fail the charge', async () => {
  const sick = await startIntake({
    idempotency: {
      get: () => undefined,
      put: () => {
        throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
      },
    },
  });
  expect((await sick.charge({ order_id: 'A', amount: '10.00' }, { 'idempotency-key': 'k' })).status).toBe(201);
  await sick.intake.stop();
});

test("the disk's troubles have names, all else a number", async () => {
  for (const [code, status, problem] of [
    ['SQLITE_FULL', 507, 'disk_full'],
    ['ENOSPC', 507, 'disk_full'],
    ['SQLITE_READONLY_DBMOVED', 503, 'storage_unavailable'],
    ['SQLITE_IOERR_WRITE', 503, 'storage_unavailable'],
    ['EIO', 503, 'storage_unavailable'],
    ['SQLITE_BUSY', 503, 'storage_unavailable'],
    ['SQLITE_CORRUPT', 500, 'internal_error'],
  ] as const) {
    bridge.failWith(Object.assign(new Error('interno y secreto'), { code }));
    const reply = await bridge.charge({ order_id: 'A', amount: '10.00' });
    expect(reply.json(), code).toMatchObject({ status, code: problem });
    expect(reply.text).not.toContain('secreto');
    if (status === 500) expect(reply.json().detail).toContain(reply.headers['x-request-id']);
    expect((await bridge.send('GET', '/v1/charges/x?wait=5')).status).toBe(status);
  }
  bridge.failWith(undefined);
  expect((await bridge.charge({ order_id: 'A', amount: '10.00' })).status).toBe(201);
});

test('a long poll answers at the next change', async () => {
  const id = await order('A');
  const waiting = bridge.send('GET', `/v1/charges/${id}?wait=30`);
  await until(() => bridge.listeners.size === 1);
  const other = await order('B');
  bridge.move(other, 'pending');
  expect(bridge.listeners.size, 'another charge ends no wait').toBe(1);
  bridge.move(id, 'pending');
  expect((await waiting).json()).toMatchObject({ id, status: 'pending' });
});

test('a long poll answers after its time, and at once for a closed charge', async () => {
  const id = await order('A');
  const startedAtMs = performance.now();
  expect((await bridge.send('GET', `/v1/charges/${id}?wait=0.3`)).json()).toMatchObject({ status: 'queued' });
  expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(290);
  bridge.move(id, 'paid');
  expect((await bridge.send('GET', `/v1/charges/${id}?wait=60`)).json()).toMatchObject({ status: 'paid' });
  expect((await bridge.send('GET', '/v1/charges/none?wait=60')).status).toBe(404);
});

test('a long poll by order number waits for the order to appear', async () => {
  const waiting = bridge.send('GET', '/v1/charges?order_id=NUEVA&wait=30');
  await until(() => bridge.listeners.size === 1);
  await order('OTRA');
  expect(bridge.listeners.size).toBe(1);
  await order('NUEVA');
  expect((await waiting).json()).toMatchObject({ data: [{ order_id: 'NUEVA', status: 'queued' }] });
});

test('a caller that hangs up leaves no listener behind', async () => {
  const id = await order('A');
  const leaving = [0, 1, 2].map(() => {
    const controller = new AbortController();
    const poll = fetch(`${bridge.intake.url}/v1/charges/${id}?wait=60`, {
      headers: { 'x-api-key': KEY },
      signal: controller.signal,
    });
    return { controller, ended: poll.catch(() => undefined) };
  });
  await until(() => bridge.listeners.size === 3);
  for (const { controller, ended } of leaving) {
    controller.abort();
    await ended;
  }
  await until(() => bridge.listeners.size === 0);
});
