import type { Attempt } from '../charge/attempt.ts';
import { openAttempt } from '../charge/attempt.ts';
import type { Charge } from '../charge/charge.ts';
import { nextAttemptNumber, withState } from '../charge/derive.ts';
import { ownCheckouts } from '../charge/verdict.ts';
import { externalIdFor } from '../charge/external-id.ts';
import type { CommandAnswer } from '../recurrente/client.ts';
import type { CheckoutAnswer } from '../recurrente/readings.ts';
import type { Reply } from '../recurrente/reply.ts';
import type { ConnectionWatch } from './connection.ts';
import { mayUse, type DispatchDeps } from './context.ts';
import { learn } from './learn.ts';
import { searchAttempt } from './search.ts';

const DAY_MS = 24 * 3_600_000;
/** Reads may lag, and a request may arrive after its caller gave up: not sooner than this after a send is it looked for. */
export const LOOK_AFTER_MS = 2000;

/**
 * Makes the attempt that the charge wants next and records that its POST begins, in one transaction: once this commit is on the
 * disk the charge is never again treated as unsent, whatever happens to this process; post() waits for that. Undefined when the charge wants nothing sent
 * here: while it was read it was cancelled, or moved to another terminal, which has a lane of its own.
 */
export function beginAttempt(
  deps: DispatchDeps,
  terminalId: string,
  chargeId: string,
  supersede = false,
): Attempt | undefined {
  const { store, clock, config, recurrente } = deps;
  return store.transactSoon('begin_attempt', () => {
    const charge = store.charges.get(chargeId);
    const number = charge && (supersede ? charge.wish.attempt : nextAttemptNumber(charge));
    if (!charge || number === undefined || charge.terminalId !== terminalId) return undefined;
    // One terminal, one open command: ours would take the place of what stands there.
    if (!supersede && store.charges.onTerminal(terminalId).length > 0) return undefined;
    const nowMs = clock.now();
    const known = charge.attempts.find((attempt) => attempt.number === number);
    const serverMs = recurrente.serverNow();
    // Never later than now: the PC's clock may have been set back since the order came.
    const askedServerMs = Math.floor(serverMs - Math.max(0, nowMs - charge.createdAtMs));
    const attempt =
      known ?? newAttempt(charge, number, config().externalIdPrefix, { createdAtMs: nowMs, askedServerMs });
    if (!known) store.charges.save(withState({ ...charge, attempts: [...charge.attempts, attempt] }));
    const { externalId } = attempt;
    const send = (known?.sends ?? 0) + 1;
    const after = learn(store, { kind: 'send_started', externalId, send, atMs: serverMs, serverMs }, nowMs);
    return after?.attempts.find((attempt) => attempt.number === number);
  }).result;
}

/** Attempt `number` of a charge as it now stands, of which nothing is known yet. */
export const newAttempt = (
  charge: Charge,
  number: number,
  prefix: string,
  moments: Pick<Attempt, 'createdAtMs' | 'askedServerMs'>,
): Attempt =>
  openAttempt({
    number,
    externalId: externalIdFor(prefix, charge.orderId, number),
    terminalId: charge.terminalId,
    amountInCents: charge.amountInCents,
    currency: charge.currency,
    installments: charge.installments,
    ...moments,
  });

/** Records that the same attempt is posted once more. */
export function beginResend(deps: DispatchDeps, attempt: Attempt): Attempt {
  const { store, clock, recurrente } = deps;
  const { externalId } = attempt;
  const serverMs = recurrente.serverNow();
  const after = learn(
    store,
    { kind: 'send_started', externalId, send: attempt.sends + 1, atMs: serverMs, serverMs },
    clock.now(),
  );
  return after?.attempts.find((each) => each.externalId === externalId) ?? attempt;
}

/**
 * Posts the attempt and learns from the answer. The reply tells the lane how to go on. `stillValid` is asked at the socket
 * (CallLimits): what it says no to is as unsent as before.
 */
