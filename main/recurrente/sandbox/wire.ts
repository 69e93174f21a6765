import type { Behaviour } from './behaviour.ts';
import type { CheckoutView } from './checkouts.ts';
import type { Command, Refund, WebhookEndpoint } from './state.ts';

export interface WireDeps {
  readonly behaviour: () => Behaviour;
  readonly baseUrl: () => string;
  readonly liveMode: boolean;
}

/** What goes out, in the reference's shapes or in those of public captures (`Behaviour.shapes`). */
export function createWire({ behaviour, baseUrl, liveMode }: WireDeps) {
  const captured = (): boolean => behaviour().shapes === 'captured';
  const whole = (value: number): number | string => (captured() ? String(value) : value);
  const time = (ms: number): string => writeTime(ms + behaviour().clockSkewMs, captured());
  const checkoutUrl = (id: string): string => new URL(`/checkout-session/${id}`, baseUrl()).href;

  return {
    time,
    whole,
    command: (command: Command) => ({
      id: captured() ? command.number : command.id,
      external_id: command.externalId,
      status: command.status,
      terminal_id: command.terminalId,
      amount_in_cents: whole(command.amountInCents),
      currency: command.currency,
      ...(command.installments === null ? {} : { installments: command.installments }),
      checkout_id: command.checkoutId,
      checkout_url: checkoutUrl(command.checkoutId),
    }),

    checkout({ checkout, intent }: CheckoutView) {
      const paid = checkout.status === 'paid';
      const reason = behaviour().declineReasonInCheckout ? intent?.failureReason : null;
      return {
        id: checkout.id,
        status: checkout.status,
        total_in_cents: whole(checkout.totalInCents),
        currency: checkout.currency,
        live_mode: liveMode,
        created_at: time(checkout.createdAtMs),
        expires_at: time(checkout.expiresAtMs),
        checkout_url: checkoutUrl(checkout.id),
        metadata: { external_id: checkout.externalId },
        latest_intent: intent
          ? {
              id: captured() ? intent.otherId : intent.id,
              type: 'payment',
              created_at: time(intent.createdAtMs),
              data: {
                ...(intent.authCode === null ? {} : { auth_code: intent.authCode }),
                ...(reason ? { failure_reason: reason } : {}),
              },
            }
          : null,
        // "A declined try may set `payment` too (so only `status` says paid)" [seen].
        payment: intent && (paid || captured()) ? { id: intent.id } : null,
        payment_method: intent && (paid || captured()) ? { type: 'card', card: intent.card } : null,
      };
    },

    refund: (refund: Refund) => ({
      id: refund.id,
      status: refund.status,
      account_refunded_amount_in_cents: whole(refund.amountInCents),
      customer_refunded_amount_in_cents: whole(refund.amountInCents),
      currency: refund.currency,
      created_at: time(refund.createdAtMs),
    }),

    /** Without its secret: that is shown in the dashboard only, here in `GET /sandbox/state`. */
    endpoint: ({ id, url, description, createdAtMs }: WebhookEndpoint) => ({
      id,
      url,
      description,
      created_at: time(createdAtMs),
    }),
  };
}
export type Wire = ReturnType<typeof createWire>;

/** The reference writes UTC; captures carry Guatemala's offset. */
function writeTime(ms: number, local: boolean): string {
  if (!local) return new Date(ms).toISOString();
  return new Date(ms - 6 * 3_600_000).toISOString().replace('Z', '-06:00');
}
