import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KEY, READ_KEY, startIntake } from './intake.ts';
import type { TestIntake } from './intake.ts';

let bridge: TestIntake;
beforeEach(async () => {
  bridge = await startIntake();
});
afterEach(() => bridge.intake.stop());

const ask = (headers: Record<string, string | string[]>, path = '/v1/status', key: string | null = KEY) =>
  bridge.send('GET', path, { headers, key });

test('only the names of this machine with the own port are answered', async () => {
  const { port } = bridge.intake;
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])
    expect((await ask({ host })).status, host).toBe(200);
  const foreign = ['evil.example', `evil.example:${port}`, `127.0.0.1:${port + 1}`, '127.0.0.1', `localhost.:${port}`];
  for (const host of [...foreign, `127.0.0.1.nip.io:${port}`, `0.0.0.0:${port}`, `[::]:${port}`]) {
    const reply = await ask({ host });
    expect(reply.status, host).toBe(421);
    expect(reply.json().code).toBe('misdirected');
    expect(reply.headers['content-type']).toBe('application/problem+json');
  }
});

test('a foreign name is refused before the key is looked at, and /healthz has no way around it', async () => {
  expect((await ask({ host: 'evil.example' }, '/healthz', null)).status).toBe(421);
  expect((await ask({ host: 'evil.example' }, '/v1/status', 'wrong')).status).toBe(421);
});

test('a request without Host, with an empty one or two, or with a target of another host is refused', async () => {
  const { port } = bridge.intake;
  const auth = `Authorization: Bearer ${KEY}\r\nConnection: close\r\n`;
  const own = `Host: 127.0.0.1:${port}\r\n`;
  const good = await raw(`GET /v1/terminals HTTP/1.1\r\n${own}${auth}\r\n`);
  expect(good).toMatch(/^HTTP\/1\.1 200 /);
  for (const host of ['', 'Host:\r\n', 'Host: \r\n'])
    expect(await raw(`GET /v1/terminals HTTP/1.1\r\n${host}${auth}\r\n`)).toMatch(/^HTTP\/1\.1 421 /);
  expect(await raw(`GET /v1/terminals HTTP/1.1\r\nHost: evil.example\r\n${own}${auth}\r\n`)).toMatch(
    /^HTTP\/1\.1 4\d\d /,
  );
  expect(await raw(`GET http://evil.example/v1/terminals HTTP/1.1\r\n${own}${auth}\r\n`)).toMatch(/^HTTP\/1\.1 421 /);
});

test('HTTP/1.0 knows no Host: without one it is answered, as a foreign one is not', async () => {
  const auth = `X-Api-Key: ${KEY}\r\n`;
  const body = 'order_id=A&amount=10.00';
  const form = `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n`;
  expect(await raw(`POST /v1/charges HTTP/1.0\r\n${auth}${form}\r\n${body}`)).toMatch(/^HTTP\/1\.1 201 /);
  expect(bridge.calls).toHaveLength(1);
  for (const host of ['evil.example', '', `127.0.0.1:${bridge.intake.port + 1}`])
    expect(await raw(`GET /v1/terminals HTTP/1.0\r\nHost: ${host}\r\n${auth}\r\n`)).toMatch(/^HTTP\/1\.1 421 /);
  expect(await raw(`GET /v1/terminals HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 401 /);
});

test('both loopback addresses answer', async () => {
  expect((await bridge.send('GET', '/healthz', { address: '::1' })).status).toBe(200);
  expect((await bridge.send('GET', '/healthz', { address: '127.0.0.1' })).status).toBe(200);
});

test('pages of other origins are refused before their body is read; a simple form post changes nothing', async () => {
  for (const origin of [
    'https://evil.example',
    'null',
    `http://127.0.0.1:${bridge.intake.port + 1}`,
    'http://localhost',
  ]) {
    const reply = await bridge.send('POST', '/v1/charges', {
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'order_id=X&amount=10.00',
    });
    expect(reply.status, origin).toBe(403);
    expect(reply.json().code).toBe('forbidden_origin');
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  }
  expect(bridge.calls).toEqual([]);
  // The same post without the Origin is what an ERP sends: it must pass, or this test shows nothing.
  const allowed = await bridge.send('POST', '/v1/charges', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'order_id=X&amount=10.00',
  });
  expect(allowed.status).toBe(201);
});

