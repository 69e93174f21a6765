import { assertNever } from '../contract/assert-never.ts';
import type { RefundView } from '../contract/charge.ts';
import type { Lang } from '../contract/faults.ts';
import type { Cents, Currency } from '../contract/money.ts';
import type { Failure } from './attempt.ts';
import type { Charge } from './charge.ts';

/**
 * The life of a refund:
 * - `requested` on disk, waiting for its turn, the network or the key. Exits: sending.
 * - `sending` a POST is under way. Exits: requested (it surely never left), pending, succeeded, failed, in_doubt.
 * - `in_doubt` the answer was lost. Recurrente has no list of refunds and promises no idempotency key, so it is never sent again
 *   by itself: Recurrente tells of it by webhook, or a person finds it in the dashboard. Exits: pending, succeeded, failed.
 * - `pending` Recurrente has it. Exits: succeeded, failed, in_doubt (it is gone from there).
 * - `succeeded`: no exit. `failed`: a new request starts again at `requested`; should Recurrente tell of a refund that was made
 *   after all, it is believed.
 */
export type RefundState = RefundView['status'];

export interface Refund {
  readonly chargeId: string;
  readonly paymentIntentId: string;
  readonly amountInCents: Cents;
  readonly currency: Currency;
  readonly state: RefundState;
  /** `re_…` at Recurrente. */
  readonly refundId: string | null;
  readonly requestedAtMs: number;
  readonly requestedBy: string;
  readonly sentAtMs: number | null;
  readonly closedAtMs: number | null;
  readonly failure: Failure | null;
  /** When to send or look next; null once it is closed or waits for a person. */
  readonly dueAtMs: number | null;
  /** Sends or looks in a row that were not answered. */
  readonly tries: number;
}

/** What Recurrente says of a refund, in the bridge's words. */
export interface RefundReading {
  readonly id: string;
  readonly state: 'pending' | 'succeeded' | 'failed';
  /** What the customer gets back, where Recurrente told. */
  readonly amountInCents: Cents | null;
  readonly currency: string | null;
  /** By Recurrente's clock. */
  readonly createdAtMs: number | null;
}

export type RefundNews = { readonly atMs: number } & (
  | { readonly kind: 'send_started' }
  /** No connection was made, or Recurrente refused to look at it: nothing was done. */
  | { readonly kind: 'not_sent'; readonly retryAtMs: number }
  /** Understood and refused. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** It may have been done: nobody knows. */
  | { readonly kind: 'answer_lost' }
  | { readonly kind: 'reading'; readonly reading: RefundReading; readonly lookAtMs: number }
  /** A look went unanswered. Looking is safe, so it is repeated. */
  | { readonly kind: 'look_failed'; readonly lookAtMs: number }
  /** Recurrente no longer knows the refund that it had confirmed. */
  | { readonly kind: 'vanished' }
  /** Recurrente tells unasked, by webhook, of a refund of this very payment. */
  | { readonly kind: 'told'; readonly reading: RefundReading; readonly lookAtMs: number }
  /** A person looked in the dashboard: there is no refund. */
  | { readonly kind: 'word_not_refunded' }
);

/** The refund after one piece of news. Pure; a refund that succeeded never changes, and news that does not fit changes nothing. */
export function settleRefund(refund: Refund, news: RefundNews): Refund {
  const { state } = refund;
  if (state === 'succeeded') return refund;
  switch (news.kind) {
    case 'send_started':
      return state === 'requested' ? { ...refund, state: 'sending', sentAtMs: news.atMs, dueAtMs: null } : refund;
    case 'not_sent':
      return state === 'sending'
        ? { ...refund, state: 'requested', sentAtMs: null, dueAtMs: news.retryAtMs, tries: refund.tries + 1 }
        : refund;
    case 'refused':
      return state === 'sending' ? closeFailed(refund, news.failure, news.atMs) : refund;
    case 'answer_lost':
      return state === 'sending' ? { ...refund, state: 'in_doubt', dueAtMs: null } : refund;
    case 'reading':
      return state === 'requested' || state === 'failed'
        ? refund
        : read(refund, news.reading, news.lookAtMs, news.atMs);
    case 'told':
      return believes(refund, news.reading) ? read(refund, news.reading, news.lookAtMs, news.atMs) : refund;
    case 'look_failed':
      return state === 'pending' ? { ...refund, dueAtMs: news.lookAtMs, tries: refund.tries + 1 } : refund;
    case 'vanished':
      return state === 'pending' ? { ...refund, state: 'in_doubt', dueAtMs: null } : refund;
    case 'word_not_refunded':
      return state === 'in_doubt'
        ? closeFailed(refund, { code: 'resolved_not_refunded', message: null }, news.atMs)
        : refund;
    default:
      return assertNever(news);
  }
}

/** A payment is given back once, as a whole, so a refund of it that exists is the one, whoever asked for it. */
function believes(refund: Refund, { id, state, createdAtMs }: RefundReading): boolean {
  if (refund.state === 'pending' && refund.refundId !== id) return state === 'succeeded';
  if (state !== 'failed') return true;
  // That an earlier one failed says nothing of the one that may be under way.
  const isEarlier = createdAtMs !== null && createdAtMs < (refund.sentAtMs ?? Number.MAX_SAFE_INTEGER) - CLOCK_SLACK_MS;
  return refund.state !== 'requested' && refund.state !== 'failed' && !isEarlier;
}
/** How far Recurrente's created_at may lie before our send and still be of it: its clock is known to the second. */
export const CLOCK_SLACK_MS = 5000;

