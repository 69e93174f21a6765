import type { Attempt, CheckoutFact, CommandFact, Failure } from './attempt.ts';
import { commandIsClosed, mayHaveArrived } from './attempt.ts';

/** A decline counts once the same try was seen unpaid twice, this far apart: a read may lag behind the payment's last step. */
export const DECLINE_CONFIRM_MS = 1000;
/** After `consumed`, how long a checkout must stay untouched before the terminal is taken to have ended without a payment. */
export const CONSUMED_GRACE_MS = 15_000;
/** How long after the last send a search must begin for its finding nothing to count: late requests and lagging reads are in by then. */
export const ABSENT_AFTER_MS = 60_000;
/** How far Recurrente's created_at may lie before our first send and still be of this send: whole-second stamps and clock error. */
export const OURS_TOLERANCE_MS = 3000;
/**
 * So long after a command was made somebody may still be at the terminal with a card. Shorter than an order waits by default, so that
 * one that nobody pays goes on by itself before it asks a person.
 */
const MAY_BE_PAYING_MS = 10 * 60_000;
/** Beyond this an older payment of the same order number is a reused number, not perhaps this very sale (design decision 4). */
export const SAME_SALE_WINDOW_MS = 24 * 3_600_000;

/**
 * What an attempt's facts mean. Exits:
 * - `unsent` (or proven absent) → sending, once a POST may have arrived
 * - `sending` (a POST is under way or unanswered) → any below
 * - `pending` (Recurrente has it, the terminal has not) → dispatched, closed, doubt, paid
 * - `dispatched` (the customer sees it) → closed, doubt, paid
 * - `doubt` (patience ran out, or an earlier payment was found) → closed by a person's word or late news, paid
 * - `closed` (not paid) → paid, if a payment still arrives
 * - `not_ours` (the number was used by an older sale): the charge goes on with the next number by itself
 * - `paid`: no exit
 */
export type Verdict =
  | { readonly kind: 'unsent' | 'sending' | 'pending' | 'dispatched' | 'not_ours' }
  | { readonly kind: 'doubt'; readonly code: string }
  | {
      readonly kind: 'closed';
      readonly status: 'declined' | 'failed' | 'superseded' | 'cancelled' | 'expired';
      readonly failure: Failure;
    }
  | { readonly kind: 'paid'; readonly checkout: CheckoutFact };

/** Derives the meaning of an attempt from its facts alone; pure, and the same whatever the order in which they were learnt. */
export function judge(attempt: Attempt): Verdict {
  const ours = attempt.checkouts.filter((checkout) => belongs(attempt, checkout));
  const paid = ours.find((checkout) => checkout.status === 'paid' && coversAmount(attempt, checkout));
  if (paid) return { kind: 'paid', checkout: paid };
  if (attempt.word?.outcome === 'new_sale') return { kind: 'not_ours' };
  if (attempt.word?.outcome === 'not_paid') return closed('failed', 'resolved_not_paid');
  if (ours.some((checkout) => checkout.status === 'paid')) return { kind: 'doubt', code: 'paid_less' };

  const earlier = judgeEarlierSale(attempt, ours);
  if (earlier) return earlier;
  if (attempt.rejection && refusedAltogether(attempt))
    return { kind: 'closed', status: 'failed', failure: attempt.rejection };
  return judgeOpen(attempt, ours);
}

const isUntouched = (attempt: Attempt, checkout: CheckoutFact): boolean =>
  checkout.status === 'unpaid' && attempt.declines.every((decline) => decline.checkoutId !== checkout.id);

/** Recurrente only said that the id is taken, not what became of its command: an untouched checkout of the last day may be on a terminal. */
const mayBeOnScreen = (attempt: Attempt, checkout: CheckoutFact): boolean =>
  attempt.commands.length === 0 && isUntouched(attempt, checkout);

/**
 * Nobody answered our send, and only an older command of its id has been seen: Recurrente may make a new one for an id that is
 * used up, and a late request still arrive. What is seen well after the send counts.
 */
