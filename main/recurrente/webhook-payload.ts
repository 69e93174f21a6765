import { z } from 'zod';
import type { Evidence } from '../charge/evidence.ts';
import { id, time, whole } from './shapes.ts';

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

/** What a payment event tells, whichever of its two shapes and families it came in (recurrente-api.md, "Webhooks"). */
export interface WebhookNews {
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

/** `unknown`: an event that is none of ours to act on; `unreadable`: one that is, in no shape that we know. */
export function readWebhook(body: unknown): WebhookNews | 'unknown' | 'unreadable' {
  if (typeof body !== 'object' || body === null) return 'unreadable';
  const outer = body as Readonly<Record<string, unknown>>;
  const event = [outer['event_type'], outer['event']].find((each) => typeof each === 'string') ?? '';
  const match = EVENTS.exec(event);
  if (!match) return 'unknown';
  const parsed = fieldsShape.safeParse('data' in outer ? outer['data'] : outer);
  if (!parsed.success) return 'unreadable';
  const fields = parsed.data;
  // The other family tells of more than payments.
  if (match[1] === 'intent' && fields.type != null && fields.type !== 'payment') return 'unknown';
  const card = fields.checkout?.payment_method?.card;
  return {
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
