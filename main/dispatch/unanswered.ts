import type { Attempt } from '../charge/attempt.ts';
import type { Charge } from '../charge/charge.ts';
import { ABSENT_AFTER_MS } from '../charge/verdict.ts';
import { backoffMs } from './backoff.ts';
import type { ConnectionWatch } from './connection.ts';
import type { DispatchDeps } from './context.ts';
import { look, readCheckouts } from './follow.ts';
import { learn } from './learn.ts';
import type { Following } from './pace.ts';
import { beginResend, findTaken, post } from './send.ts';

/** Reads may lag, and a request may arrive after its caller gave up: not sooner than this after a lost answer is it looked for. */
export const LOOK_AFTER_MS = 2000;
const DAY_MS = 24 * 3_600_000;
const PACE = { firstMs: 1000, capMs: 15_000 };

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
): Promise<number> {
  const { store, clock, config, recurrente, random } = deps;
  const sinceSendMs = Math.max(0, recurrente.serverNow() - (attempt.lastSentAtMs ?? 0));
  if (sinceSendMs < LOOK_AFTER_MS) return LOOK_AFTER_MS - sinceSendMs;
  if (!connection.canSend()) return 1000;

  // A command is known, but not yet that it is ours: its checkout says so.
  if (attempt.commands.some((command) => command.checkoutId !== null)) {
    const answered = await readCheckouts(deps, connection, attempt);
    following.failures = answered ? 0 : following.failures + 1;
    return answered ? config().queue.pollMs : backoffMs(following.failures, PACE, random);
  }
  const { answered, found, startedAtMs } = await look(deps, connection, attempt);
  if (!answered) return backoffMs((following.failures += 1), PACE, random);
  following.failures = 0;
  following.looks += 1;
  if (found) return 0;

  if (startedAtMs >= (attempt.lastSentAtMs ?? 0) + ABSENT_AFTER_MS)
    learn(store, { kind: 'absent', externalId: attempt.externalId, atMs: startedAtMs }, clock.now());
  const tooOld = recurrente.serverNow() - (attempt.firstSentAtMs ?? 0) > DAY_MS;
  const customerGone = clock.now() >= charge.expiresAtMs;
  // A command that was seen exists: repeating the send could only make a second one. A refused one would be refused again.
  const pointless = attempt.commands.length > 0 || attempt.rejection !== null;
  if (tooOld || customerGone || pointless || charge.status === 'in_doubt')
    return backoffMs(following.looks, { firstMs: 4000, capMs: 30_000 }, random);

  const again = beginResend(deps, attempt);
  const reply = await post(deps, connection, again);
  following.lastPending = reply.kind === 'ok' && reply.value.created ? reply.started : null;
  if (reply.kind === 'id_taken') await findTaken(deps, connection, again);
  if (reply.kind === 'retry_later') return reply.delayMs ?? backoffMs(following.looks, PACE, random);
  return reply.kind === 'ok' ? 0 : backoffMs(following.looks, PACE, random);
}