test('an origin is refused before the body arrives and before the key is asked for', async () => {
  const { port } = bridge.intake;
  const answer = await raw(
    `POST /v1/charges HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: https://evil.example\r\nContent-Length: 5000\r\n\r\n`,
    /\r\n\r\n/,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
});

test('allowed origins get CORS, private-network preflight included, and follow the settings', async () => {
  const origin = 'https://erp.example';
  const preflight = () =>
    bridge.send('OPTIONS', '/v1/charges', {
      key: null,
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
        'access-control-request-private-network': 'true',
      },
    });
  expect((await preflight()).status).toBe(403);
  bridge.setConfig((config) => ({ ...config, server: { ...config.server, allowedOrigins: [origin] } }));
  const reply = await preflight();
  expect(reply.status).toBe(204);
  expect(reply.headers).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-private-network': 'true',
  });
  expect(reply.headers['access-control-allow-methods']).toContain('POST');
  expect(reply.headers['access-control-allow-headers']?.toLowerCase()).toContain('authorization');
  expect(reply.headers['access-control-allow-credentials']).toBeUndefined();
  expect(reply.headers.vary).toContain('Origin');
  const real = await ask({ origin });
  expect(real.status).toBe(200);
  expect(real.headers['access-control-allow-origin']).toBe(origin);
  // An allowed page still needs the key, and may read why it was refused.
  const keyless = await ask({ origin }, '/v1/status', null);
  expect(keyless.status).toBe(401);
  expect(keyless.headers['access-control-allow-origin']).toBe(origin);
});

test('an origin that IT wrote with capitals or the usual port is the one that browsers send', async () => {
  const allowedOrigins = ['https://ERP.Example', 'http://caja.example:80', 'https://otro.example:8443'];
  bridge.setConfig((config) => ({ ...config, server: { ...config.server, allowedOrigins } }));
  for (const origin of ['https://erp.example', 'http://caja.example', 'https://otro.example:8443'])
    expect((await ask({ origin })).headers['access-control-allow-origin'], origin).toBe(origin);
  for (const origin of ['http://erp.example', 'https://erp.example:8443', 'https://otro.example', 'null'])
    expect((await ask({ origin })).status, origin).toBe(403);
});

test('the own pages need no entry', async () => {
  for (const name of ['127.0.0.1', 'localhost', '[::1]'])
    expect((await ask({ origin: `http://${name}:${bridge.intake.port}` })).status).toBe(200);
});

test('the key is taken in each of its four places, and nowhere without it', async () => {
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
  const good: [Record<string, string>, string][] = [
    [{ authorization: `Bearer ${KEY}` }, '/v1/status'],
    [{ authorization: `bearer  ${KEY}` }, '/v1/status'],
    [{ 'x-api-key': KEY }, '/v1/status'],
    [{ authorization: basic(`cualquiera:${KEY}`) }, '/v1/status'],
    [{ authorization: basic(`:${KEY}`) }, '/v1/status'],
    [{}, `/v1/status?key=${KEY}`],
  ];
  for (const [headers, path] of good)
    expect((await ask(headers, path, null)).status, JSON.stringify(headers)).toBe(200);
  const bad: [Record<string, string>, string][] = [
    [{}, '/v1/status'],
    [{ authorization: 'Bearer x' }, '/v1/status'],
    [{ authorization: 'Bearer ' }, '/v1/status'],
    [{ authorization: `Bearer ${KEY}x` }, '/v1/status'],
    [{ authorization: KEY }, '/v1/status'],
    [{ authorization: basic('sin-dos-puntos') }, '/v1/status'],
    [{ 'x-api-key': '' }, '/v1/status'],
    [{ 'x-api-key': 'ñ' }, '/v1/status'],
    [{}, '/v1/status?key='],
    [{ authorization: 'Bearer wrong' }, `/v1/status?key=${KEY}`],
    [{}, '/v1/nothing-here'],
    [{}, '/docs'],
    [{}, '/v1/openapi.json'],
  ];
  for (const [headers, path] of bad) {
    const reply = await ask(headers, path, null);
    expect(reply.status, `${JSON.stringify(headers)} ${path}`).toBe(401);
    expect(reply.json().code).toBe('unauthorized');
    expect(reply.headers['www-authenticate']).toContain('Bearer');
  }
});

test('a key does what its scopes allow', async () => {
  expect((await bridge.send('GET', '/v1/charges', { key: READ_KEY })).status).toBe(200);
  const reply = await bridge.send('POST', '/v1/charges', { key: READ_KEY, body: { order_id: 'A', amount: '10' } });
  expect(reply.status).toBe(403);
  expect(reply.json()).toMatchObject({ code: 'forbidden_scope' });
  expect(bridge.calls).toEqual([]);
});

