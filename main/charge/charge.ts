import type { Source } from '../contract/charge.ts';
import type { Cents, Currency } from '../contract/money.ts';
import type { Attempt, CheckoutFact, Failure } from './attempt.ts';

/** What the shop wants of a charge. Decisions of the shop, made one after the other; never touched by news. */
export type Wish =
  /** Take attempt `attempt` to the terminal. */
  | { readonly kind: 'charge'; readonly attempt: number }
  /** Taken back before attempt `attempt` was sent. */
  | { readonly kind: 'cancelled'; readonly attempt: number }
  /** Attempt `attempt` waited too long; a person re-arms it (design decision 8). */
  | { readonly kind: 'expired'; readonly attempt: number };

/** What the ERP asked for, and the bridge's bookkeeping around it. */
export interface ChargeBase {
  readonly id: string;
  readonly orderId: string;
  readonly source: Source;
  readonly terminalId: string;
  readonly amountInCents: Cents;
  readonly currency: Currency;
  readonly installments: number | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly callbackUrl: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** When the present wait in the queue ends by itself; counts only while nothing was sent. */
  readonly expiresAtMs: number;
  /** How long a wait in the queue may take, kept for re-arming. */
  readonly expireAfterMs: number;
  readonly wish: Wish;
  readonly attempts: readonly Attempt[];
  /** A person let the lane go on past this charge while it is in doubt. */
  readonly releasedAtMs: number | null;
}

export interface Payment {
  readonly attemptNumber: number;
  readonly checkout: CheckoutFact;
  readonly paidInCents: Cents;
  readonly tipInCents: Cents;
}

/** The life of a charge (bridge-api.md, "Charges"). */
export type ChargeState =
  /** On disk, waiting for its lane, the network or the key. Exits: sending, cancelled, expired. */
  | { readonly status: 'queued' }
  /** A POST is under way, or its answer never came. Exits: every status below. Neither cancelled nor expired from here on. */
  | { readonly status: 'sending' }
  /** Recurrente has it, the terminal has not taken it. Exits: dispatched, in_doubt, every final status. */
  | { readonly status: 'pending' }
  /** The customer sees it. Exits: in_doubt, every final status. */
  | { readonly status: 'dispatched' }
  /** Recurrente does not tell and patience ran out, or an earlier payment of this order exists. Exits: any final status. Holds its lane. */
  | { readonly status: 'in_doubt'; readonly failure: Failure }
  /** Recurrente says paid. No exit. */
  | { readonly status: 'paid'; readonly payment: Payment }
  /** Not paid, as far as is known. Exits: paid, if a payment still arrives; queued, by a retry. */
  | { readonly status: 'declined' | 'failed' | 'superseded' | 'cancelled' | 'expired'; readonly failure: Failure };

export type Charge = ChargeBase & ChargeState;

/** The attempt that the charge's status is about: the newest one. */
export const currentAttempt = (charge: ChargeBase): Attempt | undefined => charge.attempts.at(-1);
