import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ChargeView } from '../../../main/contract/charge.ts';
import { describeLine } from '../../../main/charge/journal-words.ts';
import { readConfig, type Config } from '../../../main/contract/config.ts';
import type { Accepted, Order } from '../../../main/contract/desk.ts';
import type { AlertCode } from '../../../main/contract/status.ts';
import { createAccept } from '../../../main/desk/accept.ts';
import { createChanges } from '../../../main/desk/changes.ts';
import { createViews } from '../../../main/desk/views.ts';
import { checkCharge } from '../../../main/dispatch/check.ts';
import { createDispatcher } from '../../../main/dispatch/dispatcher.ts';
import { createRecurrente } from '../../../main/recurrente/client.ts';
import type { Behaviour } from '../../../main/recurrente/sandbox/behaviour.ts';
import { createRandom } from '../../../main/recurrente/sandbox/random.ts';
import { createSandbox, SANDBOX_SECRET_KEY, type Sandbox } from '../../../main/recurrente/sandbox/sandbox.ts';
import { createStore } from '../../../main/store/store.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** A folder in memory where there is one: thousands of flushed commits are not what is tried here. */
const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export const TERMINALS = ['trm_1', 'trm_2', 'trm_3'] as const;

export interface RigOptions {
  readonly seed?: number;
  /** What the PC's clock shows at first. */
  readonly startMs?: number;
  readonly behaviour?: Partial<Behaviour>;
  readonly queue?: Partial<Config['queue']>;
  /** A Recurrente that was there before: for a disk that died. */
  readonly keeping?: { readonly clock: VirtualClock; readonly sandbox: Sandbox };
  /** What lies between the bridge and Recurrente; nothing by default. */
  readonly route?: (onward: typeof fetch, clock: VirtualClock) => typeof fetch;
}

/**
 * The bridge's heart on virtual time: the real dispatcher, desk rules and SQLite file against the simulated Recurrente without
 * sockets. Nothing in here is a double but the clock.
 */
