import { randomInt } from 'node:crypto';
import type { Clock } from '../../contract/clock.ts';
import { createApi } from './api.ts';
import { behaviourSchema, DEFAULT_BEHAVIOUR, type Behaviour } from './behaviour.ts';
import { createCore, type Core } from './core.ts';
import { customerScriptSchema, drawCustomer, type CustomerScript } from './customers.ts';
import { readDataFile, writeDataFile } from './data-file.ts';
import { createDriver } from './driver.ts';
import { createFaultPlan, type FaultPlan } from './faults.ts';
import { createFetch } from './fetch-adapter.ts';
import { createGate, type Gate } from './gate.ts';
import { listen } from './listen.ts';
import type { SandboxEvent, SandboxLogLine } from './log.ts';
import { createRandom } from './random.ts';
import { createSaver } from './saver.ts';
import { createServerTime, machineClock } from './server-time.ts';
import type { SandboxState, TerminalSetup } from './state.ts';
import { createVirtualTerminal, type VirtualTerminal } from './virtual-terminal.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';
import { createWire } from './wire.ts';

export { DEMO_PACE, type Behaviour } from './behaviour.ts';
export type { Fault, FaultPlan } from './faults.ts';
export type { SandboxLogLine } from './log.ts';
export type { SandboxState } from './state.ts';
export type { VirtualTerminal } from './virtual-terminal.ts';

export const SANDBOX_SECRET_KEY = 'sk_test_puente_sandbox';

export interface SandboxOptions {
  /** 0: a free one. */
  readonly port?: number;
  readonly secretKey?: string;
  readonly terminals?: readonly TerminalSetup[];
  readonly clock?: Clock;
  /** Numbers in [0, 1); by default drawn from `seed`. */
  readonly random?: () => number;
  readonly seed?: number;
  readonly behaviour?: Partial<Behaviour>;
  readonly customer?: { readonly mode: 'manual' | 'scripted'; readonly script?: Partial<CustomerScript> };
  /** The state survives a restart in this JSON file. */
  readonly dataFile?: string;
  readonly log?: (line: SandboxLogLine) => void;
  readonly accountName?: string;
  /** What webhooks are delivered with. */
  readonly deliver?: typeof fetch;
}

/** The built-in simulated Recurrente: demo mode of the product and the only stand-in of its tests. */
export interface Sandbox {
  readonly url: string;
  readonly seed: number;
  readonly state: SandboxState;
  readonly core: Core;
  readonly faults: FaultPlan;
  readonly webhooks: Webhooks;
  readonly log: readonly SandboxLogLine[];
  /** The same Recurrente without sockets. */
  readonly fetch: typeof fetch;
  terminal(id: string): VirtualTerminal;
  /** Terminals of these ids exist from now on; those that exist already stay as they are. */
  addTerminals(setups: readonly TerminalSetup[]): void;
  behaviour(): Behaviour;
  setBehaviour(change: Partial<Behaviour>): void;
  revokeKey(): void;
  restoreKey(): void;
  stop(): Promise<void>;
}

/** Without a socket: `fetch` is the only way in. `url` is a base address that `fetch` understands. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  return assemble(options).sandbox;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const parts = assemble(options);
  const listener = await listen(parts, options.port ?? 0).catch(async (error: unknown) => {
    await parts.sandbox.stop();
    throw error;
  });
  parts.address.url = listener.url;
  return {
    ...parts.sandbox,
    url: listener.url,
    async stop() {
      await Promise.all([parts.sandbox.stop(), listener.close()]);
    },
  };
}

/** What the HTTP layer is given. */
export interface SandboxParts {
  readonly sandbox: Sandbox;
  readonly gate: Gate;
  readonly recurrenteNow: () => number;
  readonly address: { url: string };
  onNetwork(listener: () => void): void;
  /** Calls back once per turn in which something changed; returns how to stop it. */
  onChange(listener: () => void): () => void;
  changed(): void;
  /** No connection at all for so long. */
  cutFor(ms: number): void;
  poke(): void;
}

