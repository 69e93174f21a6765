import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../../main/dispatch/system-clock.ts';
import { createSideServer } from '../../../../main/intake/http/server.ts';
import { openWebhookListener, WEBHOOK_PATH } from '../../../../main/intake/webhooks/listener.ts';
import { openBare, readAnswers, sayBare } from '../http/bare-socket.ts';
import { until } from '../http/intake.ts';

let door: Awaited<ReturnType<typeof openWebhookListener>>;
let taken: string[];
let logged: { code?: string; err?: unknown }[];
let counted: string[];

beforeEach(async () => {
  taken = [];
  logged = [];
  counted = [];
  const note = (fields: object): void => void logged.push(fields);
  const log = { info: note, warn: note, error: note };
  // As the bridge puts it together, but for the patience with slow callers.
  door = await openWebhookListener(
    {
      createServer: (handle, limits) =>
        createSideServer({ clock: systemClock, log }, handle, {
          ...limits,
          headersTimeout: 300,
          requestTimeout: 600,
          connectionsCheckingInterval: 50,
        }),
      isSigned: () => true,
      take: async (_id, body) => {
        taken.push(body);
        return 'taken';
      },
      count: (received) => counted.push(received),
      log,
    },
    0,
  );
});
afterEach(() => door.close());

const head = `POST ${WEBHOOK_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nSvix-Id: msg_1\r\n`;
const message = (body: string, more = '') => `${head}${more}Content-Length: ${body.length}\r\n\r\n${body}`;

test('what is no HTTP request is refused in the form of the API, and told once in the log', async () => {
  const cases: readonly (readonly [string | Buffer, number, string])[] = [
    ['EVENTO pagado\r\n\r\n', 400, 'malformed_request'],
    [`GET / HTTP/1.1\r\nCookie: ${'x'.repeat(40_000)}\r\n\r\n`, 431, 'headers_too_large'],
    ['CONNECT app.recurrente.com:443 HTTP/1.1\r\n\r\n', 400, 'malformed_request'],
    // A tunnel that was told https:// for http://.
    [Buffer.from('16030100050100000103', 'hex'), 400, 'https_not_spoken'],
  ];
  for (const [bytes, status, code] of cases) {
    const answer = await sayBare(door.port, bytes);
    expect([answer?.status, answer?.json().code, answer?.json().status]).toEqual([status, code, status]);
    expect(answer?.head).toMatch(/^Content-Type: application\/problem\+json\r?$/m);
    expect(answer?.head).toMatch(/^Connection: close\r?$/m);
  }
  expect(logged.map(({ code }) => code)).toEqual(['malformed_request', 'headers_too_large', 'https_not_spoken']);
  expect([taken, counted]).toEqual([[], []]);
});

test('a message that stops coming is answered 408 with the limits of this door, and is not taken', async () => {
  const whole = message('{"a":1}');
  for (const bytes of [whole.slice(0, 40), whole.slice(0, -3)]) {
    const answer = await sayBare(door.port, bytes);
    expect([answer?.status, answer?.json().code]).toEqual([408, 'request_timeout']);
    expect(answer?.json().detail).toMatch(/0\.3 segundos.*0\.6/);
  }
  expect([taken, counted]).toEqual([[], []]);
  expect(logged).toEqual([expect.objectContaining({ code: 'request_timeout' })]);
  // Control: the same message whole.
  const seen = openBare(door.port, whole);
  await until(() => seen.text.includes('204'));
  expect([taken, counted]).toEqual([['{"a":1}'], ['taken']]);
});

test('a sender that asks first is let send; one that is not wanted is refused before its body', async () => {
  const asking = message('{"a":1}', 'Expect: 100-continue\r\n');
  const seen = openBare(door.port, asking);
  await until(() => seen.text.includes('204'));
  expect(readAnswers(seen.text).map(({ status }) => status)).toEqual([100, 204]);
  const large = `${head}Expect: 100-continue\r\nContent-Length: 70000\r\n\r\n`;
  expect((await sayBare(door.port, large))?.status).toBe(413);
});
