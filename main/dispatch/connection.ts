import type { Connection } from '../contract/status.ts';
import type { Reply } from '../recurrente/reply.ts';
import { backoffMs } from './backoff.ts';
import type { DispatchDeps } from './context.ts';
import { createWaker } from './waker.ts';

/** A probe that hangs must not hide that the network is back. */
const PROBE_TIMEOUT_MS = 2500;
/** Nobody is burdened by a connection that is refused at once, so a dead line is tried about every second: first send within a second of its return. */
const DEAD_LINE = { firstMs: 250, capMs: 600 };
/** A Recurrente that answers badly is given room. */
const POORLY = { firstMs: 1000, capMs: 30_000 };
/** A server error may come from anything on the way: what it asks for holds the shop up for no longer. */
const LONGEST_WAIT_AFTER_ERROR_MS = 30_000;
const BAD_KEY = { firstMs: 5000, capMs: 60_000 };

type Line = 'unknown' | 'online' | 'offline' | 'key_refused' | 'key_missing';

/**
 * Knows whether Recurrente can be reached and whether the key is good. Calls report what they met; while the line is down one
 * probe for all lanes looks for its return, so that being offline uses up no charge's attempt.
 */
export function createConnection(
  deps: DispatchDeps & { readonly onChange: (connection: Connection) => void; readonly onBack: () => void },
) {
  const { store, recurrente, clock, random, log } = deps;
  let line: Line = 'unknown';
  let sinceMs = clock.now();
  /** A call went unanswered: the probe finds out whether that was one lost packet or a dead line. */
  let suspect = false;
  /** A bridge that starts does not know what the one before it lost. */
  let lostSendMono = clock.monotonic();
  /** Recurrente asked for patience until then; steady clock. */
  let notBeforeMono = -Infinity;
  let stopping = false;
  let running: Promise<void> | undefined;
  const waker = createWaker(clock);

  const state = (): Connection => {
    if (line === 'online') return store.settings.get('replays_stopped') === undefined ? 'online' : 'replay_stopped';
    return line === 'unknown' ? 'offline' : line;
  };

  const canSend = (): boolean => line === 'online';
  const askedToWaitMs = (): number => Math.max(0, notBeforeMono - clock.monotonic());

  return {
    state,
    sinceMs: (): number => sinceMs,
    /** True when a new charge may be sent now. */
    canSend,
    replaysAllowed: (): boolean => store.settings.get('replays_stopped') === undefined,

    /** What a call met, whoever made it. Returns the same reply, so that it can stand in the middle of an expression. */
    report<T>(reply: Reply<T>): Reply<T> {
      if ('delayMs' in reply && reply.delayMs !== null) {
        const mostMs = reply.kind === 'retry_later' ? Infinity : LONGEST_WAIT_AFTER_ERROR_MS;
        notBeforeMono = Math.max(notBeforeMono, clock.monotonic() + Math.min(reply.delayMs, mostMs));
      }
      switch (reply.kind) {
        case 'ok':
        case 'rejected':
        case 'id_taken':
        case 'not_found':
          change('online');
          break;
        case 'unreached':
          change('offline', reply.reason);
          break;
        case 'unknown':
          suspect = true;
          waker.wake();
          break;
        case 'key_refused':
        case 'key_missing':
          change(reply.kind);
          break;
        case 'retry_later':
        case 'withheld':
          break;
      }
      return reply;
    },
    /** Ms for which Recurrente asked to be left alone: what nobody waits for by hand is not asked meanwhile (Retry-After). */
    askedToWaitMs,
    /** The line is up, and Recurrente did not ask to be left alone. */
    mayAsk: (): boolean => canSend() && askedToWaitMs() === 0,
    /** A send went unanswered: it may still be carried out, by a slow network minutes later. */
    noteLostSend: (): void => void (lostSendMono = clock.monotonic()),
    /** Ms since a send last went unanswered, or since the start. */
    sinceLostSendMs: (): number => clock.monotonic() - lostSendMono,
    /** Look again now: the network changed, the PC woke up, a key was stored. */
    nudge: (): void => waker.wake(),

    start(): void {
      running = (async () => {
        let failures = 0;
        while (!stopping) {
          if (line === 'online' && !suspect) {
            failures = 0;
            await waker.sleep(60_000);
            continue;
          }
          failures += 1;
          const waitMs = await probe(failures);
          if (!stopping && waitMs > 0) await waker.sleep(waitMs);
        }
      })();
    },
    async stop(): Promise<void> {
      stopping = true;
      waker.wake();
      await running;
    },
  };

  /** Asks once; returns the ms until the next time, 0 when the line is good. */
  async function probe(failures: number): Promise<number> {
    const reply = await recurrente.testKey({ limitMs: PROBE_TIMEOUT_MS });
    // Given up because the bridge ends: nothing about the line.
    if (stopping || reply.kind === 'withheld') return DEAD_LINE.capMs;
    if (reply.kind === 'ok' || reply.kind === 'rejected' || reply.kind === 'not_found') {
      suspect = false;
      change('online');
      return 0;
    }
    if (reply.kind === 'key_refused' || reply.kind === 'key_missing') change(reply.kind);
    else change('offline', ('reason' in reply ? reply.reason : null) ?? reply.kind);
    const dead = reply.kind === 'unreached' || (reply.kind === 'unknown' && reply.httpStatus === null);
    const pace = dead ? DEAD_LINE : reply.kind.startsWith('key_') ? BAD_KEY : POORLY;
    const asked = 'delayMs' in reply ? reply.delayMs : null;
    return asked ?? backoffMs(failures, pace, random);
  }

  function change(next: Exclude<Line, 'unknown'>, reason?: string): void {
    if (line === next) return;
    const before = line;
    line = next;
    sinceMs = clock.now();
    log.info({ connection: next, reason }, 'connection changed');
    // A full disk keeps the change from being written down, not from being acted on.
    try {
      writeDown(next);
    } catch (error) {
      log.error({ connection: next, err: error }, 'connection could not be noted');
    }
    if (next === 'online' && before !== 'online') deps.onBack();
    waker.wake();
  }

  function writeDown(next: Line): void {
    if (next === 'key_refused')
      store.transact('key_refused', () =>
        store.raiseAlert({
          atMs: sinceMs,
          code: 'key_refused',
          level: 'critical',
          chargeId: null,
          subject: 'key',
          data: {},
        }),
      );
    if (next === 'online') store.transact('key_good', () => store.alerts.withdraw('key_refused', 'key', clock.now()));
    deps.onChange(state());
  }
}
export type ConnectionWatch = ReturnType<typeof createConnection>;
