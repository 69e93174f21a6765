import type { Clock } from '../../main/contract/clock.ts';
import type { LineState, TrafficLine, UsbIdentity } from '../../main/contract/devices.ts';
import type { LineSettings } from '../../main/contract/serial-profile.ts';
import type { PortPlace } from './find-port.ts';
import type { FromPort } from './messages.ts';
import { createTrafficMonitor } from './monitor.ts';
import type { PortProcess, StartPortProcess } from './port-process.ts';

/** What to open: a serial port with its settings, or a printer's device file (`line` null). */
export interface LineTarget {
  readonly path: string;
  readonly usb: UsbIdentity | null;
  readonly line: LineSettings | null;
  /** Where the shop's other devices are. */
  readonly others?: readonly PortPlace[];
}

export type Written = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export interface Line {
  /** Resolves when the driver has sent the bytes, or with the reason why it could not. Never rejects. */
  write(bytes: Uint8Array): Promise<Written>;
  state(): LineState;
  /** Why the port is lost, as the driver said it; null while it is open. */
  problem(): string | null;
  traffic(): readonly TrafficLine[];
  /** Resolves when the port's process has ended. */
  close(): Promise<void>;
}

export interface LineDeps {
  readonly start: StartPortProcess;
  readonly clock: Clock;
  readonly random: () => number;
  /** `atMs` is on the port process's own forward-only clock, so that a busy bridge does not look like a byte gap. */
  readonly onData: (bytes: Uint8Array, atMs: number) => void;
  readonly onState: (state: LineState) => void;
  readonly log: { warn(fields: object, message: string): void };
  readonly heartbeatMs?: number;
  /** An open or a write that takes longer (than its bytes need) means that the driver hangs: the process is ended and another started. */
  readonly patienceMs?: number;
  /** A process that takes longer to start is replaced; generous, since a PC that boots is slow. */
  readonly startPatienceMs?: number;
  readonly firstRetryMs?: number;
}

const SLOWEST_RETRY_MS = 10_000;
/** Enough for what lies in the channel to be read. */
const TURN_MS = 100;
/** A printer that holds the line while it prints takes some hundred bytes a second, however fast the line is. */
const PRINTED_BYTE_MS = 2;
/** Start, eight bits, parity and two stop bits. */
const LONGEST_BYTE_BITS = 12;

/** How long a healthy driver may take for these bytes: a long slip is no hung driver. */
const longestMs = ({ length }: Uint8Array, { line }: LineTarget): number =>
  length * Math.max(PRINTED_BYTE_MS, line ? (LONGEST_BYTE_BITS * 1000) / line.baudRate : 0);
/** The PC has been on for this much longer than we waited: it slept, and a USB port may be dead without telling. */
const SLEPT_MS = 15_000;

/**
 * Keeps one port open for as long as it is wanted: through unplugging, driver hangs, crashes and sleep, with backoff between
 * tries. A lost port is a state that people see, never an exception.
 */
