import { z } from 'zod';
import type { Evidence } from '../charge/evidence.ts';
import { id, refundShape, time, whole, type RefundShape } from './shapes.ts';

const metadata = z.record(z.string(), z.unknown()).nullish();
const fieldsShape = z.object({
  id,
  type: z.string().nullish(),
  amount_in_cents: whole.nullish(),
  currency: z.string().nullish(),
  created_at: time.nullish(),
  failure_reason: z.string().nullish(),
  metadata,
  checkout: z
    .object({
      id: id.nullish(),
      status: z.string().nullish(),
      metadata,
      payment_method: z
        .object({
          card: z
            .object({
              last4: z.union([z.string(), z.number().transform(String)]).nullish(),
              network: z.string().nullish(),
            })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

const holder = z.object({ id: id.nullish(), checkout: z.object({ id: id.nullish() }).nullish() }).nullish();
const refundEventShape = z.object({
  refund: refundShape.nullish(),
  intentable: holder,
  payment_intent: holder,
  payment_intent_id: id.nullish(),
  checkout: z.object({ id: id.nullish() }).nullish(),
});

/** What `refund.create` and its kin tell [ref, seen]: the refund, and of which payment it is. */
export interface RefundTold {
  readonly about: 'refund';
  readonly refund: RefundShape;
  readonly paymentIds: readonly string[];
  readonly checkoutId: string | undefined;
}

/** What a payment event tells, whichever of its two shapes and families it came in (recurrente-api.md, "Webhooks"). */
export interface WebhookNews {
  readonly about: 'payment';
  readonly outcome: 'succeeded' | 'failed';
  readonly intentId: string;
  readonly externalId: string | undefined;
  readonly checkoutId: string | undefined;
  /** As the event shows it; some other word means that the event contradicts itself. */
  readonly checkoutStatus: string | undefined;
  readonly amountInCents: number | null;
  readonly currency: string | null;
  /** By Recurrente's clock. */
  readonly occurredAtMs: number | null;
  readonly reason: string | null;
  readonly card: { readonly last4: string; readonly network: string } | null;
}

const EVENTS = /^(payment_intent|intent)\.(succeeded|failed)$/;
const REFUND_EVENTS = /^refund\.\w+$/;

/** `unknown`: an event that is none of ours to act on; `unreadable`: one that is, in no shape that we know. */
export function readWebhook(body: unknown): WebhookNews | RefundTold | 'unknown' | 'unreadable' {
  if (typeof body !== 'object' || body === null) return 'unreadable';
  const outer = body as Readonly<Record<string, unknown>>;
  const event = [outer['event_type'], outer['event']].find((each) => typeof each === 'string') ?? '';
  if (REFUND_EVENTS.test(event)) return readRefundEvent('data' in outer ? outer['data'] : outer);
  const match = EVENTS.exec(event);
  if (!match) return 'unknown';
  const parsed = fieldsShape.safeParse('data' in outer ? outer['data'] : outer);
  if (!parsed.success) return 'unreadable';
  const fields = parsed.data;
  // The other family tells of more than payments.
  if (match[1] === 'intent' && fields.type != null && fields.type !== 'payment') return 'unknown';
  const card = fields.checkout?.payment_method?.card;
  return {
    about: 'payment',
    outcome: match[2] === 'succeeded' ? 'succeeded' : 'failed',
    intentId: fields.id,
    externalId: [fields.metadata?.['external_id'], fields.checkout?.metadata?.['external_id']]
      .filter((each) => typeof each === 'string' || typeof each === 'number')
      .map(String)[0],
    checkoutId: fields.checkout?.id ?? undefined,
    checkoutStatus: fields.checkout?.status ?? undefined,
    amountInCents: fields.amount_in_cents ?? null,
    currency: fields.currency ?? null,
    occurredAtMs: fields.created_at ?? null,
    reason: fields.failure_reason ?? null,
    card: card?.last4 ? { last4: card.last4.slice(-4), network: card.network ?? '' } : null,
  };
}

function readRefundEvent(body: unknown): RefundTold | 'unreadable' {
  const parsed = refundEventShape.safeParse(body);
  if (!parsed.success) return 'unreadable';
  const { refund, intentable, payment_intent: intent, payment_intent_id: intentId, checkout } = parsed.data;
  // Beside the payment that it is of, or as the event itself.
  const told = refund ?? refundShape.safeParse(body).data;
  if (!told?.id.startsWith('re_')) return 'unreadable';
  const given = (ids: readonly (string | null | undefined)[]): string[] => ids.filter((each) => each != null);
  return {
    about: 'refund',
    refund: told,
    paymentIds: given([intentable?.id, intent?.id, intentId]),
    checkoutId: given([intentable?.checkout?.id, intent?.checkout?.id, checkout?.id])[0],
  };
}

/**
 * A success as evidence by itself. Its `created_at` is the payment's, not the checkout's, so whether the checkout is ours must
 * be known already. Undefined when the event contradicts itself or does not tell the money.
 */
export function paidEvidence(news: WebhookNews, externalId: string, atMs: number): Evidence | undefined {
  const { checkoutId, checkoutStatus = 'paid', amountInCents, currency } = news;
  if (checkoutId === undefined || checkoutStatus !== 'paid' || amountInCents === null || currency === null)
    return undefined;
  return {
    kind: 'checkout',
    externalId,
    atMs,
    checkout: {
      id: checkoutId,
      status: 'paid',
      totalInCents: amountInCents,
      currency,
      createdAtMs: null,
      paymentIntentId: news.intentId.startsWith('pa_') ? news.intentId : null,
      authCode: null,
      card: news.card,
      paidAtMs: news.occurredAtMs,
      latestIntentId: news.intentId,
      declineReason: null,
    },
  };
}
