import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMemorySessions } from '../../../../main/intake/http/caller.ts';
import { launch } from '../../../renderer/browser.ts';
import { KEY, startIntake, until } from './intake.ts';
import type { TestIntake } from './intake.ts';

let uiFiles: string;
beforeAll(async () => {
  uiFiles = await mkdtemp(path.join(tmpdir(), 'puente-window-'));
  await mkdir(path.join(uiFiles, 'assets'));
  await writeFile(
    path.join(uiFiles, 'index.html'),
    '<!doctype html><html lang="es"><head><meta charset="utf-8"><script type="module" crossorigin src="/assets/app-1.js"></script></head><body><p id="said">nada</p></body></html>',
  );
  await writeFile(
    path.join(uiFiles, 'assets/app-1.js'),
    `const say = (text) => { document.getElementById('said').textContent = text };
     const nonce = document.querySelector('meta[property="csp-nonce"]').nonce;
     const style = document.createElement('style'); style.nonce = nonce; style.textContent = '#said { color: rgb(1, 2, 3) }'; document.head.append(style);
     new EventSource('/v1/events').addEventListener('charge', (event) => say(JSON.parse(event.data).order_id));
     const made = await fetch('/v1/charges', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ order_id: 'VENTANA', amount: '10.00' }) });
     document.title = String(made.status);`,
  );
});
afterAll(() => rm(uiFiles, { recursive: true }));

let bridge: TestIntake;
beforeEach(async () => {
  bridge = await startIntake({ uiFiles });
});
afterEach(() => bridge.intake.stop());

const getLink = async (): Promise<string> =>
  new URL((await bridge.send('POST', '/v1/ui/links')).json<{ url: string }>().url).pathname;
const open = async (): Promise<string> => {
  const reply = await bridge.send('GET', await getLink(), { key: null });
  expect([reply.status, reply.headers.location]).toEqual([303, '/']);
  return reply.headers['set-cookie']?.[0] ?? '';
};
const browser = { accept: 'text/html,application/xhtml+xml' };

test('a link opens the window once', async () => {
  const link = await getLink();
  expect((await bridge.send('HEAD', link, { key: null })).status, 'a look ahead uses nothing up').toBe(410);
  const first = await bridge.send('GET', link, { key: null });
  expect(first.status).toBe(303);
  expect(first.headers['set-cookie']?.[0]).toMatch(/^puente_\d+=[\w-]{43}; .*HttpOnly; SameSite=Strict$/);
  const again = await bridge.send('GET', link, { key: null, headers: browser });
  expect(again.status).toBe(410);
  expect(again.text).toContain('puente open');
  expect(again.headers['set-cookie']).toBeUndefined();
  expect((await bridge.send('GET', '/open/inventado', { key: null })).status).toBe(410);
});

test('a link is good for five minutes, a session for thirty days', async () => {
  const link = await getLink();
  bridge.advance(5 * 60_000 + 1);
  expect((await bridge.send('GET', link, { key: null })).status).toBe(410);
  const cookie = await open();
  const status = () => bridge.send('GET', '/v1/status', { key: null, headers: { cookie } });
  bridge.advance(29 * 24 * 3_600_000);
  expect((await status()).status).toBe(200);
  bridge.advance(24 * 3_600_000 + 1);
  expect((await status()).status).toBe(401);
});

/** A stream of events as it stands open. */
async function listen(headers: Record<string, string>) {
  const response = await fetch(`${bridge.intake.url}/v1/events`, { headers });
  const stream = { heard: '', ended: false };
  const decoder = new TextDecoder();
  void (async () => {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
      stream.heard += decoder.decode(chunk, { stream: true });
    stream.ended = true;
  })().catch(() => undefined);
  return stream;
}

test('what a window has open ends with its session: its streams, and its waits without their answer', async () => {
  await bridge.intake.stop();
  bridge = await startIntake({ uiFiles, recheckMs: 20 });
  const { id } = (await bridge.charge({ order_id: 'A', amount: '10.00' })).json();
  const waitOf = (headers: Record<string, string>) =>
    bridge.send('GET', `/v1/charges/${id}?wait=60`, { key: null, headers });
  const old = { cookie: (await open()).split(';')[0] ?? '' };
  const [stream, wait] = [await listen(old), waitOf(old)];
  bridge.advance(24 * 3_600_000);
  const others = [{ cookie: (await open()).split(';')[0] ?? '' }, { 'x-api-key': KEY }];
  const kept = [];
  for (const headers of others) kept.push({ stream: await listen(headers), wait: waitOf(headers) });
  await until(() => bridge.listeners.size === 6);
  bridge.advance(29 * 24 * 3_600_000 + 1);
  expect([(await wait).status, (await wait).json().code]).toEqual([401, 'unauthorized']);
  await until(() => stream.ended);
  // Control: what a younger session and a key have open goes on, and hears of the payment.
  bridge.move(id, 'paid');
  for (const each of kept) {
    expect((await each.wait).json().status).toBe('paid');
    await until(() => each.stream.heard.includes('"status":"paid"'));
    expect(each.stream.ended).toBe(false);
  }
  expect(stream.heard).not.toContain('"status":"paid"');
});

