import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../../main/contract/clock.ts';
import { createCaller } from '../../../main/recurrente/caller.ts';
import { systemClock } from '../../../main/dispatch/system-clock.ts';
import { freePort } from '../../free-port.ts';
import { makeAuthority } from '../hub/certificates.ts';
import { scratchFolder } from '../store/scratch.ts';

/** Real sockets: what matters here is which bytes leave, and when. */
const open: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of open.splice(0)) server.close();
  sockets.clear();
});

interface Upstream {
  readonly url: string;
  readonly requests: string[];
  readonly connections: () => number;
}

/** A server on a bare socket that answers every request with the next status line; undefined keeps silent. */
async function listen(...statuses: (string | undefined)[]): Promise<Upstream> {
  const requests: string[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      requests.push(String(bytes));
      const status = statuses.length > 1 ? statuses.shift() : statuses[0];
      if (status) socket.write(`HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, requests, connections: () => connections };
}

const callerFor = (url: string, clock: Clock = systemClock, fetchIt: typeof fetch = fetch) =>
  createCaller({ fetch: fetchIt, baseUrl: () => url, secretKey: () => 'sk_test_1', timeoutMs: () => 5000, clock });

describe('a secret key that no header carries', () => {
  const call = async (key: string) => {
    const upstream = await listen('200 OK');
    const caller = createCaller({
      fetch,
      baseUrl: () => upstream.url,
      secretKey: () => key,
      timeoutMs: () => 5000,
      clock: systemClock,
    });
    const replies = [await caller.call('GET', '/x'), await caller.call('POST', '/x', { a: 1 })];
    return [...replies.map(({ kind }) => kind), upstream.connections() > 0];
  };

  it.each(['sk_test_“ABC', 'sk_test_ñ', 'sk_test_A B', 'sk_test_A\r\nX: 1', 'sk_test_\u200bA'])(
    'is a refused key, not a line that is down, and nothing is sent: %j',
    async (key) => expect(await call(key)).toEqual(['key_refused', 'key_refused', false]),
  );

  it('control: one of plain letters and signs is sent', async () => {
    expect(await call('sk_test_A-b_9.=/+')).toEqual(['ok', 'ok', true]);
  });
});

describe('a call that is no longer valid when the connection stands', () => {
  it('is withheld: a connection was made and not a byte left', async () => {
    const upstream = await listen('201 Created');
    const reply = await callerFor(upstream.url).call('POST', '/x', { a: 1 }, { stillValid: () => false });
    expect(reply).toEqual({ kind: 'withheld' });
    expect(upstream.connections()).toBe(1);
    expect(upstream.requests).toEqual([]);
  });

  it('is withheld on a connection that was kept from an earlier call as well', async () => {
    const upstream = await listen('201 Created');
    const caller = callerFor(upstream.url);
    expect((await caller.call('POST', '/first', { a: 1 })).kind).toBe('ok');
    expect((await caller.call('POST', '/second', { a: 1 }, { stillValid: () => false })).kind).toBe('withheld');
    expect(upstream.requests.map((request) => request.split(' ')[1])).toEqual(['/first']);
  });

  it('control: one that is valid leaves once, whole, with its length', async () => {
    const upstream = await listen('201 Created');
    let asked = 0;
    const reply = await callerFor(upstream.url).call(
      'POST',
      '/x',
      { text: 'más' },
      {
        stillValid() {
          // Asked when the connection stands, and before anything was written.
          expect(upstream.requests).toEqual([]);
          asked += 1;
          return true;
        },
      },
    );
    expect(reply.kind).toBe('ok');
    expect(asked).toBe(1);
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.requests[0]).toMatch(/content-length: 15\r\n([^]*\r\n)?\r\n\{"text":"más"\}$/i);
    expect(upstream.requests[0]).not.toMatch(/transfer-encoding/i);
  });
});

describe('what surely did not leave', () => {
  it('a time limit that passes before the connection stands is "unreached", not "unknown"', async () => {
    // Held before a connection is made, as a name that does not resolve holds it.
    const held: typeof fetch = (_input, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)));
    const reply = await callerFor('http://127.0.0.1:9', systemClock, held).call('POST', '/x', {}, { limitMs: 30 });
    expect(reply).toEqual({ kind: 'unreached', reason: 'timeout' });
  });

  it('nor does what nobody listens for', async () => {
    const reply = await callerFor(`http://127.0.0.1:${await freePort()}`).call('POST', '/x', {});
    expect(reply).toEqual({ kind: 'unreached', reason: 'ECONNREFUSED' });
  });

  it('control: one that passes after the body has left is "unknown"', async () => {
    const upstream = await listen(undefined);
    const reply = await callerFor(upstream.url).call('POST', '/x', {}, { limitMs: 300 });
    expect(upstream.requests).toHaveLength(1);
    expect(reply).toMatchObject({ kind: 'unknown', reason: 'timeout' });
  });
});

