import type { ChargeView, JournalEntry } from '../contract/charge.ts';
import { formatMoney } from '../contract/money.ts';
import type { Lang } from '../contract/faults.ts';
import type { JournalLine } from '../store/journal.ts';

/** One charge's whole story: what was asked, sent, received and decided, each line sealed by the journal's chain of hashes. */
export interface Evidence {
  readonly charge: ChargeView;
  readonly verdict: string;
  readonly lines: readonly (JournalEntry & { readonly hash: string })[];
  readonly chain: { readonly intact: boolean; readonly checked_to: number };
  readonly made_at: string;
}

interface EvidenceInput {
  readonly charge: ChargeView;
  readonly lines: readonly JournalLine[];
  readonly entryOf: (line: JournalLine, lang: Lang) => JournalEntry;
  readonly chain: { readonly intact: boolean; readonly checkedTo: number };
  readonly nowMs: number;
  readonly lang: Lang;
}

export function buildEvidence({ charge, lines, entryOf, chain, nowMs, lang }: EvidenceInput): Evidence {
  return {
    charge,
    verdict: VERDICTS[lang](charge),
    lines: lines.map((line) => ({ ...entryOf(line, lang), hash: line.hash })),
    chain: { intact: chain.intact, checked_to: chain.checkedTo },
    made_at: new Date(nowMs).toISOString(),
  };
}

const VERDICTS: Readonly<Record<Lang, (charge: ChargeView) => string>> = { es: verdictInSpanish, en: verdictInEnglish };

/** The money of a verdict, and how often the charge was sent. */
function factsOf(charge: ChargeView) {
  const money = (cents: number): string => formatMoney(cents, charge.currency);
  return {
    asked: money(charge.amount_in_cents),
    paid: money(charge.paid_in_cents ?? charge.amount_in_cents),
    tip: charge.tip_in_cents ? money(charge.tip_in_cents) : null,
    sends: charge.attempts.filter((attempt) => attempt.sent_at !== null).length,
  };
}

/** The final answer in plain words, for the counter. */
function verdictInSpanish(charge: ChargeView): string {
  const { asked, paid, tip, sends } = factsOf(charge);
  const sent =
    sends === 0
      ? 'Nunca se envió a Recurrente.'
      : `Se envió ${sends === 1 ? 'una vez' : `en ${sends} intentos`} a Recurrente.`;
  if (charge.paid)
    return `Pagado una sola vez: ${paid}${tip ? `, de los cuales ${tip} son propina` : ''}${charge.card ? `, con la tarjeta terminada en ${charge.card.last4}` : ''}${charge.auth_code ? `, autorización ${charge.auth_code}` : ''}. ${sent}`;
  if (charge.status === 'in_doubt') return `En duda: se pidieron ${asked} y Recurrente aún no dice qué pasó. ${sent}`;
  if (charge.final) return `No pagado: se pidieron ${asked}. ${charge.failure?.message ?? ''} ${sent}`;
  return `Abierto: se pidieron ${asked}. ${charge.next_step} ${sent}`;
}

function verdictInEnglish(charge: ChargeView): string {
  const { asked, paid, tip, sends } = factsOf(charge);
  const sent =
    sends === 0
      ? 'It was never sent to Recurrente.'
      : `It was sent to Recurrente ${sends === 1 ? 'once' : `in ${sends} attempts`}.`;
  if (charge.paid)
    return `Paid exactly once: ${paid}${tip ? `, of which ${tip} are the tip` : ''}${charge.card ? `, with the card ending in ${charge.card.last4}` : ''}${charge.auth_code ? `, authorization ${charge.auth_code}` : ''}. ${sent}`;
  if (charge.status === 'in_doubt')
    return `In doubt: ${asked} were asked and Recurrente has not told what happened. ${sent}`;
  if (charge.final) return `Not paid: ${asked} were asked. ${charge.failure?.message ?? ''} ${sent}`;
  return `Open: ${asked} were asked. ${charge.next_step} ${sent}`;
}