function assemble(options: SandboxOptions): SandboxParts {
  const clock = options.clock ?? machineClock;
  const seed = options.seed ?? randomInt(2 ** 31);
  const random = options.random ?? createRandom(seed);
  let behaviour = behaviourSchema.parse({ ...DEFAULT_BEHAVIOUR, ...options.behaviour });
  const secretKey = options.secretKey ?? SANDBOX_SECRET_KEY;
  const liveMode = secretKey.startsWith('sk_live_');
  const address = { url: 'http://sandbox.invalid' };
  const serverNow = createServerTime(clock);
  const recurrenteNow = (): number => serverNow() + behaviour.clockSkewMs;
  const stopping = new AbortController();
  const script = customerScriptSchema.parse(options.customer?.script ?? {});
  const everyoneScripted = options.customer?.mode === 'scripted';

  const saved = options.dataFile === undefined ? undefined : readDataFile(options.dataFile);
  const core = createCore({
    now: serverNow,
    random,
    behaviour: () => behaviour,
    state: saved,
    terminals: options.terminals ?? [{ id: 'trm_sandbox', name: 'Caja 1' }],
    customerFor: (terminal, command) =>
      everyoneScripted || terminal.autoCustomer ? drawCustomer(script, command.amountInCents, random) : undefined,
    onIntent: (intent) => webhooks.announce(intent),
    onRefund: (refund) => webhooks.announceRefund(refund),
  });
  const wire = createWire({ behaviour: () => behaviour, baseUrl: () => address.url, liveMode });
  const webhooks = createWebhooks({
    core,
    wire,
    clock,
    random,
    deliver: options.deliver ?? fetch,
    serverNow,
    allowed: () => liveMode || behaviour.webhooksWithTestKey,
    stopping: stopping.signal,
  });

  const changeListeners = new Set<() => void>();
  let telling = false;
  const changed = (): void => {
    if (telling) return;
    telling = true;
    setImmediate(() => {
      telling = false;
      for (const listener of changeListeners) listener();
    });
  };
  let dirty = false;
  core.log.listen((line) => {
    dirty ||= CHANGES.has(line.kind);
    if (line.kind !== 'request' && line.kind !== 'answer') changed();
    options.log?.(line);
  });
  core.log.write({ kind: 'started', seed });
  if (saved) core.addTerminals(options.terminals ?? []);
  const dataFile = options.dataFile;
  const { save, saveLast } = createSaver({
    isDirty: () => dirty && dataFile !== undefined,
    write() {
      if (dataFile !== undefined) writeDataFile(dataFile, core.state);
      dirty = false;
    },
    clock,
    stopping: stopping.signal,
  });
  const driver = createDriver({
    clock,
    now: serverNow,
    nextDueMs: () => core.nextDueMs(),
    advance() {
      core.advance();
      save();
    },
  });
  const networkListeners = new Set<() => void>();
  const faults = createFaultPlan(random, (state) => {
    core.log.write({ kind: 'network', state });
    for (const listener of networkListeners) listener();
  });
  const api = createApi({
    core,
    wire,
    behaviour: () => behaviour,
    secretKey,
    accountName: options.accountName ?? 'Tienda de prueba',
  });
  const gate = createGate({
    faults,
    clock,
    log: core.log,
    stopping: stopping.signal,
    answer(request) {
      const reply = api(request);
      save();
      driver.poke();
      return reply;
    },
  });

  const sandbox: Sandbox = {
    url: address.url,
    seed,
    state: core.state,
    core,
    faults,
    webhooks,
    log: core.log.lines,
    fetch: createFetch(gate, () => faults.network() === 'refuse', recurrenteNow),
    terminal(id) {
      const terminal = core.state.terminals.find((each) => each.id === id);
      if (!terminal) throw new Error(`the sandbox has no terminal ${id}`);
      return createVirtualTerminal(core, terminal, driver.poke);
    },
    addTerminals: core.addTerminals,
    behaviour: () => behaviour,
    setBehaviour(change) {
      behaviour = behaviourSchema.parse({ ...behaviour, ...change });
      driver.poke();
    },
    revokeKey: () => core.setKeyRevoked(true),
    restoreKey: () => core.setKeyRevoked(false),
    async stop() {
      stopping.abort();
      await Promise.all([driver.stop(), webhooks.stop()]);
      saveLast();
    },
  };
  return {
    sandbox,
    gate,
    recurrenteNow,
    address,
    onNetwork: (listener) => void networkListeners.add(listener),
    onChange(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    changed,
    cutFor(ms) {
      faults.setNetwork('refuse');
      void clock.sleep(ms, stopping.signal).then(() => faults.setNetwork('up'));
    },
    poke: driver.poke,
  };
}

/** Log lines that go with a change of the state. */
const CHANGES = new Set<SandboxEvent['kind']>([
  'command_created',
  'command_status',
  'checkout_status',
  'payment',
  'decline',
  'refund',
  'terminal',
  'key',
  'endpoint',
]);