export function createRig({
  seed = 1,
  startMs,
  behaviour,
  queue,
  keeping,
  route = (onward) => onward,
}: RigOptions = {}) {
  const clock = keeping?.clock ?? createVirtualClock(startMs);
  const sandbox =
    keeping?.sandbox ??
    createSandbox({ seed, clock, terminals: TERMINALS.map((id) => ({ id })), ...(behaviour ? { behaviour } : {}) });
  const folder = mkdtempSync(path.join(SCRATCH, 'puente-rig-'));
  const random = createRandom(seed);
  const config = configFor(queue);
  /** Exceptions that were logged: there should be none. */
  const errors: string[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error(details: { err?: unknown }, message: string) {
      if (details.err instanceof Error) errors.push(`${message}: ${details.err.stack}`);
    },
  };
  let ids = 0;
  let parts = assemble();

  function assemble() {
    // Its clock does not wait for a disk: each flush ends within its commit, however slow the machine's is.
    const store = createStore({ path: path.join(folder, 'bridge.db'), slowFlushMs: Infinity });
    const recurrente = createRecurrente({
      fetch: route(sandbox.fetch, clock),
      clock,
      baseUrl: () => sandbox.url,
      timeoutMs: () => config.recurrente.timeoutMs,
      secretKey: () => SANDBOX_SECRET_KEY,
    });
    const deps = { store, recurrente, config: () => config, clock, random, log, failpoint: () => undefined };
    const dispatcher = createDispatcher({ ...deps, onConnection: () => undefined });
    const views = createViews({ store, config: () => config, canSend: () => dispatcher.connection.canSend() });
    const accept = createAccept({ ...deps, newId: () => `c${(ids += 1)}`, views });
    const changes = createChanges({ store, config: () => config, clock, serverNow: recurrente.serverNow, views });
    dispatcher.start();
    return { store, dispatcher, views, accept, changes, deps };
  }
  async function stopBridge(): Promise<void> {
    const stopped = parts.dispatcher.stop();
    // What hangs ends by its time limit.
    let over = false;
    void stopped.then(() => (over = true));
    while (!over) await clock.pass(100);
    await stopped;
    parts.store.close();
  }
  const find = (orderId: string) => {
    const charge = parts.store.charges.byOrder(orderId);
    if (!charge) throw new Error(`order ${orderId} is lost`);
    return charge;
  };
  const wakeFor = <T extends { readonly charge?: ChargeView }>(answer: T): T => {
    if (answer.charge) parts.dispatcher.wake(answer.charge.terminal.id);
    return answer;
  };

  const rig = {
    clock,
    sandbox,
    errors,
    folder,
    config,
    store: () => parts.store,
    dispatcher: () => parts.dispatcher,
    /** The bridge's own client of Recurrente, with Recurrente's clock as it has learnt it. */
    recurrente: () => parts.deps.recurrente,
    changes: () => parts.changes,
    terminal: (index = 1) => sandbox.terminal(`trm_${index}`),

    /** The ERP asks; by default Q100.00 on terminal 1. */
    order(orderId: string, more: Partial<Order> = {}): Accepted {
      const order: Order = { order_id: orderId, source: 'http', terminal: 'caja1', amount_in_cents: 10_000, ...more };
      return wakeFor(parts.store.transact('accept', () => parts.accept(order)));
    },
    charge: (orderId: string) => parts.views.charge(find(orderId)),
    facts: find,
    retry: (orderId: string) => wakeFor(parts.changes.retry(find(orderId).id, 'Ana')),
    cancel(orderId: string) {
      const changed = parts.changes.cancel(find(orderId).id, 'Ana');
      if (changed.kind === 'refused' && changed.problem.code === 'cancel_on_terminal')
        parts.dispatcher.cancelAsked(find(orderId));
      return wakeFor(changed);
    },
    resolve: (orderId: string, outcome: 'not_paid' | 'same_sale' | 'new_sale') =>
      wakeFor(parts.changes.resolve(find(orderId).id, { outcome, note: 'visto en la terminal', name: 'Ana' }, 'Ana')),
    release(index = 1) {
      const problem = parts.changes.release(`trm_${index}`, 'el cliente se fue', 'Ana');
      parts.dispatcher.wake(`trm_${index}`);
      return problem;
    },
    check: (orderId: string) => checkCharge(parts.deps, parts.dispatcher.connection, find(orderId).id),
    allowReplays: () => parts.store.transact('allow', () => parts.store.settings.set('replays_stopped', null)),
    /** But those whose cause went away. */
    alerts: (): AlertCode[] =>
      parts.store.alerts
        .before(Number.MAX_SAFE_INTEGER, 100)
        .filter(({ acknowledgedAtMs, acknowledgedBy }) => acknowledgedAtMs === null || acknowledgedBy !== null)
        .map(({ code }) => code)
        .reverse(),
    kinds: (orderId: string): string[] => parts.store.journal.ofCharge(find(orderId).id).map(({ kind }) => kind),
    /** The journal of an order as people read it. */
    lines: (orderId: string, lang: 'es' | 'en' = 'es'): string[] =>
      parts.store.journal.ofCharge(find(orderId).id).map(({ kind, data }) => describeLine(kind, data, lang)),
    connection: () => parts.dispatcher.connection.state(),

    pass: (ms: number) => clock.pass(ms),
    /** Lets time pass until it is so; fails with the story of all charges when it never is. */
    async until(what: string, isSo: () => boolean, limitMs = 600_000): Promise<number> {
      const startMs = clock.monotonic();
      await clock.settle();
      while (!isSo()) {
        const passedMs = clock.monotonic() - startMs;
        if (passedMs > limitMs) throw new Error(`never came: ${what}\n${rig.story()}`);
        await clock.pass(passedMs < 2000 ? 50 : 500);
      }
      return clock.monotonic() - startMs;
    },
    /** Lets time pass until a terminal shows this order. */
    untilShown: (orderId: string, index = 1, limitMs = 60_000): Promise<number> =>
      rig.until(
        `${orderId} on terminal ${index}`,
        () => rig.terminal(index).charge()?.externalId.startsWith(`tienda-${orderId}-`) ?? false,
        limitMs,
      ),
    untilStatus: (orderId: string, status: ChargeView['status'], limitMs?: number): Promise<number> =>
      rig.until(`${orderId} ${status}`, () => find(orderId).status === status, limitMs),
    story: (): string =>
      parts.store
        .list({ limit: 50 })
        .map(({ charge }) => `${charge.orderId} ${charge.status}: ${rig.kinds(charge.orderId).join(' ')}`)
        .join('\n'),
    /** Payments at Recurrente of one order, by what the sandbox itself recorded. */
    payments: (orderId: string): number =>
      sandbox.state.intents.filter((intent) => {
        const { externalId = '' } = sandbox.state.checkouts.find(({ id }) => id === intent.checkoutId) ?? {};
        return intent.status === 'succeeded' && externalId.startsWith(`tienda-${orderId}-`);
      }).length,
    commands: () => sandbox.state.commands.map(({ externalId, status }) => `${externalId} ${status}`),
    posts: (externalId?: string): number =>
      sandbox.log.filter(
        (line) =>
          line.kind === 'request' &&
          line.route === 'create_command' &&
          (externalId === undefined || line.external_id === externalId),
      ).length,

    /** The bridge ends and starts again on the same disk. */
    async restart(whileOff: () => unknown = () => undefined): Promise<void> {
      await stopBridge();
      await whileOff();
      parts = assemble();
      await clock.settle();
    },
    async stop(): Promise<void> {
      await stopBridge();
      const stopped = sandbox.stop();
      await clock.settle();
      await stopped;
      rmSync(folder, { recursive: true, force: true });
    },
    /** The disk dies under the bridge, which starts anew on an empty one. */
    async loseDiskAndGoOn(): Promise<void> {
      await stopBridge();
      for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true });
      parts = assemble();
      await clock.settle();
    },
    /** Ends the bridge and loses its disk; Recurrente and the clock go on. */
    async loseDisk(): Promise<NonNullable<RigOptions['keeping']>> {
      await stopBridge();
      rmSync(folder, { recursive: true, force: true });
      return { clock, sandbox };
    },
  };
  return rig;
}
export type Rig = ReturnType<typeof createRig>;

function configFor(queue: Partial<Config['queue']> = {}): Config {
  const read = readConfig({
    terminals: TERMINALS.map((id, index) => ({ id, alias: `caja${index + 1}`, name: `Caja ${index + 1}` })),
    externalIdPrefix: 'tienda',
    queue,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.config;
}
