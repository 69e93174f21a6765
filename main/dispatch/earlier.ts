import type { Charge } from '../charge/charge.ts';
import { nextAttemptNumber, withState } from '../charge/derive.ts';
import { stemOf } from '../charge/external-id.ts';
import { isYoung, paidMeanwhile, perhapsThisSale } from '../charge/verdict.ts';
import type { CheckoutAnswer } from '../recurrente/readings.ts';
import type { ConnectionWatch } from './connection.ts';
import type { DispatchDeps } from './context.ts';
import { learn } from './learn.ts';
import { newAttempt } from './send.ts';
import { READS_ARE_TRUE_AFTER_MS } from './true-reads.ts';

const AGAIN_MS = 1000;

interface Earlier {
  readonly number: number;
  readonly checkout: CheckoutAnswer;
}

/**
 * Before the first send of an attempt: has the order an earlier life at Recurrente that a lost disk took from the ledger? Recurrente's
 * own answer about a used-up id is not enough, since it may make a new command (design decision 4).
 *
 * - Perhaps this very sale, and paid: the payment is put before a person (`already_paid`, or `paid_less` when it was made for the
 *   order's earlier amount since the order came) and nothing is sent.
 * - Perhaps being paid this minute: nothing is sent yet. Reads lag, and Recurrente may make a new command for an id that is used up,
 *   so what a customer pays between the last true read and our send would be paid once more.
 * - Else the order goes on under the newest number known there: while that command is open, Recurrente shows it and makes none.
 *
 * Returns 0 when the charge may go on, else the ms until the next try. `declinesSince` is kept for the calls that follow;
 * `numberOf` tells the number that it is to go out under, undefined once it is not.
 */
export async function meetEarlierLife(
  deps: DispatchDeps,
  connection: ConnectionWatch,
  chargeId: string,
  startedMono: number,
  declinesSince: Map<string, number>,
  numberOf: (charge: Charge) => number | undefined = nextAttemptNumber,
): Promise<number> {
  const { store, clock, config, recurrente } = deps;
  const charge = store.charges.get(chargeId);
  const next = charge && numberOf(charge);
  if (!charge || next === undefined) return 0;
  const known = store.unrecorded
    .ofStem(stemOf(config().externalIdPrefix, charge.orderId))
    .filter(({ number }) => number >= next && charge.attempts.every((attempt) => attempt.number !== number));
  if (known.length === 0) return 0;
  // A payment of the last moment before a disk was lost must be seen; only orders with an earlier life wait so long.
  const tooSoonMs = startedMono + READS_ARE_TRUE_AFTER_MS - clock.monotonic();
  if (tooSoonMs > 0) return tooSoonMs;

  const earlier: Earlier[] = [];
  const nowMs = recurrente.serverNow();
  for (const { number, checkoutId } of known) {
    const reply = connection.report(await recurrente.getCheckout(checkoutId));
    if (reply.kind === 'ok') earlier.push({ number, checkout: reply.value });
    else if (reply.kind !== 'not_found') return AGAIN_MS;
  }
  if (earlier.some(({ checkout: { reading } }) => mayBePaidThisMinute(reading, nowMs))) return AGAIN_MS;
  const justDeclinedMs = untilDeclinesAreOver(earlier, declinesSince, clock.monotonic());
  if (justDeclinedMs > 0) return justDeclinedMs;
  goOnFrom(deps, charge.id, numberOf, earlier, nowMs, clock.monotonic() - startedMono);
  return 0;
}

/** One of unknown age is not held: it could be waited for without end. */
const mayBePaidThisMinute = (reading: CheckoutAnswer['reading'], nowMs: number): boolean =>
  reading.status === 'payment_in_progress' ||
  (reading.status === 'unpaid' && reading.latestIntentId === null && isYoung(reading, nowMs));

/**
 * A card that was declined there may be approved just after (see true-reads.ts), and whether that is now or a day ago is not told
 * for sure: each decline is waited for once, from when it was first seen (`since`, by the steady clock).
 */
function untilDeclinesAreOver(earlier: readonly Earlier[], since: Map<string, number>, mono: number): number {
  let leftMs = 0;
  for (const { checkout } of earlier) {
    const { status, latestIntentId } = checkout.reading;
    if (status !== 'unpaid' || latestIntentId === null) continue;
    const firstMono = since.get(latestIntentId) ?? mono;
    since.set(latestIntentId, firstMono);
    leftMs = Math.max(leftMs, firstMono + READS_ARE_TRUE_AFTER_MS - mono);
  }
  return leftMs;
}

/** In one transaction: the charge may have been cancelled, or changed, during the reads. */
function goOnFrom(
  deps: DispatchDeps,
  chargeId: string,
  numberOf: (charge: Charge) => number | undefined,
  earlier: readonly Earlier[],
  nowMs: number,
  runningMs: number,
): void {
  const { store, config, clock } = deps;
  const { externalIdPrefix: prefix } = config();
  store.transact('earlier_life', () => {
    const charge = store.charges.get(chargeId);
    const next = charge && numberOf(charge);
    if (!charge || next === undefined) return;
    const newestFirst = earlier.filter(({ number }) => number >= next).sort((a, b) => b.number - a.number);
    // When it came to us, or since when nobody but us can have asked, by Recurrente's clock, as the payment's time is.
    const askedAtMs = Math.floor(nowMs - Math.max(runningMs, clock.now() - charge.createdAtMs));
    const asked = { askedServerMs: askedAtMs, firstSentServerMs: null, createdAtMs: askedAtMs, ...moneyOf(charge) };
    const paid = newestFirst.find(
      ({ checkout: { reading } }) => perhapsThisSale(asked, reading) || paidMeanwhile(asked, reading),
    );
    const number = (paid ?? newestFirst[0])?.number ?? next;
    if (number === next && !paid) return;
    const moved = { ...charge, wish: { kind: 'charge', attempt: number } as const };
    if (!paid) return store.charges.save(withState(moved));
    const attempt = newAttempt(charge, number, prefix, { createdAtMs: askedAtMs, askedServerMs: askedAtMs });
    store.charges.save(withState({ ...moved, attempts: [...charge.attempts, attempt] }));
    const { externalId } = attempt;
    learn(store, { kind: 'checkout', externalId, atMs: nowMs, checkout: paid.checkout.reading }, clock.now());
  });
}

const moneyOf = ({ amountInCents, currency }: Charge): Pick<Charge, 'amountInCents' | 'currency'> => ({
  amountInCents,
  currency,
});
