import { createCompare, type SweepOutcome } from './compare.ts';
import type { ConnectionWatch } from './connection.ts';
import type { DispatchDeps } from './context.ts';
import { listAllCheckouts, TOO_LONG } from './search.ts';
import { createWaker } from './waker.ts';

const MINUTE = 60_000;
const OVERLAP_MS = 15 * MINUTE;
const LONGEST_MS = 7 * 24 * 60 * MINUTE;
const EVERY_MS = 10 * MINUTE;
/** While a lost send may still be carried out, its second command is looked for this often, whatever became of the charge. */
const AFTER_LOSS_EVERY_MS = MINUTE / 2;
const LOSS_IS_RECENT_MS = 10 * MINUTE;
const RETRY_MS = 5000;
/** Orders wait for the first one of a process; a list that never comes must not close the shop. */
const FIRST_RETRY_MS = 1000;
const MAX_FIRST_TRIES = 12;
/** Twice as long as an earlier payment may still be this very sale. */
const REMEMBERED_MS = 48 * 60 * MINUTE;
const MARK = 'swept_until_server_ms';
const LIST = 'list';

/**
 * Compares Recurrente's checkouts with our ledger: at start-up, after an outage and every ten minutes, more often after a send
 * was lost. What is ours goes
 * through `settle`; what carries our prefix and is not in our ledger was made by this installation before its disk was lost or
 * restored: it is remembered for the order that comes again (earlier.ts), and if paid raises an alarm; what carries another prefix
 * or none is another system's and is left alone.
 *
 * No first send goes out before the first sweep of a process: what the ledger lacks is known by then. When the line is up and the
 * list will not come in a dozen tries, orders go out without it, told by an alert: a new shop, or one whose list is broken at
 * Recurrente, must be able to charge, and the ids still protect as documented.
 */
export function createSweep(
  deps: DispatchDeps & { readonly connection: ConnectionWatch; readonly onCompared: () => void },
) {
  const { store, recurrente, clock, connection, log } = deps;
  const compare = createCompare(deps);
  const waker = createWaker(clock);
  let stopping = false;
  let nudged = false;
  let running: Promise<void> | undefined;
  let compared = false;
  let triesWhileOnline = 0;

  function noteCompared(): void {
    if (compared) return;
    compared = true;
    deps.onCompared();
  }

  async function sweep(): Promise<SweepOutcome | undefined> {
    const untilMs = recurrente.serverNow();
    const marked = Number(store.settings.get(MARK) ?? untilMs - 24 * 60 * MINUTE);
    const fromMs = Math.max(untilMs - LONGEST_MS, marked - OVERLAP_MS);
    const reply = await listAllCheckouts(deps, connection, fromMs, untilMs + OVERLAP_MS);
    // Another try would be as long.
    if (reply.kind === 'unknown' && reply.reason === TOO_LONG) triesWhileOnline = MAX_FIRST_TRIES;
    if (reply.kind !== 'ok') return undefined;
    const outcome = await compare(reply.value, untilMs, () => stopping);
    if (!outcome) return undefined;
    store.transact('swept', () => {
      store.unrecorded.forgetBefore(untilMs - REMEMBERED_MS);
      store.alerts.withdraw('not_compared', LIST, clock.now());
      // What may be ours and could not be read is looked at again next time.
      if (outcome.unreadable === 0) store.settings.set(MARK, String(untilMs));
    });
    noteCompared();
    return outcome;
  }

  /** The first sweep of the process did not come about; gives up waiting for it in the end. */
  function noteMissed(): void {
    if (stopping) return;
    nudged = true;
    if (compared || !connection.canSend()) return;
    triesWhileOnline += 1;
    if (triesWhileOnline < MAX_FIRST_TRIES) return;
    log.warn({ tries: triesWhileOnline }, 'not compared with Recurrente: sending without it');
    noteCompared();
    const alert = { code: 'not_compared', level: 'warning', chargeId: null, subject: LIST, data: {} } as const;
    store.transact('not_compared', () => store.raiseAlert({ atMs: clock.now(), ...alert }));
  }

  return {
    sweep,
    /** True once this process knows what Recurrente has of this installation, or gave up finding out. */
    compared: (): boolean => compared,
    /** Sweep now: the line came back. */
    nudge(): void {
      nudged = true;
      waker.wake();
    },
    start(): void {
      running = (async () => {
        let sweptMono: number | undefined;
        while (!stopping) {
          const everyMs = connection.sinceLostSendMs() < LOSS_IS_RECENT_MS ? AFTER_LOSS_EVERY_MS : EVERY_MS;
          const isDue = nudged || sweptMono === undefined || clock.monotonic() - sweptMono >= everyMs;
          if (isDue && connection.mayAsk()) {
            try {
              nudged = false;
              const outcome = await sweep();
              if (outcome) {
                sweptMono = clock.monotonic();
                log.info(outcome, 'swept');
              } else noteMissed();
            } catch (error) {
              nudged = true;
              log.error({ err: error }, 'sweep failed');
            }
          }
          const retryMs = compared ? RETRY_MS : FIRST_RETRY_MS;
          if (!stopping) await waker.sleep(nudged || sweptMono === undefined ? retryMs : AFTER_LOSS_EVERY_MS);
        }
      })();
    },
    async stop(): Promise<void> {
      stopping = true;
      waker.wake();
      await running;
    },
  };
}
