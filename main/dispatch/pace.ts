import type { Attempt } from '../charge/attempt.ts';
import { elapsedMs, type Clock, type Moment } from '../contract/clock.ts';

/** Margin for the way to Recurrente: a repeated send must arrive, not just leave, inside the window in which it cannot hurt. */
const ON_THE_WAY_MS = 500;

/**
 * What the lane remembers of an attempt it follows. In memory on purpose: after a restart or an outage the chain of `pending`
 * answers is broken, and a broken chain is not taken up again by itself (design decision 6).
 */
export interface Following {
  /** When the request began whose answer last showed `pending` (or made the command). */
  lastPending: Moment | null;
  /** A send went unanswered and may still arrive, even after the payment: from then on a second command is looked for. */
  lostSend: boolean;
  /** When this process last sent it; null after a restart. Steady clock, which stands still while the PC sleeps. */
  sentMono: number | null;
  /** When something about it was last learnt; patience counts from here; steady clock. */
  lastNewsMono: number;
  /** When the attempt was first followed in its present state; steady clock. */
  stateSinceMono: number;
  /** Recurrente asked for patience until then; steady clock. */
  notBeforeMono: number;
  looks: number;
  failures: number;
  /** When a person last asked to cancel what is on the terminal; steady clock. */
  cancelAskedMono: number | null;
  /** Whether the silence before this process has been counted. */
  resumed: boolean;
}

export const startFollowing = (mono: number): Following => ({
  lastPending: null,
  lostSend: false,
  sentMono: null,
  lastNewsMono: mono,
  stateSinceMono: mono,
  notBeforeMono: mono,
  looks: 0,
  failures: 0,
  cancelAskedMono: null,
  resumed: false,
});

/** A bridge that starts looks this long at least, before it says that Recurrente does not tell. */
const RESUMED_PATIENCE_MS = 30_000;

/**
 * Counts the silence before this process: a PC that restarts again and again must come to "in doubt" as well. By Recurrente's
 * clock, since the steady clock is a process's own and the PC's may be set while it is off; so not before Recurrente has answered.
 */
export function resumePatience(
  following: Following,
  attempt: Attempt,
  serverNowMs: number,
  patienceMs: number,
  mono: number,
): void {
  if (following.resumed) return;
  following.resumed = true;
  const silentMs = Math.min(serverNowMs - lastNewsServerMs(attempt), patienceMs - RESUMED_PATIENCE_MS);
  following.lastNewsMono = Math.min(following.lastNewsMono, mono - Math.max(0, silentMs));
}

/** The newest thing that is on record of an attempt, by Recurrente's clock. */
const lastNewsServerMs = ({ lastSentAtMs, commands, checkouts, declines }: Attempt): number =>
  Math.max(
    lastSentAtMs ?? 0,
    ...commands.flatMap(({ dispatchedSeenAtMs, closedSeenAtMs }) => [dispatchedSeenAtMs ?? 0, closedSeenAtMs ?? 0]),
    ...checkouts.map(({ createdAtMs }) => createdAtMs ?? 0),
    ...declines.map(({ firstSeenAtMs }) => firstSeenAtMs),
  );

/**
 * After a person asked to cancel on the terminal, Recurrente may never tell that it was done (`unpaid` stays `unpaid`): nobody
 * should wait out the whole patience for a customer who has left. A payment that was already under way is told well within this.
 * Nor is "pending" news then: the terminal may be broken, and nothing but a person's word frees the order and its lane.
 */
const CANCEL_PATIENCE_MS = 20_000;

/** Ms that may still pass without news before the attempt is in doubt, and the code of that doubt. */
export function patienceLeft(following: Following, patienceMs: number, mono: number): { leftMs: number; code: string } {
  const leftMs = following.lastNewsMono + patienceMs - mono;
  const { cancelAskedMono } = following;
  if (cancelAskedMono === null) return { leftMs, code: 'no_answer' };
  const sinceMono = Math.max(following.stateSinceMono, cancelAskedMono);
  return { leftMs: Math.min(leftMs, sinceMono + CANCEL_PATIENCE_MS - mono), code: 'cancel_unconfirmed' };
}

/**
 * Can what was seen unpaid at that moment not have been paid by `aheadMs` from now? No card is quicker than `minPaymentMs`; time
 * that the PC slept counts.
 */
export const isBeforePayment = (seen: Moment, clock: Clock, minPaymentMs: number, aheadMs = 0): boolean =>
  elapsedMs(clock, seen) + aheadMs <= minPaymentMs - ON_THE_WAY_MS;

/**
 * May the same POST be repeated in `aheadMs` to learn the command's status? Only while no payment can have been completed since
 * it was last pending.
 */
export function replayIsSafe(following: Following, clock: Clock, minPaymentMs: number, aheadMs = 0): boolean {
  const { lastPending } = following;
  return lastPending !== null && isBeforePayment(lastPending, clock, minPaymentMs, aheadMs);
}

/** Ms from now after which no replay may still be on its way: it is given up then, whatever the time limit of calls. */
export const replayTimeLeftMs = (following: Following, clock: Clock, minPaymentMs: number): number =>
  following.lastPending === null ? 0 : Math.max(0, minPaymentMs - elapsedMs(clock, following.lastPending));

/**
 * Ms until the next look at an open attempt; never less than `pollMs`. Fast while the customer stands there, slower later;
 * while the chain of replays is kept, always fast enough to keep it. `relax`: how much rarer the looks may be because webhooks
 * tell sooner.
 */
export function nextLookMs(
  following: Following,
  clock: Clock,
  pollMs: number,
  minPaymentMs: number,
  inDoubt: boolean,
  relax = 1,
): number {
  if (replayIsSafe(following, clock, minPaymentMs, pollMs)) return pollMs;
  if (inDoubt) return Math.max(pollMs, Math.min(30_000, 2000 * 1.5 ** Math.min(following.looks, 12)));
  const standingMs = clock.monotonic() - following.stateSinceMono;
  return Math.max(pollMs, Math.min(5000, Math.max(standingPaceMs(standingMs, pollMs), pollMs * relax)));
}

/** So long a customer who pays at once stands there. */
const QUICK_MS = 5000;

/**
 * How often to look at a customer who has stood there for so long: nobody is done at once; many are within some seconds, each of
 * which counts; then ever more rarely, so that a charge of 20 s at `pollMs` 1000 costs 12 calls at most, also where the terminal
 * takes its time to show it.
 */
function standingPaceMs(standingMs: number, pollMs: number): number {
  if (standingMs < pollMs / 2) return 2 * pollMs;
  if (standingMs >= 120_000) return 4 * pollMs;
  if (standingMs < QUICK_MS) return pollMs;
  return Math.round(Math.min(3.5 * pollMs, 0.4 * standingMs));
}
