import type { CheckoutView } from './checkouts.ts';
import type { Intent, Refund } from './state.ts';
import type { Wire } from './wire.ts';

export interface EventOptions {
  /** "The same payment also comes as `intent.succeeded` / `intent.failed`" [ref]. */
  twins: boolean;
  /** "Some deliveries wrap it as `{event|event_type, data: {…}}`" [ref, seen]. */
  wrapping: 'flat' | 'event' | 'event_type';
  /** "`metadata.external_id` (top level [guide] or inside `checkout` [seen])"; `none`: only `checkout.id` tells. */
  externalIdAt: 'top' | 'checkout' | 'none';
}

/** The events that tell of one try with a card ("Fields" and the lines before it in recurrente-api.md). */
export function describeIntent(
  intent: Intent,
  view: CheckoutView,
  wire: Wire,
  { twins, wrapping, externalIdAt }: EventOptions,
): { readonly event: string; readonly body: unknown }[] {
  const end = intent.status;
  const { id, status, metadata, payment_method: method } = wire.checkout(view);
  const common = {
    amount_in_cents: wire.whole(intent.amountInCents),
    currency: intent.currency,
    fee: wire.whole(Math.round(intent.amountInCents * 0.045)),
    vat_withheld: wire.whole(0),
    created_at: wire.time(intent.createdAtMs),
    failure_reason: intent.failureReason,
    ...(externalIdAt === 'top' ? { metadata } : {}),
    checkout: {
      id,
      status,
      metadata: externalIdAt === 'checkout' ? metadata : {},
      payment_method: method ?? { type: 'card', card: intent.card },
    },
    customer: null,
    invoice: null,
  };
  const plain = [
    { event: `payment_intent.${end}`, fields: { id: intent.id, ...common } },
    ...(twins
      ? [
          {
            event: `intent.${end}`,
            fields: { id: intent.otherId, type: 'payment', status: end, raw_status: end, ...common },
          },
        ]
      : []),
  ];
  return plain.map(({ event, fields }) => ({
    event,
    body: wrapping === 'flat' ? { event_type: event, ...fields } : { [wrapping]: event, data: fields },
  }));
}

/** `refund.create` [ref]: the refund beside the payment that it is of [seen]. Its later states are not told [open]. */
export function describeRefund(
  refund: Refund,
  intent: Intent,
  wire: Wire,
  { wrapping }: EventOptions,
): { readonly event: string; readonly body: unknown } {
  const event = 'refund.create';
  const fields = {
    refund: wire.refund(refund),
    intentable: {
      id: intent.id,
      type: 'PaymentIntent',
      amount_in_cents: wire.whole(intent.amountInCents),
      checkout: { id: intent.checkoutId, status: 'paid' },
    },
  };
  return { event, body: wrapping === 'flat' ? { event_type: event, ...fields } : { [wrapping]: event, data: fields } };
}