test('a link needs a key that may manage', async () => {
  expect((await bridge.send('POST', '/v1/ui/links', { key: null })).status).toBe(401);
});

test('the cookie serves own pages only', async () => {
  const cookie = await open();
  const get = (headers: Record<string, string>) =>
    bridge.send('GET', '/v1/status', { key: null, headers: { cookie, ...headers } });
  const own = `http://127.0.0.1:${bridge.intake.port}`;
  for (const headers of [{}, { origin: own }, { 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }])
    expect((await get(headers)).status, JSON.stringify(headers)).toBe(200);
  for (const site of ['same-site', 'cross-site'])
    expect((await get({ 'sec-fetch-site': site })).status, site).toBe(401);
  expect((await get({ origin: 'http://127.0.0.1:1' })).status).toBe(403);
  bridge.setConfig((config) => ({ ...config, server: { ...config.server, allowedOrigins: ['https://erp.example'] } }));
  expect((await get({ origin: 'https://erp.example' })).status, 'an allowed page has a key of its own').toBe(401);
  expect((await bridge.send('GET', '/v1/status', { key: null, headers: { cookie: 'puente_1=x' } })).status).toBe(401);
});

test('a restart keeps the window open when sessions are kept', async () => {
  const sessions = createMemorySessions();
  await bridge.intake.stop();
  bridge = await startIntake({ sessions });
  const value = /=([^;]+)/.exec(await open())?.[1];
  await bridge.intake.stop();
  bridge = await startIntake({ sessions });
  const cookie = `puente_${bridge.intake.port}=${value}`;
  expect((await bridge.send('GET', '/v1/status', { key: null, headers: { cookie } })).status).toBe(200);
});

test('a browser without the cookie is told how to open the window', async () => {
  for (const page of ['/', '/docs']) {
    const reply = await bridge.send('GET', page, { key: null, headers: browser });
    expect(reply.status).toBe(401);
    expect(reply.headers['content-type']).toContain('text/html');
    expect(reply.text).toContain('puente open');
    expect(reply.headers['content-security-policy']).toContain("default-src 'none'");
  }
  expect((await bridge.send('GET', '/assets/app-1.js', { key: null })).status).toBe(401);
  expect((await bridge.send('GET', `/?key=${KEY}`, { key: null, headers: browser })).status, 'no cookie').toBe(401);
});

test('the window comes under a strict policy with a nonce of its own each time', async () => {
  const cookie = await open();
  const page = () => bridge.send('GET', '/', { key: null, headers: { cookie } });
  const [one, two] = [await page(), await page()];
  const nonce = /<meta property="csp-nonce" nonce="([^"]+)">/.exec(one.text)?.[1];
  expect(one.headers['content-security-policy']).toBe(
    `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(two.text).not.toContain(nonce);
  const asset = await bridge.send('GET', '/assets/app-1.js', { key: null, headers: { cookie } });
  expect(asset.headers['cache-control']).toContain('immutable');
  for (const outside of ['/../package.json', '/assets/..%2f..%2fsecret', '/.hidden'])
    expect((await bridge.send('GET', outside, { headers: { cookie }, key: null })).status).toBe(404);
});

test('a bridge without the window says so', async () => {
  const bare = await startIntake();
  const link = (await bare.send('POST', '/v1/ui/links')).json<{ url: string }>().url;
  const opened = await bare.send('GET', new URL(link).pathname, { key: null });
  const cookie = opened.headers['set-cookie']?.[0] ?? '';
  expect((await bare.send('GET', '/', { key: null, headers: { ...browser, cookie } })).text).toContain('/docs');
  await bare.intake.stop();
});

test('in a real browser: the link, the cookie, the policy, a charge typed in, and live news', async () => {
  const chrome = await launch();
  try {
    const page = await chrome.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${bridge.intake.url}${await getLink()}`);
    expect(page.url()).toBe(`${bridge.intake.url}/`);
    await page.waitForFunction(() => document.title === '201');
    expect(bridge.calls).toContain('accept VENTANA manual');
    expect(await page.locator('#said').evaluate((element) => getComputedStyle(element).color)).toBe('rgb(1, 2, 3)');
    await until(() => bridge.listeners.size === 1);
    await bridge.charge({ order_id: 'DEL-ERP', amount: '20.00' });
    await page.waitForFunction(() => document.getElementById('said')?.textContent === 'DEL-ERP');
    expect(complaints.filter((text) => !text.includes('favicon') && !text.includes('404'))).toEqual([]);
    expect(await page.evaluate(() => document.cookie), 'scripts do not see the cookie').toBe('');

    // A page of another server on this machine shares the browser's cookies, but not the bridge.
    const other = await chrome.newPage();
    const foreign = await startIntake();
    await other.goto(`http://127.0.0.1:${foreign.intake.port}/healthz`);
    const stolen = await other.evaluate(
      (url) =>
        fetch(`${url}/v1/status`, { credentials: 'include' }).then(
          (reply) => reply.text(),
          () => 'refused',
        ),
      bridge.intake.url,
    );
    expect(stolen).toBe('refused');
    await foreign.intake.stop();
  } finally {
    await chrome.close();
  }
});
