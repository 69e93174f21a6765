import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { openBare, readAnswers, sayBare } from './bare-socket.ts';
import { KEY, startIntake, until, type TestIntake } from './intake.ts';

let bridge: TestIntake;
afterEach(() => bridge.intake.stop());

const open = (bytes: string | Buffer, keep?: (socket: Socket) => void) => openBare(bridge.intake.port, bytes, keep);
const say = (bytes: string | Buffer) => sayBare(bridge.intake.port, bytes);
const warnings = () =>
  bridge.logged.filter((line) => 'reason' in line) as unknown as { code: string; message: string }[];
const post = (body: string) =>
  `POST /v1/charges HTTP/1.1\r\nHost: 127.0.0.1:${bridge.intake.port}\r\nX-Api-Key: ${KEY}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const ORDER = '{"order_id":"A","amount":"10.00"}';

/** The first bytes of a TLS connection, as a real client makes them. */
const TLS_HELLO = Buffer.from('16030100050100000103', 'hex');

test('what is no HTTP request is refused as all else is: readable, with what to do, and closed', async () => {
  bridge = await startIntake();
  const cases: readonly (readonly [string | Buffer, number, string, RegExp])[] = [
    ['COBRAR 125.50\r\n\r\n', 400, 'malformed_request', /order_id.*no se cobra dos veces/],
    ['POST /v1/charges HTTP/1.1\nHost 127.0.0.1\n\n', 400, 'malformed_request', /encabezados/],
    [Buffer.from([0, 1, 2, 3, 255]), 400, 'malformed_request', /HTTP válida/],
    [`GET /${'x'.repeat(300_000)} HTTP/1.1\r\n\r\n`, 431, 'headers_too_large', /16 KiB/],
    [`GET / HTTP/1.1\r\nCookie: ${'x'.repeat(2_000_000)}\r\n\r\n`, 431, 'headers_too_large', /cookies/],
    ['CONNECT app.recurrente.com:443 HTTP/1.1\r\n\r\n', 400, 'malformed_request', /CONNECT/],
    [TLS_HELLO, 400, 'https_not_spoken', /http:\/\/ en lugar de https:\/\//],
  ];
  for (const [bytes, status, code, words] of cases) {
    const answer = await say(bytes);
    expect([answer?.status, answer?.json().code, answer?.json().status]).toEqual([status, code, status]);
    expect(answer?.json().detail).toMatch(words);
    expect(answer?.head).toMatch(/^Content-Type: application\/problem\+json\r?$/m);
    expect(answer?.head).toMatch(/^Connection: close\r?$/m);
    expect(answer?.head).toMatch(/^X-Content-Type-Options: nosniff\r?$/im);
  }
});

test('a broken request is answered in the language and form that can still be read in it', async () => {
  bridge = await startIntake();
  const broken = (headers: string) => `GET / HTTP/1.1\r\n${headers}: \x01\r\nBad Header\r\n\r\n`;
  expect((await say(broken('Accept-Language: en\r\nX')))?.json().detail).toMatch(/^What arrived is no valid/);
  expect((await say(broken('Accept: text/plain\r\nX')))?.body).toMatch(/^code=malformed_request\r?$/m);
  expect((await say(broken('X')))?.json().detail).toMatch(/^Lo que llegó/);
});

test('an expectation that is none of ours keeps nobody from being answered', async () => {
  bridge = await startIntake();
  const head = `GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1:${bridge.intake.port}\r\nX-Api-Key: ${KEY}\r\n`;
  expect((await say(`${head}Connection: close\r\nExpect: fortuna\r\n\r\n`))?.status).toBe(200);
});

test('a charge that came whole is told as accepted, whatever bytes follow it', async () => {
  bridge = await startIntake();
  const release = bridge.hold();
  const seen = open(`${post(ORDER)}basura\r\n\r\n`);
  await until(() => bridge.calls.length === 1 && warnings().length === 1);
  expect(seen.text).toBe('');
  release();
  await until(() => seen.closed);
  const [first, second] = readAnswers(seen.text);
  expect([first?.status, first?.json().order_id]).toEqual([201, 'A']);
  expect([second?.status, second?.json().code]).toEqual([400, 'malformed_request']);
});

test('a request that stops coming is answered 408, and nothing of it is done', async () => {
  bridge = await startIntake(
    {},
    { limits: { headersTimeout: 300, requestTimeout: 600, connectionsCheckingInterval: 50 } },
  );
  const half = post(ORDER);
  for (const bytes of [half.slice(0, 40), half.slice(0, -5), 'POST /v1/charges HTTP/1.1\r\n']) {
    const answer = await say(bytes);
    expect([answer?.status, answer?.json().code]).toEqual([408, 'request_timeout']);
    expect(answer?.head).toMatch(/^Connection: close\r?$/m);
  }
  expect(bridge.calls).toEqual([]);
  // Control: the same request whole is a charge.
  const whole = open(half);
  await until(() => whole.text.includes('201 Created'));
  expect(bridge.calls).toEqual(['accept A http']);
  await until(() => warnings().length === 1);
  // A connection opened ahead of need is no request: it is closed without a word.
  const ahead = open('');
  await until(() => ahead.closed);
  expect([ahead.text, warnings().length]).toEqual(['', 1]);
});

test('who writes https:// is told once in the log, not at each try; and again after an hour, with their number', async () => {
  bridge = await startIntake();
  const tryTls = () =>
    new Promise<string>((resolve) =>
      connectTls({ host: '127.0.0.1', port: bridge.intake.port, rejectUnauthorized: false })
        .once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
        .once('secureConnect', () => resolve('secure')),
    );
  for (let n = 0; n < 3; n += 1) expect(await tryTls()).toMatch(/^(ERR_SSL|EPROTO|ECONNRESET)/);
  await say('basura\r\n\r\n');
  expect(warnings().map(({ code }) => code)).toEqual(['https_not_spoken', 'malformed_request']);
  expect(warnings()[0]?.message).toContain('http://');
  bridge.advance(3_600_001);
  await tryTls();
  expect(warnings()[2]).toMatchObject({ code: 'https_not_spoken', not_logged_since: 2 });
});

test('a stream of events goes on when its caller sends what is no request', async () => {
  bridge = await startIntake();
  let caller: Socket | undefined;
  const head = `GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:${bridge.intake.port}\r\nX-Api-Key: ${KEY}\r\n\r\n`;
  const seen = open(head, (socket) => (caller = socket));
  await until(() => seen.text.includes('retry: 1000'));
  caller?.write('basura\r\n\r\n');
  await until(() => warnings().length === 1);
  await bridge.charge({ order_id: 'A', amount: '10.00' });
  await until(() => seen.text.includes('"order_id":"A"'));
  expect(seen.text).not.toContain('malformed_request');
  caller?.destroy();
  await until(() => bridge.listeners.size === 0);
});
