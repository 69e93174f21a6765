import type { ChargeView, JournalEntry, RefundView } from '../contract/charge.ts';
import { formatMoney } from '../contract/money.ts';
import type { Lang } from '../contract/faults.ts';
import type { JournalLine } from '../store/journal.ts';

/** One charge's whole story: what was asked, sent, received and decided, each line sealed by the journal's chain of hashes. */
export interface Evidence {
  readonly charge: ChargeView;
  readonly payments: readonly EvidencePayment[];
  readonly verdict: string;
  readonly lines: readonly (JournalEntry & { readonly hash: string })[];
  readonly chain: { readonly intact: boolean; readonly checked_to: number };
  readonly made_at: string;
}

/** A payment that Recurrente shows for this charge: one, unless something went wrong. */
export interface EvidencePayment {
  readonly checkout_id: string;
  readonly payment_intent_id: string | null;
  readonly amount_in_cents: number;
}

interface EvidenceInput {
  readonly charge: ChargeView;
  readonly payments: readonly EvidencePayment[];
  readonly lines: readonly JournalLine[];
  readonly entryOf: (line: JournalLine, lang: Lang) => JournalEntry;
  readonly chain: { readonly intact: boolean; readonly checkedTo: number };
  readonly nowMs: number;
  readonly lang: Lang;
}

export function buildEvidence({ charge, payments, lines, entryOf, chain, nowMs, lang }: EvidenceInput): Evidence {
  return {
    charge,
    payments,
    verdict: VERDICTS[lang](charge, payments),
    lines: lines.map((line) => ({ ...entryOf(line, lang), hash: line.hash })),
    chain: { intact: chain.intact, checked_to: chain.checkedTo },
    made_at: new Date(nowMs).toISOString(),
  };
}

type Told = (charge: ChargeView, payments: readonly EvidencePayment[]) => string;
const VERDICTS: Readonly<Record<Lang, Told>> = { es: verdictInSpanish, en: verdictInEnglish };

/** The money of a verdict, and how often the charge was sent. */
function factsOf(charge: ChargeView, payments: readonly EvidencePayment[]) {
  const money = (cents: number): string => formatMoney(cents, charge.currency);
  return {
    asked: money(charge.amount_in_cents),
    paid: money(charge.paid_in_cents ?? charge.amount_in_cents),
    tip: charge.tip_in_cents ? money(charge.tip_in_cents) : null,
    each: payments.map((payment) => money(payment.amount_in_cents)).join(' + '),
    sends: charge.attempts.filter((attempt) => attempt.sent_at !== null).length,
  };
}

const REFUNDED: Readonly<Record<Lang, Partial<Record<RefundView['status'], string>>>> = {
  es: {
    succeeded: ' Después se reembolsó completo.',
    in_doubt: ' Se pidió el reembolso y no se sabe si se hizo.',
    pending: ' El reembolso está en curso.',
    sending: ' El reembolso está en curso.',
    requested: ' El reembolso está en curso.',
  },
  en: {
    succeeded: ' It was refunded in full afterwards.',
    in_doubt: ' A refund was asked for, and it is not known whether it was made.',
    pending: ' The refund is under way.',
    sending: ' The refund is under way.',
    requested: ' The refund is under way.',
  },
};
const tellRefund = ({ refund }: ChargeView, lang: Lang): string =>
  refund ? (REFUNDED[lang][refund.status] ?? '') : '';

/** The final answer in plain words, for the counter. "Once" is said only of what was paid once. */
function verdictInSpanish(charge: ChargeView, payments: readonly EvidencePayment[]): string {
  const { asked, paid, tip, each, sends } = factsOf(charge, payments);
  const sent =
    sends === 0
      ? 'Nunca se envió a Recurrente.'
      : `Se envió ${sends === 1 ? 'una vez' : `en ${sends} intentos`} a Recurrente.`;
  const shown =
    payments.length === 0
      ? ''
      : ` Recurrente muestra ${payments.length === 1 ? 'un pago' : `${payments.length} pagos`}: ${each}.`;
  if (charge.paid && payments.length > 1)
    return `Pagado ${payments.length} veces: se pidieron ${asked}.${shown} Reembolse lo que el cliente pagó de más.${tellRefund(charge, 'es')} ${sent}`;
  if (charge.paid)
    return `Pagado una sola vez: ${paid}${tip ? `, de los cuales ${tip} son propina` : ''}${charge.card ? `, con la tarjeta terminada en ${charge.card.last4}` : ''}${charge.auth_code ? `, autorización ${charge.auth_code}` : ''}.${tellRefund(charge, 'es')} ${sent}`;
  if (charge.status === 'in_doubt')
    return `En duda: se pidieron ${asked}. ${charge.failure?.message ?? 'Recurrente aún no dice qué pasó.'}${shown} ${sent}`;
  if (charge.final) return `No pagado: se pidieron ${asked}. ${charge.failure?.message ?? ''}${shown} ${sent}`;
  return `Abierto: se pidieron ${asked}. ${charge.next_step} ${sent}`;
}

function verdictInEnglish(charge: ChargeView, payments: readonly EvidencePayment[]): string {
  const { asked, paid, tip, each, sends } = factsOf(charge, payments);
  const sent =
    sends === 0
      ? 'It was never sent to Recurrente.'
      : `It was sent to Recurrente ${sends === 1 ? 'once' : `in ${sends} attempts`}.`;
  const shown =
    payments.length === 0
      ? ''
      : ` Recurrente shows ${payments.length === 1 ? 'one payment' : `${payments.length} payments`}: ${each}.`;
  if (charge.paid && payments.length > 1)
    return `Paid ${payments.length} times: ${asked} were asked.${shown} Refund what the customer paid too much.${tellRefund(charge, 'en')} ${sent}`;
  if (charge.paid)
    return `Paid exactly once: ${paid}${tip ? `, of which ${tip} are the tip` : ''}${charge.card ? `, with the card ending in ${charge.card.last4}` : ''}${charge.auth_code ? `, authorization ${charge.auth_code}` : ''}.${tellRefund(charge, 'en')} ${sent}`;
  if (charge.status === 'in_doubt')
    return `In doubt: ${asked} were asked. ${charge.failure?.message ?? 'Recurrente has not told what happened.'}${shown} ${sent}`;
  if (charge.final) return `Not paid: ${asked} were asked. ${charge.failure?.message ?? ''}${shown} ${sent}`;
  return `Open: ${asked} were asked. ${charge.next_step} ${sent}`;
}
