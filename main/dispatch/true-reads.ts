import { commandIsClosed, mayHaveArrived, type Attempt } from '../charge/attempt.ts';
import { judge, SAME_SALE_WINDOW_MS } from '../charge/verdict.ts';

/** Reads may lag: what happened at Recurrente is surely seen by a read that begins this long after it. */
export const READS_ARE_TRUE_AFTER_MS = 5000;

/** May this earlier attempt still turn out to be paid, so that it is read once more before the next one goes out? */
export function wantsFreshRead(attempt: Attempt): boolean {
  if (!mayHaveArrived(attempt)) return false;
  return judge(attempt).kind !== 'not_ours' || endedUnderOurEyes(attempt);
}

/** An older sale's command on which a card was tried, or that ended unpaid within a day: after a lost disk, perhaps this very sale. */
const endedUnderOurEyes = ({ word, declines, commands, checkouts, firstSentServerMs, createdAtMs }: Attempt): boolean =>
  word === null &&
  (declines.length > 0 ||
    (commands.some(({ status }) => commandIsClosed(status)) &&
      checkouts.some(
        (checkout) =>
          checkout.status === 'unpaid' &&
          (firstSentServerMs ?? createdAtMs) - (checkout.createdAtMs ?? 0) <= SAME_SALE_WINDOW_MS,
      )));

/**
 * How many ms until a read of an attempt that ended without payment counts for sending the next one; 0 when it does now. A bank may
 * approve a try just after it declined it, and a read made at once may not show that yet. `nowMs` is by Recurrente's clock, as the
 * facts are; a stamp further ahead of it than any clock error is no reason to wait for it.
 */
export function untilReadsAreTrueMs(attempt: Attempt, nowMs: number): number {
  if (!wantsFreshRead(attempt)) return 0;
  const verdict = judge(attempt);
  // A superseded command was ended by Recurrente's own hand, a cancelled one was watched for longer than this.
  const endedByCard = verdict.kind === 'closed' && (verdict.status === 'declined' || verdict.status === 'failed');
  if (!endedByCard && verdict.kind !== 'not_ours') return 0;
  const endedAtMs = Math.max(
    0,
    ...attempt.declines.map(({ firstSeenAtMs }) => firstSeenAtMs),
    ...attempt.commands.map(({ closedSeenAtMs }) => closedSeenAtMs ?? 0),
  );
  const leftMs = endedAtMs + READS_ARE_TRUE_AFTER_MS - nowMs;
  return leftMs > 0 && leftMs <= 2 * READS_ARE_TRUE_AFTER_MS ? leftMs : 0;
}
