import { mayHaveArrived, type Attempt } from '../charge/attempt.ts';
import type { Charge } from '../charge/charge.ts';
import { judge, mayBePaidInPassing, occupiesTerminal } from '../charge/verdict.ts';
import { createAside } from './aside.ts';
import { cancelAskedBy, cancelQueued } from './cancel-asked.ts';
import type { ConnectionWatch } from './connection.ts';
import { mayUse, type DispatchDeps } from './context.ts';
import { meetEarlierLife } from './earlier.ts';
import type { Expiry } from './expiry.ts';
import { lookAt, readCheckouts, readOthers } from './follow.ts';
import { learn } from './learn.ts';
import { nextLookMs, patienceLeft, replayIsSafe, resumePatience, startFollowing, type Following } from './pace.ts';
import { beginAttempt, findTaken, post } from './send.ts';
import { pursueUnanswered } from './unanswered.ts';
import { createStuckWatch } from './stuck.ts';
import { untilReadsAreTrueMs } from './true-reads.ts';
import { createWaker } from './waker.ts';

/** With nothing to do a lane still looks around this often, should a wake-up ever be lost. */
const IDLE_MS = 5000;

/**
 * The queue of one terminal. It takes the oldest queued charge, has at most one open command, and follows it until it is
 * closed; a charge in doubt holds it until late news or a person frees it. One loop per terminal is the whole of the
 * guarantee "one terminal, one open command": there is no other place that sends.
 */
