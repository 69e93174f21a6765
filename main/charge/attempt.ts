import type { Cents, Currency } from '../contract/money.ts';

/** Statuses of a terminal command at Recurrente, by how much they say: a later one is never taken back by an earlier one. */
export const COMMAND_RANK = { pending: 0, dispatched: 1, consumed: 2, failed: 3, superseded: 4 } as const;
export type CommandStatus = keyof typeof COMMAND_RANK;
export const commandIsClosed = (status: CommandStatus): boolean => COMMAND_RANK[status] >= COMMAND_RANK.consumed;

/** Statuses of a checkout at Recurrente (recurrente-api.md, "Learn the outcome"). */
export const CHECKOUT_RANK = { unpaid: 0, payment_in_progress: 1, expired: 2, cancelled: 3, paid: 4 } as const;
export type CheckoutStatus = keyof typeof CHECKOUT_RANK;

/** What is known of one command that carries the attempt's external id. Usually there is just one. */
export interface CommandFact {
  readonly id: string;
  readonly status: CommandStatus;
  /** Recurrente answered 201: this send made it, so it is ours without another look. */
  readonly created: boolean;
  readonly terminalId: string | null;
  readonly amountInCents: Cents | null;
  readonly currency: string | null;
  readonly checkoutId: string | null;
  readonly dispatchedSeenAtMs: number | null;
  readonly closedSeenAtMs: number | null;
}

/** What is known of one checkout that belongs to the attempt. The latest reading counts, but paid is never unlearnt. */
export interface CheckoutFact {
  readonly id: string;
  readonly status: CheckoutStatus;
  readonly totalInCents: Cents | null;
  readonly currency: string | null;
  /** By Recurrente's clock. */
  readonly createdAtMs: number | null;
  /** `pa_…` of the payment, for refunds and the report. */
  readonly paymentIntentId: string | null;
  readonly authCode: string | null;
  readonly card: { readonly last4: string; readonly network: string } | null;
  /** By Recurrente's clock where it told, else when it was first seen paid. */
  readonly paidAtMs: number | null;
  readonly seenAtMs: number;
}

/** A try with a card that Recurrente showed as not successful. */
export interface DeclineFact {
  readonly intentId: string;
  /** The checkout that showed it; null when the news named none. */
  readonly checkoutId: string | null;
  readonly reason: string | null;
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
}

export interface Failure {
  readonly code: string;
  /** Recurrente's own words, when it gave some; else the code's sentence is shown. */
  readonly message: string | null;
}

/** A person's decision about an attempt, kept for ever. */
export interface WordFact {
  readonly outcome: 'not_paid' | 'same_sale' | 'new_sale';
  readonly note: string;
  readonly name: string;
  readonly atMs: number;
}

/**
 * One terminal command of a charge and every fact learnt about it.
 *
 * Facts only ever grow: each field joins with what is known (maximum, minimum, union, latest reading), so the order and the
 * repetition of news do not matter. What the facts *mean* is derived in verdict.ts.
 */
export interface Attempt {
  readonly number: number;
  readonly externalId: string;
  readonly terminalId: string;
  readonly amountInCents: Cents;
  readonly currency: Currency;
  readonly installments: number | null;
  readonly createdAtMs: number;
  /** When the order came, by Recurrente's clock; null in attempts that an older version made. */
  readonly askedServerMs: number | null;
  readonly firstSentAtMs: number | null;
  /** The first send by Recurrente's clock, to compare with a checkout's created_at whatever this PC's clock did since. */
  readonly firstSentServerMs: number | null;
  readonly lastSentAtMs: number | null;
  /** POSTs begun, counted from 1. */
  readonly sends: number;
  /** Of those, the ones that surely never reached Recurrente (no connection was made). */
  readonly unreached: readonly number[];
  readonly commands: readonly CommandFact[];
  readonly checkouts: readonly CheckoutFact[];
  readonly declines: readonly DeclineFact[];
  /** The latest search of Recurrente's checkouts, long enough after the last send, that found nothing of this attempt. */
  readonly absentAtMs: number | null;
  /** The external id exists, and nothing in the checkouts of the last day carries it: an old sale's. */
  readonly takenElsewhere: boolean;
  readonly rejection: Failure | null;
  readonly doubt: { readonly code: string; readonly sinceMs: number } | null;
  readonly word: WordFact | null;
}

/** True once a POST of this attempt may have arrived: from then on it is followed and never expires (design decision 8). */
export const mayHaveArrived = (attempt: Attempt): boolean =>
  attempt.sends > attempt.unreached.length || attempt.commands.length > 0 || attempt.checkouts.length > 0;

export type NewAttempt = Pick<
  Attempt,
  'number' | 'externalId' | 'terminalId' | 'amountInCents' | 'currency' | 'installments' | 'createdAtMs'
> &
  Partial<Pick<Attempt, 'askedServerMs'>>;

/** An attempt about which nothing is known yet. */
export const openAttempt = (attempt: NewAttempt): Attempt => ({
  askedServerMs: null,
  ...attempt,
  firstSentAtMs: null,
  firstSentServerMs: null,
  lastSentAtMs: null,
  sends: 0,
  unreached: [],
  commands: [],
  checkouts: [],
  declines: [],
  absentAtMs: null,
  takenElsewhere: false,
  rejection: null,
  doubt: null,
  word: null,
});
