import { assertNever } from '../contract/assert-never.ts';
import type { Attempt, CheckoutFact, CommandFact, DeclineFact, WordFact } from './attempt.ts';
import { CHECKOUT_RANK, COMMAND_RANK, commandIsClosed } from './attempt.ts';
import type { CheckoutReading, CommandReading, Evidence } from './evidence.ts';

/**
 * Adds one piece of evidence to what is known of an attempt. Commutative, associative and idempotent: each field is a join
 * (maximum, minimum, union, latest reading with a fixed tie-break), which is what makes `settle` independent of order.
 */
export function absorb(attempt: Attempt, evidence: Evidence): Attempt {
  switch (evidence.kind) {
    case 'send_started':
      return {
        ...attempt,
        sends: Math.max(attempt.sends, evidence.send),
        firstSentAtMs: least(attempt.firstSentAtMs, evidence.atMs),
        firstSentServerMs: least(attempt.firstSentServerMs, evidence.serverMs),
        lastSentAtMs: greatest(attempt.lastSentAtMs, evidence.atMs),
      };
    case 'send_unreached':
      return {
        ...attempt,
        sends: Math.max(attempt.sends, evidence.send),
        unreached: [...new Set([...attempt.unreached, evidence.send])].sort((a, b) => a - b),
      };
    case 'send_rejected':
      return { ...attempt, rejection: steadier(attempt.rejection, evidence.failure) };
    case 'command':
      return {
        ...attempt,
        commands: joinCommand(attempt.commands, evidence.command, evidence.created, evidence.atMs),
        checkouts: rememberOtherCheckout(attempt, evidence.command),
      };
    case 'checkout':
      return {
        ...attempt,
        checkouts: joinCheckout(attempt.checkouts, evidence.checkout, evidence.atMs),
        declines: joinDecline(attempt.declines, declineOf(evidence.checkout, evidence.atMs)),
      };
    case 'try_failed':
      return {
        ...attempt,
        declines: joinDecline(attempt.declines, {
          intentId: evidence.intentId,
          checkoutId: null,
          reason: evidence.reason,
          firstSeenAtMs: evidence.atMs,
          lastSeenAtMs: evidence.atMs,
        }),
      };
    case 'absent':
      return { ...attempt, absentAtMs: greatest(attempt.absentAtMs, evidence.atMs) };
    case 'taken_elsewhere':
      return { ...attempt, takenElsewhere: true };
    case 'patience_over': {
      const known = attempt.doubt;
      const later =
        !known || evidence.atMs > known.sinceMs || (evidence.atMs === known.sinceMs && evidence.code < known.code);
      return later ? { ...attempt, doubt: { code: evidence.code, sinceMs: evidence.atMs } } : attempt;
    }
    case 'word': {
      const word = { ...evidence.word, atMs: evidence.atMs };
      return { ...attempt, word: attempt.word ? strongerWord(attempt.word, word) : word };
    }
    default:
      return assertNever(evidence);
  }
}

/** One of two values, the same one whichever came first; nothing known loses to something known. */
function pick<T extends string | number>(a: T | null, b: T | null): T | null {
  if (a === null || b === null) return a ?? b;
  return a <= b ? a : b;
}

/** Adopting a payment beats other words, since paid never falls; else the first word stands. */
function strongerWord(a: WordFact, b: WordFact): WordFact {
  if ((a.outcome === 'same_sale') !== (b.outcome === 'same_sale')) return a.outcome === 'same_sale' ? a : b;
  if (a.atMs !== b.atMs) return a.atMs < b.atMs ? a : b;
  return steadier(a, b);
}

/** The same for whole facts, compared by their text. */
function steadier<T extends object>(a: T | null, b: T): T;
function steadier<T extends object>(a: T | null, b: T | null): T | null;
function steadier<T extends object>(a: T | null, b: T | null): T | null {
  if (a === null || b === null) return a ?? b;
  return JSON.stringify(a) <= JSON.stringify(b) ? a : b;
}

const least = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));
const greatest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

