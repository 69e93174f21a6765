import type { Attempt } from '../charge/attempt.ts';
import type { Charge } from '../charge/charge.ts';
import { stemOf } from '../charge/external-id.ts';
import { ABSENT_AFTER_MS, judge, occupiesTerminal } from '../charge/verdict.ts';
import { backoffMs } from './backoff.ts';
import { cancelAskedBy } from './cancel-asked.ts';
import type { ConnectionWatch } from './connection.ts';
import { mayUse, type DispatchDeps } from './context.ts';
import { look, readCheckouts, readOthers } from './follow.ts';
import { learn } from './learn.ts';
import { isBeforePayment, type Following } from './pace.ts';
import { momentOf } from '../contract/clock.ts';
import { beginResend, findTaken, LOOK_AFTER_MS, post } from './send.ts';

const DAY_MS = 24 * 3_600_000;
const PACE = { firstMs: 1000, capMs: 15_000 };
const OPEN_PACE = { firstMs: 4000, capMs: 30_000 };

/** What the lane knows besides. */
export interface Knowledge {
  /** Whether it is known what Recurrente has of this installation and the ledger lacks. */
  readonly compared: () => boolean;
  /** Seen pending so short ago that no card can have paid it since. */
  readonly isSurelyPending: (attempt: Attempt) => boolean;
}

/**
 * A send whose answer never came: look before you leap (design decision 5). Returns the ms until the next step.
 *
 * Found: followed. Not found, and the customer may still be there: the same id and body once more. Not found, and the wait is
 * over: a search late enough proves it absent, and the charge falls back into the queue, where it expires and asks a person.
 */
export async function pursueUnanswered(
  deps: DispatchDeps,
  connection: ConnectionWatch,
  charge: Charge,
  attempt: Attempt,
  following: Following,
  { compared, isSurelyPending }: Knowledge,
): Promise<number> {
  const { store, clock, config, recurrente, random } = deps;
  const sinceSendMs = Math.max(0, recurrente.serverNow() - (attempt.lastSentAtMs ?? 0));
  if (sinceSendMs < LOOK_AFTER_MS) return LOOK_AFTER_MS - sinceSendMs;
  const askedToWaitMs = Math.max(following.notBeforeMono - clock.monotonic(), connection.askedToWaitMs());
  if (askedToWaitMs > 0) return askedToWaitMs;
  if (!connection.canSend()) return 1000;

  // A command is known, but not yet that it is ours: its checkout says so.
  if (attempt.commands.some((command) => command.checkoutId !== null)) {
    const answered = await readCheckouts(deps, connection, attempt);
    following.failures = answered ? 0 : following.failures + 1;
    return answered ? config().queue.pollMs : backoffMs(following.failures, PACE, random);
  }
  // A request that the PC's own network kept while it slept leaves when it wakes: only the time awake counts.
  const awakeMs = clock.monotonic() - (following.sentMono ?? -Infinity);
  const othersRead = await readOthers(deps, connection, charge, attempt);
  // From when the look began: its later pages may come seconds after the first.
  const lookedAt = momentOf(clock);
  const { answered, found, startedAtMs } = await look(deps, connection, attempt);
  if (!answered) return backoffMs((following.failures += 1), PACE, random);
  following.failures = 0;
  following.looks += 1;
  if (found) {
    const after = store.charges.byExternalId(attempt.externalId);
    const now = after?.attempts.find(({ number }) => number === attempt.number);
    // What was found may be an older sale's that is still open: it is watched, at a walking pace.
    const isUnclear = now !== undefined && ['sending', 'doubt'].includes(judge(now).kind);
    return isUnclear ? backoffMs(following.looks, OPEN_PACE, random) : 0;
  }

  if (awakeMs >= ABSENT_AFTER_MS && startedAtMs >= (attempt.lastSentAtMs ?? 0) + ABSENT_AFTER_MS)
    learn(store, { kind: 'absent', externalId: attempt.externalId, atMs: startedAtMs }, clock.now());
  const tooOld = recurrente.serverNow() - (attempt.firstSentAtMs ?? 0) > DAY_MS;
  const customerGone = clock.now() >= charge.expiresAtMs;
  // A command that was seen exists: repeating the send could only make a second one. A refused one would be refused again.
  const pointless = attempt.commands.length > 0 || attempt.rejection !== null;
  const elsewhere = !mayUse(deps, attempt.terminalId);
  if (tooOld || customerGone || pointless || elsewhere || charge.status === 'in_doubt')
    return backoffMs(following.looks, OPEN_PACE, random);
  // A ledger that was restored knows this send and not what followed it, which the sweep tells (and then wakes the lane).
  const unrecorded = store.unrecorded.ofStem(stemOf(config().externalIdPrefix, charge.orderId));
  if (!compared() || unrecorded.some(({ number }) => number > attempt.number))
    return backoffMs(following.looks, OPEN_PACE, random);

  const mayGo = (): boolean => isAlone(store.charges.get(charge.id), attempt, isSurelyPending);
  if (!othersRead || !mayGo() || cancelAskedBy(store, charge.id) !== undefined)
    return backoffMs(following.looks, OPEN_PACE, random);
  const again = beginResend(deps, attempt);
  following.sentMono = clock.monotonic();
  // What was not there a moment ago may have come meanwhile; while no card can have paid it, repeating it is the same command.
  const { minPaymentMs } = config().queue;
  const reply = await post(deps, connection, again, () => isBeforePayment(lookedAt, clock, minPaymentMs) && mayGo());
  following.lastPending = reply.kind === 'ok' && reply.value.created ? reply.started : null;
  following.lostSend ||= reply.kind === 'unknown';
  if (reply.kind === 'id_taken') await findTaken(deps, connection, again, reply.reason);
  if (reply.kind === 'retry_later') {
    const waitMs = reply.delayMs ?? backoffMs(following.looks, PACE, random);
    following.notBeforeMono = clock.monotonic() + waitMs;
    return waitMs;
  }
  return reply.kind === 'ok' ? 0 : backoffMs(following.looks, PACE, random);
}

/**
 * Nothing else of the charge was paid meanwhile, or is on the terminal, where the repetition would wait behind it for a second payment.
 * What is surely still pending gives way to it.
 */
const isAlone = (
  present: Charge | undefined,
  attempt: Attempt,
  isSurelyPending: Knowledge['isSurelyPending'],
): boolean =>
  present?.status === 'sending' &&
  present.attempts.every((each) => each.number === attempt.number || !occupiesTerminal(each) || isSurelyPending(each));
