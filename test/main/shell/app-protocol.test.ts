import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAppProtocol } from '../../../main/shell/app-protocol.ts';
import type { Upstream } from '../../../main/shell/bridge-proxy.ts';
import { noticeForExit, type Notice } from '../../../main/shell/notice.ts';
import { openSession } from '../../../main/shell/session.ts';
import { startBridgeDouble, type BridgeDouble } from './bridge-double.ts';

let folder: string;
let bridge: BridgeDouble;
let upstream: Upstream | undefined;
let notice: Notice | undefined;
let retries: number;
let ask: (address: string, init?: RequestInit) => Promise<Response>;

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'puente-protocol-'));
  const rendererDir = path.join(folder, 'renderer');
  mkdirSync(path.join(rendererDir, 'assets'), { recursive: true });
  writeFileSync(
    path.join(rendererDir, 'index.html'),
    '<!doctype html><html><head><title>Puente</title></head><body></body></html>',
  );
  writeFileSync(path.join(rendererDir, 'assets', 'main.js'), 'export {}');
  writeFileSync(path.join(folder, 'secret.txt'), 'not for the page');
  bridge = await startBridgeDouble();
  upstream = await openSession(bridge.port, 'the-api-key');
  notice = undefined;
  retries = 0;
  let nonces = 0;
  const handle = createAppProtocol({
    rendererDir,
    upstream: () => upstream,
    notice: () => notice,
    retry: () => (retries += 1),
    log: () => 'last <line>\n',
    newNonce: () => `nonce${(nonces += 1)}`,
  });
  ask = (address, init) => handle(new Request(address, init));
});
afterEach(async () => {
  await bridge.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the files of the window', () => {
  it('come with a policy that lets in nothing from elsewhere, and a nonce that is new each time', async () => {
    const first = await ask('app://puente/');
    const policy = first.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self' 'nonce-nonce1'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(await first.text()).toContain('<meta property="csp-nonce" nonce="nonce1">');
    expect(await (await ask('app://puente/index.html')).text()).toContain('nonce="nonce2"');
  });

  it('have their types, and are not sniffed', async () => {
    const script = await ask('app://puente/assets/main.js');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..%2f..%2fsecret.txt', '/%00', '/%zz'])(
    'do not lead out of the folder: %s',
    async (pathname) => {
      const answer = await ask(`app://puente${pathname}`);
      expect([403, 404]).toContain(answer.status);
      expect(await answer.text()).not.toContain('not for the page');
    },
  );

  it('are for reading, for our own page, under our own name', async () => {
    expect((await ask('app://puente/', { method: 'POST', body: 'x' })).status).toBe(405);
    expect((await ask('app://elsewhere/')).status).toBe(403);
    expect((await ask('app://puente/v1/status', { headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect(bridge.requests.filter(({ url }) => url === '/v1/status')).toEqual([]);
  });

  it('show the log as plain text', async () => {
    const log = await ask('app://puente/-/log');
    expect(log.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await log.text()).toBe('last <line>\n');
  });
});

describe("the bridge's calls", () => {
  it('go through with body, query and answer, in the session of the window', async () => {
    const answer = await ask('app://puente/v1/charges?x=1', {
      method: 'POST',
      body: '{"order_id":"A"}',
      headers: {
        'content-type': 'application/json',
        cookie: 'own=1',
        'x-api-key': 'forged',
        authorization: 'Bearer forged',
      },
    });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ url: '/v1/charges?x=1', method: 'POST', body: '{"order_id":"A"}' });
    const sent = bridge.requests.at(-1)?.headers;
    expect(sent).toMatchObject({
      cookie: upstream?.cookie,
      host: `127.0.0.1:${bridge.port}`,
      'content-type': 'application/json',
    });
    expect(sent).not.toHaveProperty('authorization');
    expect(sent).not.toHaveProperty('x-api-key');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.headers.get('x-seen')).toBe('yes');
  });

  it('may answer without a body', async () => {
    const answer = await ask('app://puente/v1/nothing');
    expect([answer.status, answer.body]).toEqual([204, null]);
  });

  it('say that the bridge is starting while there is none, and when it just went', async () => {
    const { port } = bridge;
    upstream = undefined;
    const answer = await ask('app://puente/v1/status');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toMatchObject({ code: 'bridge_starting', title: 'El puente está iniciando' });
    const english = await ask('app://puente/v1/status', { headers: { 'accept-language': 'en' } });
    expect(await english.json()).toMatchObject({ title: 'The bridge is starting' });
    await bridge.stop();
    upstream = { port, cookie: 'x=y' };
    expect((await ask('app://puente/v1/status')).status).toBe(503);
    bridge = await startBridgeDouble();
  });

  it('are told as a lost connection when the bridge went with something to do in its hands, and as starting when it had nothing', async () => {
    const order = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
    expect((await ask('app://puente/v1/dies', order)).type).toBe('error');
    expect((await ask('app://puente/v1/dies')).status).toBe(503);
    upstream = { port: 1, cookie: 'x=y' };
    expect((await ask('app://puente/v1/dies', order)).status).toBe(503);
  });

  it('fail an event stream as a lost connection while there is no bridge, so that the page tries again', async () => {
    upstream = undefined;
    expect((await ask('app://puente/v1/events', { headers: { accept: 'text/event-stream' } })).type).toBe('error');
  });

  it('stream event by event, and close at the bridge when the page lets go', async () => {
    const answer = await ask('app://puente/v1/events', { headers: { accept: 'text/event-stream' } });
    const reader = answer.body!.getReader();
    const read = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value);
    expect(await read()).toBe('retry: 1000\nid: 1\n\n');
    const [stream] = bridge.streams;
    for (const number of [2, 3]) {
      stream?.write(`id: ${number}\n\n`);
      expect(await read()).toBe(`id: ${number}\n\n`);
    }
    expect(bridge.streams.size).toBe(1);
    // What Electron does when the page closes its EventSource: the body is cancelled, the request's signal stays silent.
    await reader.cancel();
    await vi.waitFor(() => expect(bridge.streams.size).toBe(0), { timeout: 20_000 });
  });

  it('close at the bridge when the request is given up before its answer', async () => {
    const giveUp = new AbortController();
    const answer = await ask('app://puente/v1/events', { signal: giveUp.signal });
    expect(bridge.streams.size).toBe(1);
    giveUp.abort();
    await vi.waitFor(() => expect(bridge.streams.size).toBe(0), { timeout: 20_000 });
    await answer.body?.cancel().catch(() => undefined);
  });
});

describe('what keeps the bridge from running', () => {
  it('takes the place of the page, in both languages, escaped, and leaves the files alone', async () => {
    notice = noticeForExit(5, '<b>server.port</b>', '/data');
    const answer = await ask('app://puente/');
    const text = await answer.text();
    expect(text).toContain('La configuración tiene un error');
    expect(text).toContain('Correct the file config.json');
    expect(text).not.toContain('<b>');
    expect(text).toMatch(/<style nonce="(nonce\d+)">/);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await ask('app://puente/assets/main.js')).status).toBe(200);
  });

  it('is tried again at a click, once', async () => {
    notice = noticeForExit(5, '', '/data');
    const text = await (await ask('app://puente/')).text();
    const link = /<a href="([^"]+)">Intentar de nuevo/.exec(text)?.[1] ?? '';
    expect(retries).toBe(0);
    expect(await (await ask(`app://puente${link}`)).text()).toContain('url=/');
    expect(retries).toBe(1);
    notice = undefined;
    await ask(`app://puente${link}`);
    expect(retries).toBe(1);
    const foreign = await ask(`app://puente${link}`, { headers: { origin: 'https://example.com' } });
    expect([foreign.status, retries]).toEqual([403, 1]);
  });

  it.each([3, 4, 5, 6, 7, 99])('has words for exit code %i', (exitCode) => {
    const { title, es, en } = noticeForExit(exitCode, 'detalle', '/data');
    expect([title, es, en].every((text) => text.length > 5)).toBe(true);
  });
});