export function createLane(
  deps: DispatchDeps & {
    readonly connection: ConnectionWatch;
    readonly expiry: Expiry;
    readonly terminalId: string;
    /** Whether it is known what Recurrente has of this installation and the ledger lacks; the lane is woken when it is. */
    readonly compared: () => boolean;
  },
) {
  const { store, clock, config, connection, expiry, terminalId, log } = deps;
  const waker = createWaker(clock);
  const stuck = createStuckWatch(deps, terminalId);
  const aside = createAside(clock, deps.random);
  const startedMono = clock.monotonic();
  const followings = new Map<string, Following>();
  const declinesSince = new Map<string, number>();
  let stopping = false;
  let holding = false;
  let running: Promise<void> | undefined;

  return {
    terminalId,
    wake: waker.wake,
    /** A person was told to cancel this on the terminal: from now on patience is short. */
    cancelAsked(charge: Charge): void {
      for (const { externalId } of charge.attempts) {
        const following = followings.get(externalId);
        if (following) following.cancelAskedMono = clock.monotonic();
      }
      waker.wake();
    },
    /** There is a new order. While a charge holds the terminal, or the line is down, it is no reason to do anything sooner. */
    offer(): void {
      if (!holding && connection.canSend()) waker.wake();
    },
    start(): void {
      running = run();
    },
    /** Resolves when no call of this lane is under way any more. */
    async stop(): Promise<void> {
      stopping = true;
      waker.wake();
      await running;
    },
  };

  async function run(): Promise<void> {
    while (!stopping) {
      let waitMs: number;
      try {
        waitMs = await step();
        stuck.went();
      } catch (error) {
        // A full disk must not end the lane: what cannot be recorded is not sent, and it is tried again.
        log.error({ terminal: terminalId, err: error }, 'lane step failed');
        stuck.failed();
        waitMs = 2000;
      }
      if (!stopping && waitMs > 0) await waker.sleep(waitMs);
    }
  }

  /** Does the next thing; returns the ms until the one after. */
  async function step(): Promise<number> {
    const held = store.charges.onTerminal(terminalId);
    holding = held.length > 0;
    if (!holding) {
      followings.clear();
      return sendNext();
    }
    const waits: number[] = [];
    for (const charge of held) {
      for (const attempt of charge.attempts) {
        if (occupiesTerminal(attempt)) waits.push(await pursue(charge, attempt));
        else if (mayBePaidInPassing(attempt) && connection.askedToWaitMs() === 0)
          await readCheckouts(deps, connection, attempt);
      }
    }
    return Math.min(IDLE_MS, ...waits);
  }

  async function sendNext(): Promise<number> {
    // The connection wakes all lanes when it is back; waits that end meanwhile are the housekeeping's.
    if (!connection.canSend()) return IDLE_MS;
    expiry.run();
    const next = aside.pick(store.charges.queued(terminalId, aside.needed()));
    if (next === undefined || typeof next === 'number') return Math.min(IDLE_MS, next ?? IDLE_MS);
    if (connection.askedToWaitMs() > 0) return Math.min(IDLE_MS, connection.askedToWaitMs());
    // Another bridge has the terminal: whoever gives it wakes the lane.
    if (!mayUse(deps, terminalId) || !deps.compared()) return IDLE_MS;
    const tooSoonMs = Math.max(
      0,
      ...next.attempts.map((each) => untilReadsAreTrueMs(each, deps.recurrente.serverNow())),
    );
    if (tooSoonMs > 0) return tooSoonMs;
    const by = next.attempts.length > 0 ? cancelAskedBy(store, next.id) : undefined;
    if (by !== undefined) {
      cancelQueued(store, next.id, by, clock.now());
      return 0;
    }
    // A fresh read before every irreversible step: a late payment of an earlier attempt must not be followed by a second one.
    if (!(await readOthers(deps, connection, next))) return aside.failed(next.id);
    aside.read(next.id);
    if (store.charges.get(next.id)?.status !== 'queued') return 0;
    const waitMs = await meetEarlierLife(deps, connection, next.id, startedMono, declinesSince);
    if (waitMs > 0) return waitMs;
    // It may have gone to another bridge during those reads.
    if (!mayUse(deps, terminalId)) return IDLE_MS;
    const attempt = beginAttempt(deps, terminalId, next.id);
    if (!attempt) return 0;
    // Its wait may end while the connection is being made: an old charge does not fire (design decision 8).
    return send(attempt, () => clock.now() < next.expiresAtMs);
  }

  async function send(attempt: Attempt, stillValid: () => boolean): Promise<number> {
    holding = true;
    const following = startFollowing(clock.monotonic());
    following.sentMono = clock.monotonic();
    followings.set(attempt.externalId, following);
    const reply = await post(deps, connection, attempt, stillValid);
    if (reply.kind === 'id_taken') await findTaken(deps, connection, attempt, reply.reason);
    if (reply.kind === 'retry_later') {
      following.notBeforeMono += reply.delayMs ?? 1000;
      return reply.delayMs ?? 1000;
    }
    following.lostSend = reply.kind === 'unknown';
    if (reply.kind !== 'ok') return reply.kind === 'unreached' || reply.kind === 'withheld' ? 50 : 0;
    if (reply.value.created) {
      following.lastPending = reply.started;
      return config().queue.pollMs;
    }
    // 200 to a first send: believed only when its checkout is ours (design decision 4).
    await readCheckouts(deps, connection, { ...attempt, commands: commandsNow(attempt) });
    return 0;
  }

  async function pursue(charge: Charge, attempt: Attempt): Promise<number> {
    const following = followings.get(attempt.externalId) ?? startFollowing(clock.monotonic());
    followings.set(attempt.externalId, following);
    const { kind } = judge(attempt);
    const { queue } = config();
    if (connection.canSend())
      resumePatience(following, attempt, deps.recurrente.serverNow(), queue.patienceSeconds * 1000, clock.monotonic());
    let unansweredMs: number | undefined;
    let answered = true;
    const unverified = !attempt.commands.some((command) => command.created) && attempt.checkouts.length === 0;
    if (kind === 'sending' || (kind === 'doubt' && unverified)) {
      unansweredMs = await pursueUnanswered(deps, connection, charge, attempt, following, {
        compared: deps.compared,
        isSurelyPending,
      });
    } else {
      answered = connection.mayAsk() && (await lookAt(deps, connection, attempt, following));
    }
    const after = store.charges.byExternalId(attempt.externalId);
    const now = after?.attempts.find((each) => each.number === attempt.number);
    if (!after || !now || !occupiesTerminal(now)) return 0;
    const present = judge(now).kind;
    // Before the next look is thought of: it depends on how long the state has lasted.
    if (present !== kind) beginState(following);
    if (answered && wantsToSupersede(after, now)) return supersede(after, now);
    const inDoubt = present === 'doubt';
    const waitMs =
      unansweredMs ?? nextLookMs(following, clock, queue.pollMs, queue.minPaymentMs, inDoubt, deps.paceFactor?.());
    return watchPatience(now, following, Math.max(waitMs, connection.askedToWaitMs()));
  }

  function isSurelyPending(attempt: Attempt): boolean {
    const following = followings.get(attempt.externalId);
    const isPending = judge(attempt).kind === 'pending';
    return isPending && following !== undefined && replayIsSafe(following, clock, config().queue.minPaymentMs);
  }

  /** A replace was asked for while the command is surely still pending: the new one takes its place on purpose. */
  function wantsToSupersede(charge: Charge, attempt: Attempt): boolean {
    const wanted = charge.attempts.find((each) => each.number === charge.wish.attempt);
    const waits = charge.wish.kind === 'charge' && charge.wish.attempt > attempt.number;
    return waits && isSurelyPending(attempt) && (!wanted || !mayHaveArrived(wanted)) && mayUse(deps, terminalId);
  }

  async function supersede(charge: Charge, old: Attempt): Promise<number> {
    const following = followings.get(old.externalId);
    if (!following) return 0;
    // The number of the new terms may have an earlier life as well.
    const numberOf = (each: Charge): number | undefined =>
      wantsToSupersede(each, old) ? each.wish.attempt : undefined;
    const tooSoonMs = await meetEarlierLife(deps, connection, charge.id, startedMono, declinesSince, numberOf);
    const now = store.charges.get(charge.id);
    if (tooSoonMs > 0 || !now || numberOf(now) === undefined) return config().queue.pollMs;
    const attempt = beginAttempt(deps, terminalId, charge.id, true);
    if (!attempt) return 0;
    const stillPending = (): boolean => replayIsSafe(following, clock, config().queue.minPaymentMs);
    const waitMs = await send(attempt, stillPending);
    // The old command tells at once whether it was superseded or had reached the terminal first.
    await lookAt(deps, connection, old, following);
    return Math.min(waitMs, config().queue.pollMs);
  }

  function beginState(following: Following): void {
    following.stateSinceMono = clock.monotonic();
    following.lastNewsMono = following.stateSinceMono;
    following.looks = 0;
  }

  /** Patience runs while nothing is learnt; a chain of `pending` answers is news, since Recurrente does tell. */
  function watchPatience(attempt: Attempt, following: Following, waitMs: number): number {
    const mono = clock.monotonic();
    const { kind } = judge(attempt);
    if (kind === 'pending' && following.lastPending !== null)
      following.lastNewsMono = Math.max(following.lastNewsMono, following.lastPending.mono);
    const { leftMs, code } = patienceLeft(following, config().queue.patienceSeconds * 1000, mono);
    if (kind === 'doubt') return waitMs;
    if (leftMs > 0) return Math.min(waitMs, leftMs);
    learn(
      store,
      { kind: 'patience_over', externalId: attempt.externalId, atMs: deps.recurrente.serverNow(), code },
      clock.now(),
    );
    return waitMs;
  }

  function commandsNow(attempt: Attempt): Attempt['commands'] {
    const charge = store.charges.byExternalId(attempt.externalId);
    return charge?.attempts.find((each) => each.number === attempt.number)?.commands ?? [];
  }
}
export type Lane = ReturnType<typeof createLane>;