export function openLine(target: LineTarget, deps: LineDeps): Line {
  const { clock, heartbeatMs = 2000, patienceMs = 10_000, startPatienceMs = 60_000, firstRetryMs = 250 } = deps;
  const monitor = createTrafficMonitor();
  const closing = new AbortController();
  const waiting = new Map<number, (written: Written) => void>();
  let state: LineState = 'opening';
  let problem: string | null = null;
  let child: PortProcess | undefined;
  let learned: UsbIdentity | null = target.usb;
  let failures = 0;
  let nextId = 0;

  const enter = (next: LineState, why: string | null): void => {
    problem = why;
    if (state === next) return;
    state = next;
    deps.onState(next);
  };
  const failWrites = (reason: string): void => {
    for (const done of [...waiting.values()]) done({ ok: false, reason });
  };

  /** One process, from its start to its end; within it the port may be lost and opened again. */
  async function life(): Promise<void> {
    const ended = new AbortController();
    let heardAtMs = clock.monotonic();
    let openingSinceMs: number | undefined;
    let ready = false;

    const askOpen = (mine: PortProcess): void => {
      openingSinceMs = clock.monotonic();
      mine.send({
        say: 'open',
        device: target.line ? 'serial' : 'file',
        path: target.path,
        usb: learned,
        line: target.line,
        others: [...(target.others ?? [])],
      });
    };
    const retryLater = async (mine: PortProcess): Promise<void> => {
      const pauseMs =
        Math.min(SLOWEST_RETRY_MS, firstRetryMs * 2 ** Math.min(failures, 10)) * (0.75 + deps.random() / 2);
      failures += 1;
      await clock.sleep(pauseMs, ended.signal);
      if (!ended.signal.aborted) askOpen(mine);
    };
    const hear = (mine: PortProcess, message: FromPort): void => {
      heardAtMs = clock.monotonic();
      switch (message.say) {
        case 'ready':
          ready = true;
          askOpen(mine);
          return;
        case 'opened':
          openingSinceMs = undefined;
          failures = 0;
          learned ??= message.usb;
          enter('open', null);
          return;
        case 'lost':
          openingSinceMs = undefined;
          failWrites(message.reason);
          enter('lost', message.reason);
          void retryLater(mine);
          return;
        case 'data': {
          const bytes = Buffer.from(message.base64, 'base64');
          monitor.record('in', bytes, clock.now());
          deps.onData(bytes, message.atMs);
          return;
        }
        case 'written':
          waiting.get(message.id)?.(message.error === null ? { ok: true } : { ok: false, reason: message.error });
          return;
        case 'pong':
        case 'ports':
          return;
      }
    };

    const finished = new Promise<string>((resolve) => {
      try {
        const started: PortProcess = deps.start({
          // The first message cannot arrive before start() has returned: messages are delivered in a later turn.
          onMessage: (message) => hear(started, message),
          onEnd: resolve,
        });
        child = started;
      } catch (error) {
        // No process to be had (memory, a missing file): a lost port like any other, tried again later.
        resolve(String(error));
      }
    });
    const stop = () => child?.kill();
    closing.signal.addEventListener('abort', stop, { once: true });

    const watch = async (): Promise<void> => {
      let awakeMs = clock.uptime();
      let suspected = false;
      while (!ended.signal.aborted) {
        child?.send({ say: 'ping', id: 0 });
        await clock.sleep(heartbeatMs, ended.signal);
        if (ended.signal.aborted) return;
        const nowMs = clock.uptime();
        if (state === 'open' && child && nowMs - awakeMs > heartbeatMs + SLEPT_MS) askOpen(child);
        awakeMs = nowMs;
        const silentMs = (): number => clock.monotonic() - heardAtMs;
        const hangs = (): boolean =>
          silentMs() > (ready ? heartbeatMs * 3 : startPatienceMs) ||
          (openingSinceMs !== undefined && clock.monotonic() - openingSinceMs > patienceMs);
        // Two looks in a row, with a question between them: a bridge that was held up itself has neither asked nor read meanwhile.
        const before = suspected;
        suspected = hangs();
        if (!before || !suspected) continue;
        deps.log.warn({ path: target.path, silentMs: silentMs() }, 'the port process hangs and is replaced');
        child?.kill();
      }
    };
    const watching = watch();
    if (closing.signal.aborted) stop();
    const reason = await finished;
    ended.abort();
    closing.signal.removeEventListener('abort', stop);
    child = undefined;
    failWrites(reason);
    if (!closing.signal.aborted) enter('lost', reason);
    await watching;
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      await life();
      if (closing.signal.aborted) break;
      await clock.sleep(Math.min(SLOWEST_RETRY_MS, firstRetryMs * 2 ** Math.min(failures, 10)), closing.signal);
      failures += 1;
    }
    enter('closed', null);
  }
  const running = run();

  return {
    write(bytes) {
      const process = child;
      if (state !== 'open' || !process)
        return Promise.resolve({ ok: false, reason: problem ?? 'the port is not open' });
      if (bytes.length > 0) monitor.record('out', bytes, clock.now());
      const id = (nextId += 1);
      const settled = new AbortController();
      const written = new Promise<Written>((resolve) => {
        waiting.set(id, (result) => {
          waiting.delete(id);
          settled.abort();
          resolve(result);
        });
      });
      process.send({ say: 'write', id, base64: Buffer.from(bytes).toString('base64') });
      void (async () => {
        await clock.sleep(patienceMs + longestMs(bytes, target), settled.signal);
        await clock.sleep(TURN_MS, settled.signal);
        if (settled.signal.aborted) return;
        waiting.get(id)?.({ ok: false, reason: 'the port does not take the bytes' });
        deps.log.warn({ path: target.path }, 'a write hangs; the port process is replaced');
        process.kill();
      })();
      return written;
    },
    state: () => state,
    problem: () => problem,
    traffic: () => monitor.lines(),
    async close() {
      closing.abort();
      await running;
    },
  };
}
