import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ChargeView } from '../../../main/contract/charge.ts';
import type { StatusView } from '../../../main/contract/status.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../main/recurrente/sandbox/sandbox.ts';
import { findOverlaps, type Overlap } from '../../../main/recurrente/sandbox/invariants.ts';
import { startServe, type BridgeProcess } from '../../faults/bridge-process.ts';
import { API_KEY, createErp, type Erp } from '../../faults/shop.ts';
import { startProxy, type Proxy } from './proxy.ts';

export const TERMINAL = 'trm_1';

/** One till: the real `serve` process in a folder of its own, with a line to the hub that can be broken. */
export interface Till {
  readonly name: string;
  readonly folder: string;
  readonly erp: Erp;
  readonly line: Proxy | undefined;
  readonly process: () => BridgeProcess | undefined;
  /** `more` is for this start alone. */
  start(more?: NodeJS.ProcessEnv): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  order(orderId: string): Promise<void>;
  status(): Promise<StatusView>;
  charge(orderId: string): Promise<ChargeView | undefined>;
}

export interface TillOptions {
  /** Address of the hub; without it the till works alone. */
  readonly hub?: string;
  /** Its port, for a line that can be broken; without it the till goes there directly. */
  readonly hubPort?: number | undefined;
  readonly sandbox: string;
  readonly settings?: object;
  readonly config?: object;
  readonly env?: NodeJS.ProcessEnv;
}

const SHORT = { leaseSeconds: 3, longestPaymentSeconds: 5 };

export async function createTill(name: string, options: TillOptions): Promise<Till> {
  const { hub, hubPort, sandbox, settings, config, env } = options;
  const folder = mkdtempSync(path.join(tmpdir(), `puente-till-${name}-`));
  const line = hub && hubPort ? await startProxy(hubPort) : undefined;
  const url = line && hub ? hub.replace(`:${hubPort}/`, `:${line.port}/`) : hub;
  writeFileSync(
    path.join(folder, 'config.json'),
    JSON.stringify({
      recurrente: { baseUrl: sandbox, timeoutMs: 2000 },
      terminals: [{ id: TERMINAL, alias: 'caja1', name: 'Caja 1' }],
      defaultTerminal: 'caja1',
      externalIdPrefix: name,
      queue: { pollMs: 60, minPaymentMs: 800 },
      ...(url ? { hub: { url, bridge: name, shop: 'tienda', ...SHORT, ...settings } } : {}),
      ...config,
    }),
  );
  let running: BridgeProcess | undefined;
  const erp = createErp(() => running?.url ?? 'http://127.0.0.1:1');
  return {
    name,
    folder,
    erp,
    line,
    process: () => running,
    async start(more = {}) {
      running = await startServe(['--data', folder, '--port', '0', '--recurrente', sandbox], {
        RECURRENTE_SECRET_KEY: 'sk_test_puente_sandbox',
        PUENTE_API_KEY: API_KEY,
        ...env,
        ...more,
      });
      if (!running) throw new Error(`${name} did not start`);
    },
    async kill() {
      running?.kill();
      await running?.gone;
    },
    async stop() {
      running?.child.kill('SIGCONT');
      await running?.stop();
      await line?.close();
      rmSync(folder, { recursive: true, force: true });
    },
    async order(orderId) {
      const taken = await erp.order({ order_id: orderId, amount_in_cents: 1000, terminal: 'caja1' }, () => false);
      if (!taken) throw new Error(`${name} did not accept ${orderId}`);
    },
    status: async () => (await erp.call('GET', '/v1/status')).body as StatusView,
    charge: (orderId) => erp.find(orderId),
  };
}

export const ALWAYS_PAYS = { decline: 0, cancel: 0, walkAway: 0, tip: 0 };

/** A simulated Recurrente whose customers pay within a second. */
export const openRecurrente = (options: SandboxOptions = {}): Promise<Sandbox> =>
  startSandbox({
    terminals: [{ id: TERMINAL }],
    behaviour: { dispatchMs: 50 },
    customer: { mode: 'scripted', script: { ...ALWAYS_PAYS, thinkMs: [900, 1200] } },
    ...options,
  });

const tillOf = (externalId: string): string => externalId.replace(/-.*$/, '');

/** Commands that one till made while another till's was still open on the same terminal, by what Recurrente saw. */
export const findClashes = (sandbox: Sandbox): Overlap[] =>
  findOverlaps(sandbox.log).filter(({ created, open }) => tillOf(created) !== tillOf(open));

export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  isWanted: (answer: T) => boolean,
  withinMs = 25_000,
): Promise<T> {
  const endMs = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (isWanted(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > endMs)
      throw new Error(`${what}: not in time; last ${last instanceof Error ? last.message : JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