/** Replaces or adds an item by key and keeps the list sorted by it, so that equal facts are equal lists. */
function upsert<T>(list: readonly T[], key: (item: T) => string, item: T): readonly T[] {
  return [...list.filter((each) => key(each) !== key(item)), item].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function joinCommand(
  known: readonly CommandFact[],
  reading: CommandReading,
  created: boolean,
  atMs: number,
): readonly CommandFact[] {
  const before = known.find((command) => command.id === reading.id);
  const status = before && COMMAND_RANK[before.status] > COMMAND_RANK[reading.status] ? before.status : reading.status;
  return upsert(known, (command) => command.id, {
    id: reading.id,
    status,
    created: created || (before?.created ?? false),
    terminalId: pick(before?.terminalId ?? null, reading.terminalId),
    amountInCents: pick(before?.amountInCents ?? null, reading.amountInCents),
    currency: pick(before?.currency ?? null, reading.currency),
    checkoutId: pick(before?.checkoutId ?? null, reading.checkoutId),
    dispatchedSeenAtMs: least(before?.dispatchedSeenAtMs ?? null, reading.status === 'dispatched' ? atMs : null),
    closedSeenAtMs: least(before?.closedSeenAtMs ?? null, commandIsClosed(reading.status) ? atMs : null),
  });
}

/** A command that names another checkout than before has two; the one that it does not keep is remembered to be read as well. */
function rememberOtherCheckout(attempt: Attempt, { id, checkoutId }: CommandReading): readonly CheckoutFact[] {
  const known = attempt.commands.find((command) => command.id === id)?.checkoutId ?? null;
  if (known === null || checkoutId === null || known === checkoutId) return attempt.checkouts;
  const other = known < checkoutId ? checkoutId : known;
  return joinCheckout(attempt.checkouts, unread(other), 0);
}

const unread = (id: string): CheckoutReading => ({
  id,
  status: 'unpaid',
  totalInCents: null,
  currency: null,
  createdAtMs: null,
  paymentIntentId: null,
  authCode: null,
  card: null,
  paidAtMs: null,
  latestIntentId: null,
  declineReason: null,
});

function joinCheckout(known: readonly CheckoutFact[], reading: CheckoutReading, atMs: number): readonly CheckoutFact[] {
  const before = known.find((checkout) => checkout.id === reading.id);
  const now: CheckoutFact = {
    id: reading.id,
    status: reading.status,
    totalInCents: reading.totalInCents,
    currency: reading.currency,
    createdAtMs: reading.createdAtMs,
    paymentIntentId: reading.paymentIntentId,
    authCode: reading.authCode,
    card: reading.card,
    paidAtMs: reading.paidAtMs ?? (reading.status === 'paid' ? atMs : null),
    seenAtMs: atMs,
  };
  if (!before) return upsert(known, (checkout) => checkout.id, now);
  const [winner, other] = speaksLouder(now, before) ? [now, before] : [before, now];
  return upsert(known, (checkout) => checkout.id, {
    ...winner,
    // A list may show less of a checkout than the checkout itself: what was known stays known.
    currency: pick(winner.currency, other.currency),
    // The later one, should Recurrente ever contradict itself: what was taken for ours stays ours.
    createdAtMs: greatest(winner.createdAtMs, other.createdAtMs),
    paidAtMs: least(winner.paidAtMs, other.paidAtMs),
    paymentIntentId: pick(winner.paymentIntentId, other.paymentIntentId),
    authCode: pick(winner.authCode, other.authCode),
    card: steadier(winner.card, other.card),
    seenAtMs: Math.max(now.seenAtMs, before.seenAtMs),
  });
}

/** Paid speaks louder than anything; else the later reading; at the same moment the higher rank. Reads may lag, so an old reading never unpays. */
function speaksLouder(a: CheckoutFact, b: CheckoutFact): boolean {
  const paidA = a.status === 'paid';
  const paidB = b.status === 'paid';
  if (paidA !== paidB) return paidA;
  if (paidA && a.totalInCents !== b.totalInCents) return (a.totalInCents ?? 0) > (b.totalInCents ?? 0);
  if (a.seenAtMs !== b.seenAtMs) return a.seenAtMs > b.seenAtMs;
  if (a.status !== b.status) return CHECKOUT_RANK[a.status] > CHECKOUT_RANK[b.status];
  return steadier(a, b) === a;
}

function declineOf(checkout: CheckoutReading, atMs: number): DeclineFact | undefined {
  if (checkout.status !== 'unpaid' || !checkout.latestIntentId) return undefined;
  return {
    intentId: checkout.latestIntentId,
    checkoutId: checkout.id,
    reason: checkout.declineReason,
    firstSeenAtMs: atMs,
    lastSeenAtMs: atMs,
  };
}

function joinDecline(known: readonly DeclineFact[], decline: DeclineFact | undefined): readonly DeclineFact[] {
  if (!decline) return known;
  const before = known.find((each) => each.intentId === decline.intentId);
  return upsert(known, (each) => each.intentId, {
    intentId: decline.intentId,
    checkoutId: pick(before?.checkoutId ?? null, decline.checkoutId),
    reason: pick(before?.reason ?? null, decline.reason),
    firstSeenAtMs: Math.min(before?.firstSeenAtMs ?? decline.firstSeenAtMs, decline.firstSeenAtMs),
    lastSeenAtMs: Math.max(before?.lastSeenAtMs ?? decline.lastSeenAtMs, decline.lastSeenAtMs),
  });
}
