import type { CheckoutFact, CheckoutStatus, CommandStatus, Failure, WordFact } from './attempt.ts';

/** A reading of a checkout, from wherever it came: GET, list sweep, webhook. */
export interface CheckoutReading extends Omit<CheckoutFact, 'seenAtMs' | 'status'> {
  readonly status: CheckoutStatus;
  /** Unpaid with a latest intent means that a try was declined (recurrente-api.md, "Learn the outcome"). */
  readonly latestIntentId: string | null;
  readonly declineReason: string | null;
}

export interface CommandReading {
  readonly id: string;
  readonly status: CommandStatus;
  readonly terminalId: string | null;
  readonly amountInCents: number | null;
  readonly currency: string | null;
  readonly checkoutId: string | null;
}

/**
 * News about one attempt. Everything that is learnt becomes one of these before it can change a charge, whoever learnt it.
 * `atMs` is when it was learnt, by Recurrente's clock, which no one in the shop can set; for an answer, when its request was
 * begun, since the answer is at least that fresh.
 */
export type Evidence = { readonly externalId: string; readonly atMs: number } & (
  | { readonly kind: 'send_started'; readonly send: number; readonly serverMs: number }
  /** No connection was made: this send surely did not arrive. */
  | { readonly kind: 'send_unreached'; readonly send: number }
  /** Recurrente refused the command itself, for a reason that is not about the external id. */
  | { readonly kind: 'send_rejected'; readonly failure: Failure }
  | { readonly kind: 'command'; readonly created: boolean; readonly command: CommandReading }
  | { readonly kind: 'checkout'; readonly checkout: CheckoutReading }
  /** A webhook told of a failed try, with its reason in Spanish. */
  | { readonly kind: 'try_failed'; readonly intentId: string; readonly reason: string | null }
  /** A search of the checkouts, begun long enough after the last send, found nothing of this attempt. */
  | { readonly kind: 'absent' }
  /** Recurrente says that the id exists; the only send that can have arrived is this one, and no checkout of the last day has it. */
  | { readonly kind: 'taken_elsewhere' }
  | { readonly kind: 'patience_over'; readonly code: string }
  | { readonly kind: 'word'; readonly word: Omit<WordFact, 'atMs'> }
);
