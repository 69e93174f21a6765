import type { Clock } from '../contract/clock.ts';
import { fromBridgeSchema, type FromBridge, type StartMessage, type ToBridge } from './bridge-link.ts';
import { createLogTail } from './log-tail.ts';

/** The bridge's process as the shell sees it; Electron's UtilityProcess has this shape. */
export interface BridgeProcess {
  readonly pid: number | undefined;
  postMessage(message: ToBridge): void;
  kill(): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  on(event: 'error', listener: (type: string, location: string) => void): unknown;
  readonly stdout: NodeJS.ReadableStream | null;
  readonly stderr: NodeJS.ReadableStream | null;
}

/**
 * `starting` forked, not ready yet → `running` accepts charges → `waiting` it crashed and starts again at the time given.
 * `refused` it needs a person (port in use, bad configuration, another bridge). `stopping` → `stopped` we asked it to end.
 */
export type BridgeState =
  | { readonly kind: 'starting' }
  | ({ readonly kind: 'running' } & Omit<FromBridge & { readonly say: 'ready' }, 'say'>)
  | { readonly kind: 'waiting'; readonly delayMs: number; readonly crashes: number }
  | { readonly kind: 'refused'; readonly exitCode: number; readonly message: string }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'stopped' };

export interface Crash {
  readonly exitCode: number;
  readonly atMs: number;
  readonly upForMs: number;
  readonly log: string;
}

export interface SupervisorDeps {
  readonly fork: () => BridgeProcess;
  readonly startMessage: () => Promise<StartMessage>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onState: (state: BridgeState) => void;
  /** Everything else that the bridge says: keys to keep, ports to own. */
  readonly onMessage: (message: FromBridge, reply: (message: ToBridge) => void) => void;
  readonly onCrash: (crash: Crash) => void;
}

export interface Supervisor {
  start(): void;
  /** Ends the bridge: asks first, kills after `STOP_PATIENCE_MS`. Resolves when it is gone. */
  stop(): Promise<void>;
  /** Starts again at once: a person asked, or acted on a refusal. */
  restart(): Promise<void>;
  tell(message: ToBridge): void;
  state(): BridgeState;
  log(): string;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 60_000;
/** A bridge that ran this long before it crashed starts again without the delay of earlier crashes. */
const STEADY_MS = 5 * 60_000;
/** A bridge that stands still is as bad as none: after so many unanswered calls it is ended, and started again. */
const PING_EVERY_MS = 15_000;
const PINGS_UNANSWERED = 6;
/** `puente serve` promises to end within 5 s. */
const STOP_PATIENCE_MS = 6_000;

/** Keeps one bridge process running: starts it, starts it again after a crash with growing delays, and ends it cleanly. */
export function createSupervisor(deps: SupervisorDeps): Supervisor {
  const { clock } = deps;
  const tail = createLogTail();
  let state: BridgeState = { kind: 'stopped' };
  let child: BridgeProcess | undefined;
  let crashes = 0;
  let wake = new AbortController();
  let gone: Promise<void> = Promise.resolve();

  const setState = (next: BridgeState): void => {
    state = next;
    deps.onState(next);
  };

  function launch(): void {
    const startedAtMs = clock.monotonic();
    const process = deps.fork();
    child = process;
    setState({ kind: 'starting' });
    for (const stream of [process.stdout, process.stderr])
      stream?.on('data', (chunk: Buffer) => tail.add(String(chunk)));
    const reply = (message: ToBridge): void => {
      if (child === process) process.postMessage(message);
    };
    let refusal: (FromBridge & { say: 'refused' }) | undefined;
    let unanswered = 0;
    const ended = new AbortController();
    // Counted in calls, not in time: a PC that slept has missed one at most.
    const watch = async (): Promise<void> => {
      await clock.sleep(PING_EVERY_MS, ended.signal);
      if (state.kind !== 'running' || child !== process) return;
      if (unanswered === PINGS_UNANSWERED) {
        tail.add(`the bridge has not answered for ${(PING_EVERY_MS * PINGS_UNANSWERED) / 1000} s and is ended\n`);
        process.kill();
        return;
      }
      unanswered += 1;
      process.postMessage({ say: 'ping' });
      await watch();
    };
    process.on('message', (raw) => {
      const parsed = fromBridgeSchema.safeParse(raw);
      if (!parsed.success || child !== process) return;
      const message = parsed.data;
      if (message.say === 'ready') {
        if (state.kind === 'starting') {
          const { say: _, ...where } = message;
          setState({ kind: 'running', ...where });
          void watch();
        }
      } else if (message.say === 'refused') refusal = message;
      else if (message.say === 'pong') unanswered = 0;
      else deps.onMessage(message, reply);
    });
    // Out of memory, for one. Unheard it would be an exception in the shell: Electron's own box, in English, before the till goes
    // on. The exit follows. The report that comes with it holds the environment, and with it perhaps a key: it is not kept.
    process.on('error', (type, location) => tail.add(`${type} in ${location}\n`));
    gone = new Promise((resolve) => {
      process.on('exit', (exitCode) => {
        child = undefined;
        ended.abort();
        const upForMs = clock.monotonic() - startedAtMs;
        if (state.kind === 'stopping') setState({ kind: 'stopped' });
        else if (refusal) setState({ kind: 'refused', exitCode: refusal.exitCode, message: refusal.message });
        else crashed({ exitCode, atMs: clock.now(), upForMs, log: tail.text() });
        resolve();
      });
    });
    deps.startMessage().then(reply, (error: unknown) => {
      tail.add(`the shell could not prepare the start: ${String(error)}\n`);
      process.kill();
    });
  }

  function crashed(crash: Crash): void {
    deps.onCrash(crash);
    crashes = crash.upForMs >= STEADY_MS ? 1 : crashes + 1;
    const capped = Math.min(FIRST_DELAY_MS * 2 ** (crashes - 1), LONGEST_DELAY_MS);
    // Jitter of a quarter: forty PCs that lost the same thing do not come back in step.
    const delayMs = Math.round(capped * (0.75 + 0.5 * deps.random()));
    setState({ kind: 'waiting', delayMs, crashes });
    wake = new AbortController();
    void clock.sleep(delayMs, wake.signal).then(() => {
      if (state.kind === 'waiting') launch();
    });
  }

  async function stop(): Promise<void> {
    if (!child) {
      if (state.kind !== 'stopped') setState({ kind: 'stopped' });
      wake.abort();
      return;
    }
    const process = child;
    if (state.kind !== 'stopping') {
      setState({ kind: 'stopping' });
      process.postMessage({ say: 'stop' });
    }
    const patience = new AbortController();
    const ended = gone.then(() => patience.abort());
    await clock.sleep(STOP_PATIENCE_MS, patience.signal);
    if (child === process) process.kill();
    await ended;
  }

  return {
    start() {
      if (!child && state.kind !== 'waiting') launch();
    },
    stop,
    async restart() {
      await stop();
      crashes = 0;
      if (!child) launch();
    },
    tell(message) {
      if (state.kind === 'running') child?.postMessage(message);
    },
    state: () => state,
    log: tail.text,
  };
}
