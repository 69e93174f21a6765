import type { Attempt } from '../charge/attempt.ts';
import type { Charge } from '../charge/charge.ts';
import { judge } from '../charge/verdict.ts';
import type { CheckoutAnswer } from '../recurrente/readings.ts';
import type { ConnectionWatch } from './connection.ts';
import { mayUse, type DispatchDeps } from './context.ts';
import { learn } from './learn.ts';
import { replayIsSafe, replayTimeLeftMs, type Following } from './pace.ts';
import { findTaken, learnCheckouts } from './send.ts';
import { searchAttempt } from './search.ts';
import { wantsFreshRead } from './true-reads.ts';

/**
 * One look at an open attempt (design decision 6): the same POST while it is `pending` and no payment can have been completed
 * since it was last seen so; from then on its checkouts only. Returns true when Recurrente answered.
 */
export async function lookAt(
  deps: DispatchDeps,
  connection: ConnectionWatch,
  attempt: Attempt,
  following: Following,
): Promise<boolean> {
  const { clock, config } = deps;
  following.looks += 1;
  const mayReplay =
    judge(attempt).kind === 'pending' && connection.replaysAllowed() && mayUse(deps, attempt.terminalId);
  if (mayReplay && replayIsSafe(following, clock, config().queue.minPaymentMs)) {
    const answered = await replay(deps, connection, attempt, following);
    const after = deps.store.charges
      .byExternalId(attempt.externalId)
      ?.attempts.find((each) => each.number === attempt.number);
    // A status that ends it is believed only together with the checkout, which is read at once; one that is open needs none yet.
    const isOpen = after && ['pending', 'dispatched'].includes(judge(after).kind);
    if (!after || isOpen || !answered) return answered;
    return readCheckouts(deps, connection, after);
  }
  // A send that went unanswered may have made, or still make, a second command: the list shows it, the known checkout does not.
  if (following.lostSend && (await look(deps, connection, attempt)).answered) return true;
  // A list that fails must not hide a payment that the checkout tells.
  return readCheckouts(deps, connection, attempt);
}

async function replay(
  deps: DispatchDeps,
  connection: ConnectionWatch,
  attempt: Attempt,
  following: Following,
): Promise<boolean> {
  const { store, recurrente, clock, config, failpoint, log } = deps;
  failpoint('before:replay');
  const { minPaymentMs } = config().queue;
  const reply = connection.report(
    await recurrente.createCommand(attempt, {
      limitMs: Math.min(config().recurrente.timeoutMs, replayTimeLeftMs(following, clock, minPaymentMs)),
      // The connection may have taken long, or the PC stood still, since it was found to be safe.
      stillValid: () => replayIsSafe(following, clock, minPaymentMs) && mayUse(deps, attempt.terminalId),
    }),
  );
  failpoint('after:replay');
  if (reply.kind !== 'ok') {
    if (reply.kind === 'withheld') following.lastPending = null;
    if (reply.kind === 'unknown') {
      following.lastPending = null;
      following.lostSend = true;
      connection.noteLostSend();
    }
    if (reply.kind === 'id_taken') {
      // Known, and no longer open: whatever follows is in its checkout.
      following.lastPending = null;
      await findTaken(deps, connection, attempt, reply.reason);
      return true;
    }
    return reply.kind === 'rejected' || reply.kind === 'not_found';
  }
  const { created, command } = reply.value;
  following.lastPending = command.status === 'pending' && !created ? reply.started : null;
  learn(
    store,
    { kind: 'command', externalId: attempt.externalId, atMs: reply.startedAtMs, created, command },
    clock.now(),
  );
  log.debug({ external_id: attempt.externalId, command_status: command.status, created }, 'replay answered');
  return true;
}

/** Reads every checkout known of the attempt; searches the list when none is known. */
export async function readCheckouts(
  deps: DispatchDeps,
  connection: ConnectionWatch,
  attempt: Attempt,
): Promise<boolean> {
  const { store, recurrente, clock } = deps;
  const ids = new Set([
    ...attempt.commands.flatMap((each) => each.checkoutId ?? []),
    ...attempt.checkouts.map((each) => each.id),
  ]);
  if (ids.size === 0) return (await look(deps, connection, attempt)).answered;
  let answered = true;
  for (const id of ids) {
    const reply = connection.report(await recurrente.getCheckout(id));
    if (reply.kind === 'ok' && namesAnother(reply.value, attempt)) {
      deps.log.warn({ external_id: attempt.externalId, checkout: id }, 'a checkout of ours names another order');
      answered = false;
    } else if (reply.kind === 'ok')
      learn(
        store,
        { kind: 'checkout', externalId: attempt.externalId, atMs: reply.startedAtMs, checkout: reply.value.reading },
        clock.now(),
      );
    else answered &&= reply.kind === 'not_found';
  }
  return answered;
}

/**
 * Reads anew, before an irreversible step, each attempt of a charge that a late payment could still reach; `but` is the attempt that
 * the step is about. False when one of them could not be read.
 */
export async function readOthers(
  deps: DispatchDeps,
  connection: ConnectionWatch,
  charge: Charge,
  but?: Attempt,
): Promise<boolean> {
  for (const attempt of charge.attempts)
    if (attempt.number !== but?.number && wantsFreshRead(attempt) && !(await readCheckouts(deps, connection, attempt)))
      return false;
  return true;
}

/** What it says is not about this charge: neither its payment nor its decline is ours (bridge-api.md, guarantee 4). */
const namesAnother = ({ externalId }: CheckoutAnswer, attempt: Attempt): boolean =>
  externalId !== undefined && externalId !== attempt.externalId;

/** Searches the recent checkouts for the attempt; what is found is learnt. `found` is undefined when the search could not be made. */
export async function look(
  deps: DispatchDeps,
  connection: ConnectionWatch,
  attempt: Attempt,
): Promise<{ answered: boolean; found: boolean | undefined; startedAtMs: number }> {
  deps.failpoint('before:look');
  const reply = await searchAttempt(deps, connection, attempt);
  if (reply.kind !== 'ok') return { answered: false, found: undefined, startedAtMs: 0 };
  learnCheckouts(deps, reply.value.checkouts, reply.value.startedAtMs);
  return { answered: true, found: reply.value.checkouts.length > 0, startedAtMs: reply.value.startedAtMs };
}
