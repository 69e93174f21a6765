import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAX_UNREAD_BYTES } from '../../../../main/intake/http/stream.ts';
import { KEY, startIntake, until } from './intake.ts';
import type { Json, TestIntake } from './intake.ts';

let bridge: TestIntake;
let streams: { close: () => void }[] = [];
beforeEach(async () => {
  bridge = await startIntake({ heartbeatMs: 40 });
  streams = [];
});
afterEach(async () => {
  for (const stream of streams) stream.close();
  await until(() => bridge.listeners.size === 0);
  await bridge.intake.stop();
});

interface SseEvent {
  readonly id: number;
  readonly event: string;
  readonly data: Json;
}

/** Reads a stream as an EventSource does. */
function listen(headers: Record<string, string> = {}, query = '') {
  const controller = new AbortController();
  const seen = { events: [] as SseEvent[], comments: 0, lastId: '', retry: '', ended: false, open: false, type: '' };
  const done = (async () => {
    const response = await fetch(`${bridge.intake.url}/v1/events${query}`, {
      headers: { 'x-api-key': KEY, ...headers },
      signal: controller.signal,
    });
    seen.type = response.headers.get('content-type') ?? '';
    let buffer = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      seen.open = true;
      buffer += decoder.decode(chunk, { stream: true });
      for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
        read(buffer.slice(0, end));
        buffer = buffer.slice(end + 2);
      }
    }
    seen.ended = true;
  })().catch(() => undefined);

  function read(block: string): void {
    const fields: Record<string, string> = {};
    for (const line of block.split('\n')) {
      if (line.startsWith(':')) seen.comments += 1;
      else fields[line.slice(0, line.indexOf(': '))] = line.slice(line.indexOf(': ') + 2);
    }
    if (fields['id'] !== undefined) seen.lastId = fields['id'];
    if (fields['retry'] !== undefined) seen.retry = fields['retry'];
    if (fields['data'] !== undefined)
      seen.events.push({ id: Number(fields['id']), event: fields['event'] ?? '', data: JSON.parse(fields['data']) });
  }

  const stream = { seen, done, close: () => controller.abort() };
  streams.push(stream);
  return stream;
}

const order = async (orderId: string): Promise<string> =>
  (await bridge.charge({ order_id: orderId, amount: '10.00' })).json<{ id: string }>().id;
const charges = (stream: ReturnType<typeof listen>) => stream.seen.events.filter(({ event }) => event === 'charge');

test('a new stream sends nothing old, then each change with its journal number', async () => {
  await order('VIEJA');
  const stream = listen();
  await until(() => stream.seen.open && bridge.listeners.size === 1);
  expect(stream.seen.type).toBe('text/event-stream');
  expect([stream.seen.retry, stream.seen.lastId, stream.seen.events.length]).toEqual(['1000', '1', 0]);
  const id = await order('NUEVA');
  bridge.move(id, 'paid');
  bridge.tellBridge();
  await until(() => stream.seen.events.length === 3);
  expect(
    stream.seen.events.map((event) => [event.id, event.event, event.data['status'] ?? event.data['connection']]),
  ).toEqual([
    [2, 'charge', 'queued'],
    [3, 'charge', 'paid'],
    [4, 'bridge', 'online'],
  ]);
});

test('Last-Event-ID resumes without a gap and without a repeat, while news keeps coming', async () => {
  const id = await order('A');
  for (let each = 0; each < 450; each += 1) bridge.move(id, each % 2 === 0 ? 'pending' : 'dispatched');
  const stream = listen({ 'last-event-id': '11' });
  while (bridge.listeners.size === 0) {
    bridge.move(id, 'pending');
    await new Promise((resolve) => setImmediate(resolve));
  }
  bridge.move(id, 'paid');
  const last = bridge.desk.lastSeq();
  await until(() => charges(stream).at(-1)?.id === last);
  const ids = charges(stream).map((event) => event.id);
  expect(ids).toEqual(Array.from({ length: last - 11 }, (_, index) => index + 12));
  expect(
    stream.seen.events.some(({ event }) => event === 'terminal'),
    'terminals are shown afresh',
  ).toBe(true);
});

test('?last_event_id= is for those that cannot set headers; nonsense counts as none', async () => {
  await order('A');
  const old = listen({}, '?last_event_id=0');
  await until(() => charges(old).length === 1);
  const nonsense = listen({ 'last-event-id': 'zzz' });
  await until(() => nonsense.seen.open && bridge.listeners.size === 2);
  expect(nonsense.seen.events).toEqual([]);
});

test('a number from before a restored backup does not silence the stream', async () => {
  await order('A');
  const stream = listen({ 'last-event-id': '5000' });
  await until(() => bridge.listeners.size === 1);
  await order('B');
  await until(() => charges(stream).length === 1);
  expect(charges(stream)[0]).toMatchObject({ id: 2, data: { order_id: 'B' } });
});

test('a stream speaks English when asked', async () => {
  const stream = listen({ 'accept-language': 'en' });
  await until(() => bridge.listeners.size === 1);
  await order('A');
  await until(() => charges(stream).length === 1);
  expect(charges(stream)[0]?.data['next_step']).toBe('Wait.');
});

test('quiet streams get heartbeats', async () => {
  const stream = listen();
  await until(() => stream.seen.comments >= 2);
});

test('HEAD ends at once', async () => {
  const reply = await bridge.send('HEAD', '/v1/events');
  expect([reply.status, reply.headers['content-type']]).toEqual([200, 'text/event-stream']);
});

test('a caller that stops reading is dropped at 1 MiB, and others are not held up', async () => {
  const id = await order('A');
  const slow = await openWithoutReading();
  const quick = listen();
  await until(() => bridge.listeners.size === 2);
  const filler = 'x'.repeat(20_000);
  let told = 0;
  // The system's own buffers take some MiB before anything stays with the bridge.
  while (bridge.listeners.size === 2 && told < 2000) {
    bridge.move(id, 'pending', { description: filler });
    told += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(bridge.listeners.size).toBe(1);
  expect(told * filler.length).toBeGreaterThan(MAX_UNREAD_BYTES);
  await until(() => charges(quick).length === told);
  slow.destroy();
});

/** A connection that asks for the stream and never takes what comes. */
function openWithoutReading(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(bridge.intake.port, '127.0.0.1', () => {
      socket.write(`GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:${bridge.intake.port}\r\nX-Api-Key: ${KEY}\r\n\r\n`);
      socket.pause();
      resolve(socket);
    });
    socket.on('error', reject);
  });
}