const mayHaveMadeAnother = (attempt: Attempt, foreign: readonly CheckoutFact[]): boolean =>
  attempt.sends > attempt.unreached.length &&
  attempt.commands.length === 0 &&
  !attempt.takenElsewhere &&
  foreign.every(({ seenAtMs }) => seenAtMs < (attempt.lastSentAtMs ?? 0) + ABSENT_AFTER_MS);

/** Recurrente showed a command whose checkout was not read yet: it may be another one than the old sale's. */
const hasUnseenCheckout = ({ commands, checkouts }: Attempt): boolean =>
  commands.some(({ checkoutId, status }) =>
    checkoutId === null ? !commandIsClosed(status) : checkouts.every(({ id }) => id !== checkoutId),
  );

/**
 * A terminal that was off may have an old command waiting for it, and the next number takes its place. One that was made minutes ago, by a
 * life of this order that a lost disk took, may have come to the screen since it was seen pending.
 */
const mayBeAsking = (attempt: Attempt, command: CommandFact, checkout: CheckoutFact): boolean =>
  command.checkoutId === checkout.id &&
  (command.status === 'dispatched'
    ? checkout.status === 'unpaid'
    : !commandIsClosed(command.status) &&
      isUntouched(attempt, checkout) &&
      isYoung(checkout, attempt.firstSentServerMs ?? attempt.createdAtMs));

/** The id was taken by a command that is not of this charge (design decision 4); undefined when all we see is ours or unknown. */
function judgeEarlierSale(attempt: Attempt, ours: readonly CheckoutFact[]): Verdict | undefined {
  if (attempt.takenElsewhere && attempt.checkouts.length === 0 && attempt.commands.length === 0)
    return { kind: 'not_ours' };
  const foreign = attempt.checkouts.filter((checkout) => !ours.includes(checkout));
  if (foreign.length === 0 || ours.length > 0 || attempt.commands.some((command) => command.created)) return undefined;
  if (foreign.some((checkout) => perhapsThisSale(attempt, checkout))) return { kind: 'doubt', code: 'already_paid' };
  if (foreign.some((checkout) => paidMeanwhile(attempt, checkout))) return { kind: 'doubt', code: 'paid_less' };
  const stillOpen =
    mayHaveMadeAnother(attempt, foreign) ||
    hasUnseenCheckout(attempt) ||
    foreign.some((checkout) => checkout.status === 'payment_in_progress') ||
    foreign.some((checkout) => mayBeOnScreen(attempt, checkout)) ||
    attempt.commands.some((command) => foreign.some((checkout) => mayBeAsking(attempt, command, checkout)));
  // Someone may be paying that older command this minute: a second one on top could charge twice.
  if (stillOpen) return attempt.doubt ? { kind: 'doubt', code: 'number_in_use' } : { kind: 'sending' };
  return { kind: 'not_ours' };
}

/** A refused repetition says nothing about an earlier send whose answer was lost: that one may be at Recurrente all the same. */
const refusedAltogether = (attempt: Attempt): boolean =>
  (attempt.sends - attempt.unreached.length <= 1 && attempt.commands.length === 0 && attempt.checkouts.length === 0) ||
  isAbsent(attempt);

function judgeOpen(attempt: Attempt, ours: readonly CheckoutFact[]): Verdict {
  // A 200 tells of a command that existed; whether it is ours is known only from its checkout.
  const verified = ours.length > 0 || attempt.commands.some((command) => command.created);
  const confirmed = verified ? judgeClosed(attempt, ours) : undefined;
  if (confirmed) return confirmed;
  if (isAbsent(attempt)) return { kind: 'unsent' };
  if (attempt.doubt && !isOutdated(attempt.doubt, attempt)) return { kind: 'doubt', code: attempt.doubt.code };
  if (!verified) return { kind: mayHaveArrived(attempt) ? 'sending' : 'unsent' };
  const onScreen =
    ours.some((checkout) => checkout.status === 'payment_in_progress') ||
    attempt.commands.some((command) => command.dispatchedSeenAtMs !== null || command.status === 'consumed') ||
    attempt.declines.length > 0;
  return { kind: onScreen ? 'dispatched' : 'pending' };
}