export async function post(
  deps: DispatchDeps,
  connection: ConnectionWatch,
  attempt: Attempt,
  stillValid: () => boolean,
): Promise<Reply<CommandAnswer>> {
  const { store, recurrente, clock, failpoint } = deps;
  const { externalId } = attempt;
  // A command that no disk remembers could be sent again as another after a power cut.
  await store.untilOnDisk();
  failpoint('before:post');
  const reply = connection.report(
    // A process may stand still for hours between any two lines: whether the terminal is still ours is asked last of all.
    await recurrente.createCommand(attempt, { stillValid: () => stillValid() && mayUse(deps, attempt.terminalId) }),
  );
  failpoint('after:post');
  const atMs = recurrente.serverNow();
  const nowMs = clock.now();
  switch (reply.kind) {
    case 'ok':
      learn(store, { kind: 'command', externalId, atMs: reply.startedAtMs, ...reply.value }, nowMs);
      break;
    case 'unreached':
    case 'withheld':
    case 'key_refused':
    case 'key_missing':
      // A wrong key is refused before anything is done, so this send made nothing either.
      learn(store, { kind: 'send_unreached', externalId, atMs, send: attempt.sends }, nowMs);
      break;
    case 'rejected':
      learn(store, { kind: 'send_rejected', externalId, atMs, failure: reply.failure }, nowMs);
      break;
    case 'not_found':
      learn(
        store,
        { kind: 'send_rejected', externalId, atMs, failure: { code: 'terminal_not_found', message: null } },
        nowMs,
      );
      break;
    case 'unknown':
      connection.noteLostSend();
      break;
    case 'retry_later':
    case 'id_taken':
      break;
  }
  return reply;
}

/** An old sale of the same number has rarely had more tries. */
const MOST_TAKEN_UNSEEN = 9;

/**
 * "This id is taken" means "it exists" (design decision 5): look for it among the checkouts of the last day. When only this
 * very send can have arrived and nothing of ours is there, an old sale owns the number. Not sooner than reads can be trusted: something
 * on the way may have delivered this send twice, and the first made the command that the second met.
 *
 * Numbers that are refused one after the other, without a trace of who has them, are not taken: Recurrente refuses the order, and
 * its reason is told.
 */
export async function findTaken(
  deps: DispatchDeps,
  connection: ConnectionWatch,
  attempt: Attempt,
  reason: string | null,
): Promise<void> {
  const { store, clock, recurrente } = deps;
  await clock.sleep(LOOK_AFTER_MS - (recurrente.serverNow() - (attempt.lastSentAtMs ?? 0)));
  const reply = await searchAttempt(deps, connection, attempt, DAY_MS);
  if (reply.kind !== 'ok') return;
  learnCheckouts(deps, reply.value.checkouts, reply.value.startedAtMs);
  const onlySend = attempt.sends - attempt.unreached.length === 1;
  const attempts = store.charges.byExternalId(attempt.externalId)?.attempts ?? [];
  const now = attempts.find(({ number }) => number === attempt.number);
  if (!onlySend || !now || ownCheckouts(now).length > 0) return;
  const about = { externalId: attempt.externalId, atMs: reply.value.startedAtMs };
  const takenUnseen = attempts.filter((each) => each.takenElsewhere && each.checkouts.length === 0).length;
  if (takenUnseen < MOST_TAKEN_UNSEEN) learn(store, { ...about, kind: 'taken_elsewhere' }, clock.now());
  else learn(store, { ...about, kind: 'send_rejected', failure: { code: 'rejected', message: reason } }, clock.now());
}

/** Puts checkouts that name one of our commands through `settle`. */
export function learnCheckouts(deps: DispatchDeps, checkouts: readonly CheckoutAnswer[], atMs: number): Charge[] {
  return checkouts.flatMap(({ externalId, reading }) => {
    if (externalId === undefined) return [];
    const charge = learn(deps.store, { kind: 'checkout', externalId, atMs, checkout: reading }, deps.clock.now());
    return charge ? [charge] : [];
  });
}