/** Recurrente behind TLS, and something on the way that holds the handshake until it lets it through. */
async function listenBehindTls() {
  const folder = scratchFolder();
  const cert = readFileSync(makeAuthority(folder, 'recurrente'));
  const key = readFileSync(path.join(folder, 'recurrente.key'));
  let letThrough = (): void => undefined;
  let greeted = false;
  const inside = createTlsServer({ cert, key }, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () =>
      socket.write('HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}'),
    );
  }).listen(0, '127.0.0.1');
  await once(inside, 'listening');
  const way = createServer((socket) => {
    const onward = connect((inside.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
    sockets.add(socket).add(onward);
    socket.on('error', () => undefined).once('readable', () => (greeted = true));
    letThrough = () => socket.pipe(onward).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(way, 'listening');
  open.push(inside, way);
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  const url = `https://127.0.0.1:${(way.address() as AddressInfo).port}`;
  return { url, greeted: () => greeted, letThrough: () => letThrough() };
}

it('whether a call is still valid is asked when the TLS handshake is over, not before: that may take seconds', async () => {
  const way = await listenBehindTls();
  let asked = 0;
  const stillValid = (): boolean => (asked += 1) > 0;
  const reply = callerFor(way.url).call('POST', '/x', { a: 1 }, { stillValid, limitMs: 30_000 });
  await expect.poll(way.greeted).toBe(true);
  expect(asked).toBe(0);
  way.letThrough();
  expect((await reply).kind).toBe('ok');
  expect(asked).toBe(1);
});

describe.each(['ENETDOWN', 'EHOSTUNREACH', 'EPROTO'])('a network that goes away with %s', (code) => {
  const failing =
    (bodyLeaves: boolean): typeof fetch =>
    async (_input, init) => {
      if (bodyLeaves) await new Response(init?.body).text();
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
    };
  const callThrough = (fetchIt: typeof fetch) =>
    callerFor('http://127.0.0.1:9', systemClock, fetchIt).call('POST', '/x', { a: 1 });

  it('while the answer is waited for: it may have arrived', async () => {
    expect(await callThrough(failing(true))).toMatchObject({ kind: 'unknown', reason: code });
  });

  it('control: before the body was asked for, nothing left', async () => {
    expect(await callThrough(failing(false))).toEqual({ kind: 'unreached', reason: code });
  });
});

describe('a bridge that ends', () => {
  const endingCaller = (url: string, ending: AbortSignal, fetchIt: typeof fetch = fetch) =>
    createCaller({
      fetch: fetchIt,
      baseUrl: () => url,
      secretKey: () => 'sk_test_1',
      timeoutMs: () => 60_000,
      clock: systemClock,
      ending,
    });

  it('gives up what is under way, which may have arrived, and begins nothing more', async () => {
    const upstream = await listen(undefined);
    const ending = new AbortController();
    const caller = endingCaller(upstream.url, ending.signal);
    const underWay = caller.call('POST', '/x', { a: 1 });
    await expect.poll(() => upstream.requests).toHaveLength(1);
    ending.abort();
    expect(await underWay).toMatchObject({ kind: 'unknown', reason: 'ending' });
    expect(await caller.call('POST', '/y', { a: 1 })).toEqual({ kind: 'withheld' });
    expect(await caller.call('GET', '/z')).toEqual({ kind: 'withheld' });
    expect(upstream.requests).toHaveLength(1);
  });

  it('knows that what waits for a connection did not leave', async () => {
    const ending = new AbortController();
    const held: typeof fetch = (_input, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)));
    const waiting = endingCaller('http://127.0.0.1:9', ending.signal, held).call('POST', '/x', { a: 1 });
    ending.abort();
    expect(await waiting).toEqual({ kind: 'withheld' });
  });
});

describe('fetch by itself', () => {
  it('never posts a second time: 421 is answered once', async () => {
    const upstream = await listen('421 Misdirected Request');
    const reply = await callerFor(upstream.url).call('POST', '/x', { a: 1 });
    expect(reply.kind).toBe('unknown');
    expect(upstream.requests).toHaveLength(1);
  });

  it('control: a plain text body is posted twice on 421', async () => {
    const upstream = await listen('421 Misdirected Request');
    await fetch(`${upstream.url}/x`, { method: 'POST', body: '{"a":1}', redirect: 'manual' });
    expect(upstream.requests).toHaveLength(2);
  });

  it.each(['401 Unauthorized', '403 Forbidden', '302 Found', '429 Too Many Requests', '503 Service Unavailable'])(
    'posts once on %s',
    async (status) => {
      const upstream = await listen(status);
      await callerFor(upstream.url).call('POST', '/x', { a: 1 });
      expect(upstream.requests).toHaveLength(1);
    },
  );
});