/** A doubt about a send that was proven absent says nothing about a later one under the same number. */
const isOutdated = (doubt: NonNullable<Attempt['doubt']>, attempt: Attempt): boolean =>
  doubt.sinceMs < (attempt.lastSentAtMs ?? 0);

/** Every command of the attempt must have ended, seen by two witnesses: the command or a decline, and its checkout after that. */
function judgeClosed(attempt: Attempt, ours: readonly CheckoutFact[]): Verdict | undefined {
  // A command that named no checkout has the one that the list shows.
  const onlyPair = attempt.commands.length === 1 && ours.length === 1;
  const checkoutOf = (command: CommandFact): CheckoutFact | undefined =>
    command.checkoutId === null && onlyPair ? ours[0] : ours.find((checkout) => checkout.id === command.checkoutId);
  const ends = attempt.commands.map((command) => endOf(attempt, command, checkoutOf(command)));
  const withCommand = new Set(attempt.commands.map(checkoutOf));
  for (const checkout of ours) if (!withCommand.has(checkout)) ends.push(endOf(attempt, undefined, checkout));
  if (ends.length === 0 || ends.some((end) => end === undefined)) return undefined;
  return ends[0];
}

function endOf(
  attempt: Attempt,
  command: CommandFact | undefined,
  checkout: CheckoutFact | undefined,
): Verdict | undefined {
  if (checkout?.status === 'cancelled') return closed('cancelled', 'cancelled_at_recurrente');
  if (checkout?.status === 'expired') return closed('expired', 'expired_at_recurrente');
  if (checkout?.status === 'unpaid') {
    const decline = attempt.declines.findLast(
      (each) =>
        (each.checkoutId === null || each.checkoutId === checkout.id) &&
        each.lastSeenAtMs - each.firstSeenAtMs >= DECLINE_CONFIRM_MS,
    );
    if (decline) return closed('declined', 'declined', decline.reason);
  }
  if (!command || !commandIsClosed(command.status) || command.closedSeenAtMs === null) return undefined;
  // Recurrente's command and checkout have been seen to contradict each other: no "not paid" without a later look at the checkout.
  if (checkout ? checkout.seenAtMs < command.closedSeenAtMs : command.checkoutId !== null) return undefined;
  if (checkout?.status === 'payment_in_progress') return undefined;
  if (command.status === 'superseded') return closed('superseded', 'superseded');
  if (command.status === 'failed') return closed('failed', 'command_failed');
  const untouchedForMs = (checkout?.seenAtMs ?? command.closedSeenAtMs) - command.closedSeenAtMs;
  return untouchedForMs >= CONSUMED_GRACE_MS && attempt.declines.length === 0
    ? closed('cancelled', 'cancelled_on_terminal')
    : undefined;
}

const closed = (
  status: (Verdict & { kind: 'closed' })['status'],
  code: string,
  message: string | null = null,
): Verdict => ({
  kind: 'closed',
  status,
  failure: { code, message },
});

/** Made by a send of ours: answered 201, adopted by a person, or created after our first send with the same money. */
function belongs(attempt: Attempt, checkout: CheckoutFact): boolean {
  if (attempt.word?.outcome === 'same_sale') return true;
  const command = attempt.commands.find((each) => each.checkoutId === checkout.id);
  if (command?.created) return true;
  if (attempt.firstSentServerMs === null || checkout.createdAtMs === null) return false;
  if (checkout.createdAtMs < attempt.firstSentServerMs - OURS_TOLERANCE_MS) return false;
  if (checkout.currency !== null && checkout.currency !== attempt.currency) return false;
  if (command?.terminalId && command.terminalId !== attempt.terminalId) return false;
  if (command?.amountInCents != null && command.amountInCents !== attempt.amountInCents) return false;
  // A tip may be on top; less than asked for is another sale unless it is paid, which must never be overlooked.
  return checkout.totalInCents === null || checkout.totalInCents >= attempt.amountInCents || checkout.status === 'paid';
}