function read(refund: Refund, reading: RefundReading, lookAtMs: number, atMs: number): Refund {
  const known: Refund = {
    ...refund,
    refundId: reading.id,
    amountInCents: reading.amountInCents ?? refund.amountInCents,
    tries: 0,
  };
  if (reading.state === 'failed') return closeFailed(known, { code: 'refund_failed', message: null }, atMs);
  if (reading.state === 'succeeded')
    return { ...known, state: 'succeeded', closedAtMs: atMs, dueAtMs: null, failure: null };
  return { ...known, state: 'pending', closedAtMs: null, failure: null, dueAtMs: lookAtMs };
}

const closeFailed = (refund: Refund, failure: Failure, atMs: number): Refund => ({
  ...refund,
  state: 'failed',
  failure,
  closedAtMs: atMs,
  dueAtMs: null,
});

/** Recurrente gives back within 30 days of the payment (recurrente-api.md, "Refunds"). */
const REFUNDABLE_MS = 30 * 24 * 3_600_000;

const OBSTACLES = {
  not_paid: {
    es: 'Solo se reembolsa un cobro pagado. Este no lo está.',
    en: 'Only a paid charge can be refunded. This one is not paid.',
  },
  installments: {
    es: 'Los pagos en cuotas no se reembolsan por aquí. Pídalo a soporte de Recurrente.',
    en: "Payments in instalments cannot be refunded here. Ask Recurrente's support.",
  },
  too_old: {
    es: 'Pasaron más de 30 días desde el pago: Recurrente ya no lo reembolsa.',
    en: 'More than 30 days have passed since the payment: Recurrente no longer refunds it.',
  },
  no_payment_id: {
    es: 'Recurrente no dijo el número de este pago. Haga el reembolso desde el panel de Recurrente.',
    en: "Recurrente did not tell this payment's id. Make the refund in Recurrente's dashboard.",
  },
  already_refunded: { es: 'Este cobro ya se reembolsó.', en: 'This charge has been refunded already.' },
} as const satisfies Record<string, Record<Lang, string>>;
type RefundObstacle = keyof typeof OBSTACLES;

/** Why this charge cannot be refunded; undefined when it can. `nowMs` by Recurrente's clock. */
export function findRefundObstacle(
  charge: Charge,
  known: Refund | undefined,
  nowMs: number,
): RefundObstacle | undefined {
  if (known?.state === 'succeeded') return 'already_refunded';
  if (charge.status !== 'paid') return 'not_paid';
  const { attemptNumber, checkout } = charge.payment;
  const attempt = charge.attempts.find((each) => each.number === attemptNumber);
  if ((attempt?.installments ?? charge.installments) !== null) return 'installments';
  if (nowMs - (checkout.paidAtMs ?? checkout.seenAtMs) > REFUNDABLE_MS) return 'too_old';
  if (checkout.paymentIntentId === null) return 'no_payment_id';
  return undefined;
}
export const describeObstacle = (obstacle: RefundObstacle, lang: Lang): string => OBSTACLES[obstacle][lang];

const FAILURES: Readonly<Record<string, Readonly<Record<Lang, string>>>> = {
  refund_balance: {
    es: 'El saldo en Recurrente no alcanza para este reembolso. Espere a tener más ventas o deposite, y pídalo de nuevo.',
    en: 'The balance at Recurrente does not cover this refund. Wait for more sales or pay in, and ask again.',
  },
  refund_refused: { es: 'Recurrente no aceptó el reembolso.', en: 'Recurrente did not accept the refund.' },
  refund_payment_not_found: {
    es: 'Recurrente no encuentra el pago. Haga el reembolso desde su panel.',
    en: 'Recurrente does not find the payment. Make the refund in its dashboard.',
  },
  refund_failed: {
    es: 'Recurrente no pudo hacer el reembolso. Pregunte a su soporte o pídalo de nuevo.',
    en: 'Recurrente could not make the refund. Ask its support, or ask for it again.',
  },
  resolved_not_refunded: {
    es: 'Una persona confirmó en Recurrente que no se hizo.',
    en: 'A person confirmed at Recurrente that it was not made.',
  },
};
const IN_DOUBT: Readonly<Record<Lang, string>> = {
  es: 'No se sabe si se hizo. Búsquelo en el panel de Recurrente y diga aquí lo que vio; no lo repita.',
  en: "It is not known whether it was made. Look for it in Recurrente's dashboard and tell here what you saw; do not repeat it.",
};

/** The refund as bridge-api.md's `refund` shows it. Recurrente's own words come along with the code's sentence. */
export function viewRefund(refund: Refund, lang: Lang): RefundView {
  const { state, failure } = refund;
  const sentence = failure && (FAILURES[failure.code]?.[lang] ?? FAILURES['refund_refused']?.[lang] ?? '');
  return {
    id: refund.refundId,
    status: state,
    amount_in_cents: refund.amountInCents,
    requested_at: new Date(refund.requestedAtMs).toISOString(),
    closed_at: refund.closedAtMs === null ? null : new Date(refund.closedAtMs).toISOString(),
    failure:
      state === 'in_doubt'
        ? { code: 'refund_unanswered', message: IN_DOUBT[lang] }
        : failure && { code: failure.code, message: [sentence, failure.message].filter(Boolean).join(' ') },
  };
}