test('/healthz is open and tells only that it lives', async () => {
  const reply = await ask({}, '/healthz', null);
  expect(reply.status).toBe(200);
  expect(reply.json()).toEqual({ ok: true });
});

test('the log tells each request, and never a key, a query, a body or a link', async () => {
  await bridge.send('POST', `/v1/charges?key=${KEY}`, {
    key: null,
    body: { order_id: 'SECRETO-1', amount: '10.00', description: 'no-debe-verse' },
  });
  await ask({}, `/v1/status?key=${KEY}`, null);
  await ask({ authorization: 'Bearer llave-mala' }, '/v1/status', null);
  const { url } = (await bridge.send('POST', '/v1/ui/links')).json<{ url: string }>();
  const token = url.split('/').at(-1) ?? '';
  const opened = await bridge.send('GET', `/open/${token}`, { key: null });
  bridge.failWith(new Error('una falla'));
  await ask({}, `/v1/status?key=${KEY}`, null);
  const log = JSON.stringify(bridge.logged, (_, value: unknown) => (value instanceof Error ? value.stack : value));
  const cookie = /=([^;]+)/.exec(opened.headers['set-cookie']?.[0] ?? '')?.[1] ?? '?';
  for (const secret of [KEY, 'llave-mala', 'SECRETO-1', 'no-debe-verse', token, cookie])
    expect(log).not.toContain(secret);
  expect(bridge.logged[0]).toMatchObject({
    method: 'POST',
    path: '/v1/charges',
    status: 201,
    request_id: 'req-1',
    by: 'erp',
  });
  expect(log).toContain('una falla');
});

const SECRET = 'pk_AbCd-0123456789_xyz';
test.each([
  `/v1/charges&key=${SECRET}`,
  `/v1/charges;key=${SECRET}`,
  `/v1/charges%3Fkey=${SECRET}`,
  `/v1/charges%3fkey%3d${SECRET}`,
  `/v1/charges%26key%3D${SECRET}`,
  `/v1/charges/abc&key=${SECRET}`,
  `/v1/charges/abc%26KEY=${SECRET}`,
  `/v1/charges/abc%3Bkey=otra-llave-9`,
  `/v1/charges/key=${SECRET}`,
  `/v1/charges/key=otra-llave-9`,
  `/v1/charges/${SECRET}`,
  `/v1/charges/${SECRET.replace('_', '%5F')}`,
  `/v1/${SECRET}`,
  `/${SECRET}?x=1`,
  `/v1/terminals/caja9&key=${SECRET}/release`,
  `/v1/charges?${SECRET}`,
  `/v1/charges?${SECRET}=1`,
  `/v1/charges?key%3D${SECRET}`,
  `/v1/charges?limit=1?key=${SECRET}`,
  `/v1/charges?Key=${SECRET}`,
  `/v1/charges?order_id=A&api_key=${SECRET}`,
])('a key that is mistyped into the address is neither written down nor said back: %s', async (path) => {
  const send = (method: string, key?: null) =>
    bridge.send(method, path, {
      ...(key === null ? { key } : {}),
      ...(method === 'POST' ? { body: { note: 'x' } } : {}),
    });
  const replies = [await send('GET'), await send('POST'), await send('GET', null)];
  const said = replies.map(({ text }) => text).join('\n') + JSON.stringify(bridge.logged);
  expect(bridge.logged.length).toBeGreaterThanOrEqual(3);
  for (const secret of [SECRET.slice(3), 'otra-llave-9']) expect(said).not.toContain(secret);
});

test('control: what holds no key is written down and said back as it came', async () => {
  const reply = await bridge.send('GET', '/v1/charges/abc-1_2');
  expect(reply.json().detail).toContain('abc-1_2');
  expect(bridge.logged.at(-1)).toMatchObject({ path: '/v1/charges/abc-1_2' });
  expect((await bridge.send('GET', '/v1/charges?order_di=1')).json().errors[0].path).toBe('order_di');
  await bridge.send('GET', '/v1/keyboard');
  expect(bridge.logged.at(-1)).toMatchObject({ path: '/v1/keyboard' });
});

test('every answer carries the number of its request and is kept by no cache', async () => {
  for (const path of ['/v1/status', '/v1/nothing', '/healthz']) {
    const { headers } = await ask({}, path);
    expect(headers['x-request-id']).toMatch(/^req-\d+$/);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  }
});

/** Writes bytes and reads until the connection ends, or until the pattern is there. */
function raw(text: string, enough?: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(bridge.intake.port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      answer += chunk;
      if (enough?.test(answer)) socket.destroy();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
