import { request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import { readConfig } from '../../../../main/contract/config.ts';
import type { Config } from '../../../../main/contract/config.ts';
import { startHttpIntake, SCOPES } from '../../../../main/intake/http/server.ts';
import type { HttpIntakeDeps, IdempotencyStore, StoredAnswer } from '../../../../main/intake/http/server.ts';
import { createMemoryDesk } from './memory-desk.ts';

export const KEY = 'llave-de-prueba-0123456789';
export const READ_KEY = 'llave-solo-lectura';

/** Keeps answers in memory for 24 hours, as the store does on disk. */
function createMemoryIdempotency(): IdempotencyStore {
  const kept = new Map<string, StoredAnswer & { atMs: number }>();
  return {
    get: (key, nowMs) => {
      const answer = kept.get(key);
      return answer && answer.atMs > nowMs - 24 * 3_600_000 ? answer : undefined;
    },
    put: (key, answer, nowMs) => void kept.set(key, { ...answer, atMs: nowMs }),
  };
}

/** Parsed JSON, as loose as the wire is. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  json<T = Json>(): T;
}

/** An intake on a free port of this machine, over a desk in memory, with a clock that tests can move. */
export async function startIntake(
  more: Partial<HttpIntakeDeps> = {},
  at: Omit<Parameters<typeof startHttpIntake>[1], 'port'> = {},
) {
  const read = readConfig({
    terminals: [
      { id: 'trm_abc', alias: 'caja1', name: 'Caja 1' },
      { id: 'trm_def', alias: 'caja2', name: 'Caja 2' },
    ],
    defaultTerminal: 'caja1',
  });
  if (!read.ok) throw new Error('the test configuration is wrong');
  let config: Config = read.config;
  let offsetMs = 0;
  let ids = 0;
  const logged: object[] = [];
  const now = (): number => Date.now() + offsetMs;
  const memory = createMemoryDesk(() => config, now);
  const log = (fields: object, message: string): void => void logged.push({ ...fields, message });
  const intake = await startHttpIntake(
    {
      desk: memory.desk,
      keys: {
        check: (presented) => {
          const same = (key: string): boolean =>
            presented.length === key.length && timingSafeEqual(Buffer.from(presented), Buffer.from(key));
          if (same(KEY)) return { name: 'erp', scopes: SCOPES };
          return same(READ_KEY) ? { name: 'reader', scopes: ['read'] } : undefined;
        },
      },
      config: () => config,
      log: { info: log, warn: log, error: log },
      clock: { now },
      newId: () => `req-${(ids += 1)}`,
      version: '9.9.9',
      idempotency: createMemoryIdempotency(),
      ...more,
    },
    { port: 0, ...at },
  );

  /** A request as it stands, on a connection of its own: any Host, any header, any body. The key is added unless told not to. */
  const send = (
    method: string,
    path: string,
    { headers = {}, body, key = KEY, address = '127.0.0.1' }: SendOptions = {},
  ): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const out = request(
        {
          host: address,
          port: intake.port,
          method,
          path,
          agent: false,
          headers: {
            ...(key === null ? {} : { authorization: `Bearer ${key}` }),
            ...(typeof body === 'object' && !Buffer.isBuffer(body) ? { 'content-type': 'application/json' } : {}),
            ...headers,
          },
        },
        (res) => void readReply(res).then(resolve, reject),
      );
      out.on('error', reject);
      if (body === undefined) out.end();
      else out.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });

  return {
    ...memory,
    intake,
    logged,
    send,
    charge: (body: object, headers: Record<string, string> = {}) => send('POST', '/v1/charges', { body, headers }),
    setConfig: (change: (config: Config) => Config): void => {
      config = change(config);
    },
    advance: (ms: number): void => {
      offsetMs += ms;
    },
  };
}
export type TestIntake = Awaited<ReturnType<typeof startIntake>>;

interface SendOptions {
  readonly headers?: Record<string, string | string[]>;
  readonly body?: object | string | Buffer;
  readonly key?: string | null;
  readonly address?: string;
}

async function readReply(res: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  for await (const chunk of res as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return { status: res.statusCode ?? 0, headers: res.headers, text, json: () => JSON.parse(text) };
}

/** Resolves when the condition holds; it is looked at on every turn, and gives up after `withinMs`. */
export async function until(condition: () => boolean, withinMs = 30_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
