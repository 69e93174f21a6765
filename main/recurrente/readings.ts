import type { CheckoutReading, CommandReading } from '../charge/evidence.ts';
import type { z } from 'zod';
import type { CheckoutShape, commandShape } from './shapes.ts';

export const readCommand = (command: z.infer<typeof commandShape>): CommandReading => ({
  id: command.id,
  status: command.status,
  terminalId: command.terminal_id ?? null,
  amountInCents: command.amount_in_cents ?? null,
  currency: command.currency ?? null,
  checkoutId: command.checkout_id ?? null,
});

/** A checkout with the ids of the order it belongs to. `externalId` is undefined for checkouts that no terminal command made. */
export interface CheckoutAnswer {
  readonly externalId: string | undefined;
  readonly reading: CheckoutReading;
}

/** The external id that a checkout's metadata names; undefined when it names none. */
export function readExternalId(metadata: Record<string, unknown> | null | undefined): string | undefined {
  const externalId = metadata?.['external_id'];
  return typeof externalId === 'string' ? externalId : typeof externalId === 'number' ? String(externalId) : undefined;
}

/** Only `status` says paid: a declined try may carry a `payment` as well (public captures). Times are Recurrente's. */
export function readCheckout(checkout: CheckoutShape): CheckoutAnswer {
  const paid = checkout.status === 'paid';
  const intent = checkout.latest_intent;
  const card = checkout.payment_method?.card;
  return {
    externalId: readExternalId(checkout.metadata),
    reading: {
      id: checkout.id,
      status: checkout.status,
      totalInCents: checkout.total_in_cents ?? null,
      currency: checkout.currency ?? null,
      createdAtMs: checkout.created_at ?? null,
      // The refund call wants `pa_…`; the latest intent may be an `in_…` of another kind.
      paymentIntentId: paid ? ([intent?.id, checkout.payment?.id].find((id) => id?.startsWith('pa_')) ?? null) : null,
      authCode: paid ? (intent?.data?.auth_code ?? null) : null,
      card: paid && card?.last4 ? { last4: card.last4.slice(-4), network: card.network ?? '' } : null,
      paidAtMs: paid ? (checkout.payment?.created_at ?? intent?.created_at ?? null) : null,
      latestIntentId: intent?.id ?? null,
      declineReason: paid ? null : (intent?.failure_reason ?? intent?.data?.failure_reason ?? null),
    },
  };
}
