import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { startBridge, type Bridge } from '../../../main/bridge.ts';
import type { ChargeView, JournalEntry } from '../../../main/contract/charge.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../main/recurrente/sandbox/sandbox.ts';
import { freePort } from '../../free-port.ts';

const SECRET_KEY = 'sk_live_news_tests';

export interface Shop {
  readonly folder: string;
  readonly sandbox: Sandbox;
  bridge: Bridge;
  call(method: 'GET' | 'POST', at: string, body?: object, headers?: Record<string, string>): Promise<Reply>;
  /** Orders, lets the customer pay, and waits until the bridge knows. */
  sell(orderId: string, extra?: object): Promise<ChargeView>;
  charge(id: string): Promise<ChargeView>;
  journal(id: string): Promise<JournalEntry[]>;
  restart(): Promise<void>;
  close(): Promise<void>;
}
export interface Reply {
  readonly status: number;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into whatever was answered
  json(): any;
}

export const config = (more: object = {}): object => ({
  server: { port: 0 },
  terminals: [
    { id: 'trm_1', alias: 'caja1', name: 'Caja 1' },
    { id: 'trm_2', alias: 'caja2', name: 'Caja 2' },
  ],
  defaultTerminal: 'caja1',
  queue: { pollMs: 50 },
  recurrente: { timeoutMs: 1500 },
  ...more,
});

/** A whole bridge over a simulated Recurrente with a live key, on real sockets and a real database. */
export async function openShop(more: object = {}, options: SandboxOptions = {}): Promise<Shop> {
  const folder = await mkdtemp(path.join(tmpdir(), 'puente-news-'));
  await writeFile(path.join(folder, 'config.json'), JSON.stringify(config(more)));
  const sandbox = await startSandbox({
    // It goes away and comes back where a test takes the network.
    port: await freePort(),
    secretKey: SECRET_KEY,
    terminals: [{ id: 'trm_1' }, { id: 'trm_2' }],
    ...options,
    behaviour: { webhookUrls: 'any', ...options.behaviour },
  });
  const start = (): Promise<Bridge> =>
    startBridge({
      dataFolder: folder,
      port: 0,
      recurrenteUrl: sandbox.url,
      quietLog: true,
      env: { RECURRENTE_SECRET_KEY: SECRET_KEY },
    });
  const shop: Shop = {
    folder,
    sandbox,
    bridge: await start(),
    async call(method, at, body, headers = {}) {
      const reply = await fetch(shop.bridge.url + at, {
        method,
        headers: {
          authorization: `Bearer ${shop.bridge.apiKey}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await reply.text();
      return { status: reply.status, text, json: () => JSON.parse(text) };
    },
    async sell(orderId, extra = {}) {
      const { id, terminal } = (
        await shop.call('POST', '/v1/charges', { order_id: orderId, amount: '125.50', ...extra })
      ).json() as ChargeView;
      await atTerminal(sandbox, terminal.id);
      sandbox.terminal(terminal.id).approve();
      return until(
        () => shop.charge(id),
        (charge) => charge.paid,
      );
    },
    charge: async (id) => (await shop.call('GET', `/v1/charges/${id}`)).json() as ChargeView,
    journal: async (id) => (await shop.call('GET', `/v1/charges/${id}/events`)).json().data as JournalEntry[],
    async restart() {
      await shop.bridge.stop();
      shop.bridge = await start();
    },
    async close() {
      await shop.bridge.stop();
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  // What a bridge writes down at its start is written before a test counts lines.
  await until(
    () => shop.call('GET', '/v1/status'),
    (status) => status.json().connection === 'online',
  );
  return shop;
}

/** Resolves when the terminal shows a charge to the customer. */
export const atTerminal = (sandbox: Sandbox, terminalId: string) =>
  until(
    async () => sandbox.terminal(terminalId).charge(),
    (command) => command?.status === 'dispatched',
  );

/** Asks until the answer is as wanted; fails, showing the last answer, when that takes too long. */
export async function until<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean, withinMs = 30_000): Promise<T> {
  const endMs = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (Date.now() > endMs) expect(answer, 'as wanted in time').toBe('something else');
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
