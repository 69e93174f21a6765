import type { Charge } from '../charge/charge.ts';
import { countPayments } from '../charge/derive.ts';
import type { Evidence } from '../charge/evidence.ts';
import { settle } from '../charge/settle.ts';
import { mayHaveArrived, type Attempt } from '../charge/attempt.ts';
import { judge, ownCheckouts } from '../charge/verdict.ts';
import { isFinal } from '../contract/charge.ts';
import { formatMoney } from '../contract/money.ts';
import type { AlertCode } from '../contract/status.ts';
import type { NewAlert } from '../store/alerts.ts';
import type { Store } from '../store/store.ts';
import { describeEvidence } from './evidence-lines.ts';

/** A final unpaid charge that reached Recurrente is watched this long (bridge-api.md, guarantee 5). */
export const WATCH_MS = 24 * 3_600_000;
const FIRST_LOOK_MS = 5_000;

/**
 * Puts one piece of evidence through `settle` and keeps the outcome: facts, status, journal line, alerts and watch in one
 * transaction. Returns the charge as it stands; undefined when the external id is not one of ours.
 *
 * Nobody waits for the disk here: what is lost with the power is learnt anew, since it is Recurrente's, before anything is sent.
 * What may not be sent before it is kept waits by itself (send.ts). Only a refused send leaves no trace at Recurrente, and would be
 * sent again. A flush that fails is met again by the next write.
 */
export function learn(store: Store, evidence: Evidence, nowMs: number): Charge | undefined {
  return keep(store, evidence, () => {
    const before = store.charges.byExternalId(evidence.externalId);
    if (!before) return undefined;
    const after = settle(before, evidence);
    if (JSON.stringify(after.attempts) === JSON.stringify(before.attempts)) return before;
    const isNews = tellable(after) !== tellable(before);
    // Seeing an old decline once more must not make it the terminal's last result.
    store.charges.save({ ...after, updatedAtMs: isNews ? nowMs : before.updatedAtMs });
    if (isNews) {
      store.note({
        atMs: nowMs,
        chargeId: after.id,
        kind: evidence.kind,
        status: after.status,
        data: describeEvidence(evidence),
      });
      raiseAlerts(store, before, after, nowMs);
      keepWatch(store, before, after, nowMs);
    }
    return after;
  });
}

const keep = <T>(store: Store, { kind }: Evidence, work: () => T): T =>
  kind === 'send_rejected' ? store.transact(`learn:${kind}`, work) : store.transactSoon(`learn:${kind}`, work).result;

/** What is worth a journal line: everything but the moments at which the same thing was seen again. */
const tellable = (charge: Charge): string =>
  JSON.stringify(
    [charge.status, 'failure' in charge ? charge.failure : null, charge.attempts],
    (key, value: unknown) => (key === 'seenAtMs' || key === 'lastSeenAtMs' ? undefined : value),
  );

function raiseAlerts(store: Store, before: Charge, after: Charge, atMs: number): void {
  const raise = (code: AlertCode, level: NewAlert['level'], data: NewAlert['data'] = {}, subject = after.id): void =>
    store.raiseAlert({ atMs, code, level, chargeId: after.id, subject, data: { order_id: after.orderId, ...data } });
  if (after.status === 'paid' && before.status !== 'paid') {
    // An earlier attempt was paid while a later one waits or is on a terminal: late as well.
    const overtaken = after.payment.attemptNumber < (after.attempts.at(-1)?.number ?? 0);
    if (isFinal(before.status) || before.releasedAtMs !== null || overtaken)
      raise('late_payment', 'critical', { paid_in_cents: after.payment.paidInCents });
    const asked = after.attempts.find((each) => each.number === after.payment.attemptNumber)?.amountInCents;
    if (asked !== undefined && asked !== after.amountInCents)
      raise('paid_old_amount', 'critical', {
        paid: formatMoney(after.payment.paidInCents, after.currency),
        amount: formatMoney(after.amountInCents, after.currency),
      });
  }
  if (countPayments(after) > 1) raise('overpaid_twice', 'critical', { payments: countPayments(after) });
  for (const attempt of after.attempts) {
    const verdict = judge(attempt);
    // Also of an attempt that holds the terminal of a charge which a later one paid.
    if (verdict.kind === 'doubt')
      raise('charge_in_doubt', 'warning', { code: verdict.code }, `${attempt.externalId} ${verdict.code}`);
  }
  if (after.status === 'in_doubt' && after.failure.code === 'paid_less') raise('amount_differs', 'critical');
  for (const attempt of after.attempts) {
    if (judge(attempt).kind === 'not_ours')
      raise('number_reused', 'info', { external_id: attempt.externalId }, attempt.externalId);
    // 200 answers show the command that exists; a second id, or a second checkout, means that a send made a second command.
    const known = countCommands(before.attempts.find((each) => each.number === attempt.number));
    if (countCommands(attempt) <= Math.max(1, known)) continue;
    raise('replay_created', 'critical', { external_id: attempt.externalId }, attempt.externalId);
    stopReplays(store, attempt.externalId, atMs);
  }
}

/** How many commands are known to stand behind an attempt, each by itself or by its checkout. */
const countCommands = (attempt: Attempt | undefined): number =>
  attempt === undefined ? 0 : Math.max(attempt.commands.length, ownCheckouts(attempt).length);

/** A repeated send made a second command: the undocumented case is real. No more replays on this installation until a person says so. */
function stopReplays(store: Store, externalId: string, atMs: number): void {
  store.settings.set('replays_stopped', externalId);
  store.note({ atMs, chargeId: null, kind: 'replays_stopped', status: null, data: { external_id: externalId } });
}

/** Starts, keeps or ends the watch over a charge that a payment could still reach. */
export function keepWatch(store: Store, before: Charge, after: Charge, nowMs: number): void {
  const reached = after.attempts.filter((attempt) => mayHaveArrived(attempt) && judge(attempt).kind !== 'not_ours');
  // An attempt that was closed unpaid is watched on while a later one is on the terminal: its late success must be seen first.
  const closedBefore = reached.some((attempt) => judge(attempt).kind === 'closed');
  const watchable = reached.length > 0 && (isFinal(after.status) || after.releasedAtMs !== null || closedBefore);
  const settledForGood = after.status === 'paid' && after.attempts.length === 1;
  if (!watchable || settledForGood) store.charges.setWatch(after.id, null, null);
  else if (before.status !== after.status || before.releasedAtMs !== after.releasedAtMs)
    store.charges.setWatch(after.id, nowMs + FIRST_LOOK_MS, nowMs + WATCH_MS);
}
