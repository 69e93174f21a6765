import { elapsedMs, momentOf } from '../../contract/clock.ts';
import { findCallbackFault, type CallbackView } from '../../contract/callbacks.ts';
import type { Config } from '../../contract/config.ts';
import { hostOf, type Callback } from '../../store/callbacks.ts';
import type { Store } from '../../store/store.ts';
import { createCollector, GIVE_UP_MS, type CollectDeps } from './collect.ts';
import { postCallback, type PostDeps } from './post.ts';

export interface CallbacksDeps extends Omit<CollectDeps, 'store'>, Omit<PostDeps, 'timeoutMs' | 'stopping'> {
  readonly store: Store;
  readonly config: () => Config;
  readonly random: () => number;
  readonly failpoint: (name: string) => void;
  readonly log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
  /** Moves stored times along if the PC's clock was set meanwhile. */
  readonly checkClock: () => void;
  /** Called for each try, for the metrics. */
  readonly onTried: (outcome: 'delivered' | 'failed' | 'dead') => void;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Waits after each failed try, before chance is added; the last one is repeated until the message is given up. */
const WAITS_MS = [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR];
const AT_ONCE = 8;
/** A slow receiver must leave room for the others. */
const AT_ONCE_PER_HOST = 2;
const IDLE_MS = 5000;
const PRUNE_EVERY_MS = HOUR;
const AFTER_TROUBLE_MS = 10 * SECOND;
/** The loop turns every few seconds: this long without a turn, and the PC slept. */
const SLEPT_MS = MINUTE;

/**
 * The time in which the bridge did not run uses up nothing of a message's day: the PC was off over the weekend, or its clock was
 * set forward meanwhile, which looks the same. Called in the transaction that notes the start, so that a start that is cut off
 * loses none of it; the journal's last line tells until when the bridge ran.
 */
export function keepTimeOff({ store, table, clock }: Pick<CallbacksDeps, 'store' | 'table' | 'clock'>): void {
  const nowMs = clock.now();
  const lastMs = store.journal.lastAtMs();
  if (lastMs !== undefined && lastMs < nowMs) table.keepTime(nowMs - lastMs, nowMs + GIVE_UP_MS);
}

/**
 * Tells the ERP what became of its charges without being asked: at least once, in order for each charge and address. It reads
 * the journal and a table of its own, so nothing that it waits for can hold up a lane.
 */
export function startCallbacks(deps: CallbacksDeps) {
  const { store, table, clock, config, log, random, failpoint } = deps;
  const collector = createCollector(deps);
  const stopping = new AbortController();
  const underway = new Map<string, { readonly host: string; readonly work: Promise<void> }>();
  let wakeUp: AbortController | undefined;
  let rung = false;
  let prunedAtMs = 0;
  let turnedAt = momentOf(clock);

  const wake = (): void => {
    rung = true;
    wakeUp?.abort('woken');
  };
  const stopListening = store.onCommit((lines) => {
    // That it was accepted was the answer to the order itself; such a line is read with the next.
    if (lines.some(({ chargeId, kind }) => chargeId !== null && kind !== 'accepted')) wake();
  });

  /** The present moment, by which nothing is over that a set clock or the PC's sleep brought near. */
  function present(): number {
    deps.checkClock();
    const nowMs = clock.now();
    const sinceTurnMs = elapsedMs(clock, turnedAt);
    if (sinceTurnMs > SLEPT_MS) table.keepTime(Math.round(sinceTurnMs), nowMs + GIVE_UP_MS);
    turnedAt = momentOf(clock);
    return nowMs;
  }

  function step(): number {
    const nowMs = present();
    collector.collect(nowMs);
    failpoint('after:callbacks-collected');
    if (nowMs - prunedAtMs >= PRUNE_EVERY_MS && table.prune(nowMs)) prunedAtMs = nowMs;
    // Those under way are due as well.
    for (const callback of table.due(nowMs, 2 * AT_ONCE_PER_HOST)) {
      if (underway.size >= AT_ONCE) break;
      const host = hostOf(callback.url);
      const onHost = [...underway.values()].filter((each) => each.host === host).length;
      if (underway.has(callback.id) || onHost >= AT_ONCE_PER_HOST) continue;
      const work = deliver(callback)
        .catch(async (error: unknown) => {
          log.error({ err: error }, 'a callback could not be noted');
          // It is due still, and would be told again at once, and again, for as long as the disk takes nothing.
          await clock.sleep(AFTER_TROUBLE_MS, stopping.signal);
        })
        .finally(() => {
          underway.delete(callback.id);
          wake();
        });
      underway.set(callback.id, { host, work });
    }
    const nextMs = table.nextDueMs();
    // What is under way wakes the loop when it ends; what is due behind it is no reason to spin.
    const waitMs = nextMs === null ? IDLE_MS : Math.max(50, nextMs - clock.now());
    return Math.min(IDLE_MS, underway.size > 0 ? Math.max(500, waitMs) : waitMs);
  }

  async function deliver(callback: Callback): Promise<void> {
    const fault = findCallbackFault(callback.url, config().callbacks.allowedHosts);
    if (fault) {
      giveUp(callback, fault);
      return;
    }
    // Neither the charge as it is told nor the message's own id may be lost once the receiver knows them.
    await store.untilOnDisk();
    failpoint('before:callback-post');
    const posted = await postCallback(
      { ...deps, timeoutMs: () => config().callbacks.timeoutMs, stopping: stopping.signal },
      callback,
    );
    failpoint('after:callback-post');
    // Interrupted by our own end: not the receiver's fault, and told again after the next start.
    if (!posted.ok && stopping.signal.aborted) return;
    const atMs = present();
    // Read anew: it may have been moved while the receiver was awaited.
    const giveUpAtMs = table.get(callback.id)?.giveUpAtMs ?? callback.giveUpAtMs;
    if (posted.ok) {
      markTried(callback.id, { state: 'delivered', dueAtMs: atMs, atMs, result: posted.result });
      deps.onTried('delivered');
    } else if (atMs >= giveUpAtMs) giveUp(callback, posted.result);
    else {
      const waitMs = WAITS_MS[Math.min(callback.tries, WAITS_MS.length - 1)] ?? HOUR;
      // Never past the end, so that the last try comes when it is given up.
      const dueAtMs = Math.min(giveUpAtMs, atMs + Math.max(posted.retryAfterMs ?? 0, waitMs * (0.75 + random() / 2)));
      markTried(callback.id, { state: 'waiting', dueAtMs: Math.round(dueAtMs), atMs, result: posted.result });
      deps.onTried('failed');
    }
  }

  /** A try that is lost with the power is made once more. */
  function markTried(...tried: Parameters<typeof table.markTried>): void {
    store.transactSoon('callback_tried', () => table.markTried(...tried));
  }

  function giveUp(callback: Callback, result: string): void {
    const atMs = clock.now();
    store.transact('callback_dead', () => {
      table.markTried(callback.id, { state: 'dead', dueAtMs: atMs, atMs, result });
      const orderId = store.charges.get(callback.chargeId)?.orderId ?? '';
      store.raiseAlert({
        atMs,
        code: 'callback_dead',
        level: 'warning',
        chargeId: callback.chargeId,
        subject: `${callback.chargeId} ${callback.url}`,
        data: { order_id: orderId, url: new URL(callback.url).origin },
      });
    });
    deps.onTried('dead');
  }

  // A clock that is set while the bridge runs takes the waits along (dispatch/expiry.ts); this one was set back while it did not run.
  table.bringForward(clock.now(), clock.now() + GIVE_UP_MS);
  const running = (async () => {
    while (!stopping.signal.aborted) {
      rung = false;
      let waitMs = 2000;
      try {
        waitMs = step();
      } catch (error) {
        log.error({ err: error }, 'callbacks could not be collected');
      }
      if (rung || stopping.signal.aborted) continue;
      wakeUp = new AbortController();
      await clock.sleep(waitMs, AbortSignal.any([wakeUp.signal, stopping.signal]));
    }
  })();

  return {
    list: (state: Callback['state'] | undefined, limit: number): CallbackView[] => table.list(state, limit).map(view),
    /** A person sends a message again. Undefined when there is none of that id. */
    resend(id: string): CallbackView | undefined {
      const atMs = clock.now();
      table.revive(id, atMs, atMs + GIVE_UP_MS);
      const callback = table.get(id);
      if (callback) store.alerts.withdraw('callback_dead', `${callback.chargeId} ${callback.url}`, clock.now());
      wake();
      return callback && view(callback);
    },
    async stop(): Promise<void> {
      stopListening();
      stopping.abort();
      await running;
      await Promise.all([...underway.values()].map(({ work }) => work));
      collector.keepPlace();
    },
  };

  function view(callback: Callback): CallbackView {
    return {
      id: callback.id,
      charge_id: callback.chargeId,
      order_id: store.charges.get(callback.chargeId)?.orderId ?? '',
      event: callback.event,
      url: callback.url,
      state: callback.state,
      tries: callback.tries,
      created_at: new Date(callback.createdAtMs).toISOString(),
      last_try_at: callback.lastTryAtMs === null ? null : new Date(callback.lastTryAtMs).toISOString(),
      next_try_at: callback.state === 'waiting' ? new Date(callback.dueAtMs).toISOString() : null,
      last_result: callback.lastResult,
    };
  }
}
export type Callbacks = ReturnType<typeof startCallbacks>;