/** At least what the attempt asked for, in its currency; a tip may be on top. */
export const coversAmount = (
  attempt: Pick<Attempt, 'currency' | 'amountInCents'>,
  checkout: Pick<CheckoutFact, 'currency' | 'totalInCents'>,
): boolean =>
  checkout.currency === attempt.currency &&
  checkout.totalInCents !== null &&
  checkout.totalInCents >= attempt.amountInCents;

/** An older payment of this order number, same money, within a day: perhaps the ERP asks for this very sale again. */
export function perhapsThisSale(
  attempt: Pick<Attempt, 'firstSentServerMs' | 'createdAtMs' | 'currency' | 'amountInCents'>,
  checkout: Omit<CheckoutFact, 'seenAtMs'>,
): boolean {
  if (checkout.status !== 'paid') return false;
  if (checkout.createdAtMs === null) return true;
  // By its payment: an old command that still stood on the terminal may have been paid for this sale just now.
  const ageMs = (attempt.firstSentServerMs ?? attempt.createdAtMs) - (checkout.paidAtMs ?? checkout.createdAtMs);
  return ageMs <= SAME_SALE_WINDOW_MS && coversAmount(attempt, checkout);
}

/** Made so short before a moment (by Recurrente's clock) that somebody may be paying it then. One of unknown age is taken for old. */
export const isYoung = ({ createdAtMs }: Pick<CheckoutFact, 'createdAtMs'>, atMs: number): boolean =>
  atMs - (createdAtMs ?? 0) < MAY_BE_PAYING_MS;

/** Paid since the order came, with other money: no old sale, but someone at the terminal just now, for the order's earlier amount. */
export const paidMeanwhile = (
  {
    askedServerMs,
    firstSentServerMs,
    createdAtMs,
  }: Pick<Attempt, 'askedServerMs' | 'firstSentServerMs' | 'createdAtMs'>,
  { status, paidAtMs }: Pick<CheckoutFact, 'status' | 'paidAtMs'>,
): boolean => status === 'paid' && (paidAtMs ?? 0) >= (askedServerMs ?? firstSentServerMs ?? createdAtMs);

/** The checkouts of an attempt that were made by its own sends. More than one means that a send made a second command. */
export const ownCheckouts = (attempt: Attempt): readonly CheckoutFact[] =>
  attempt.word?.outcome === 'same_sale' ? [] : attempt.checkouts.filter((checkout) => belongs(attempt, checkout));

/** The paid checkouts of an attempt that are ours: more than one over a charge's attempts means that the customer paid twice. */
export const paidCheckouts = (attempt: Attempt): readonly CheckoutFact[] =>
  attempt.checkouts.filter((checkout) => checkout.status === 'paid' && belongs(attempt, checkout));

/**
 * Nothing of the attempt is at Recurrente: searched well after the last send, found nothing, and not sent since. It may go out
 * again under the same number; should the lost request still arrive, Recurrente takes both for one.
 */
export const isAbsent = (attempt: Attempt): boolean =>
  attempt.absentAtMs !== null &&
  attempt.absentAtMs >= (attempt.lastSentAtMs ?? 0) + ABSENT_AFTER_MS &&
  attempt.commands.length === 0 &&
  attempt.checkouts.length === 0;

/**
 * An older sale's command that was still open when its number was met: it may have reached a terminal just before the next
 * number took its place, so its payment is looked for while this charge is being followed.
 */
export const mayBePaidInPassing = (attempt: Attempt): boolean =>
  judge(attempt).kind === 'not_ours' &&
  attempt.word === null &&
  attempt.commands.some((command) => !commandIsClosed(command.status));

/** True while the attempt may still occupy its terminal: it holds the lane. */
export function occupiesTerminal(attempt: Attempt): boolean {
  const { kind } = judge(attempt);
  return kind === 'sending' || kind === 'pending' || kind === 'dispatched' || kind === 'doubt';
}
