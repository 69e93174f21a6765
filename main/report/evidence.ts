import type { ChargeView, JournalEntry } from '../contract/charge.ts';
import { formatMoney } from '../contract/money.ts';
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
  readonly entryOf: (line: JournalLine) => JournalEntry;
  readonly chain: { readonly intact: boolean; readonly checkedTo: number };
  readonly nowMs: number;
}

export function buildEvidence({ charge, lines, entryOf, chain, nowMs }: EvidenceInput): Evidence {
  return {
    charge,
    verdict: describeVerdict(charge),
    lines: lines.map((line) => ({ ...entryOf(line), hash: line.hash })),
    chain: { intact: chain.intact, checked_to: chain.checkedTo },
    made_at: new Date(nowMs).toISOString(),
  };
}

/** The final answer in plain Spanish, for the counter. */
function describeVerdict(charge: ChargeView): string {
  const amount = formatMoney(charge.amount_in_cents, charge.currency);
  const attempts = charge.attempts.filter((attempt) => attempt.sent_at !== null).length;
  const sent =
    attempts === 0
      ? 'Nunca se envió a Recurrente.'
      : `Se envió ${attempts === 1 ? 'una vez' : `en ${attempts} intentos`} a Recurrente.`;
  if (charge.paid) {
    const paid = formatMoney(charge.paid_in_cents ?? charge.amount_in_cents, charge.currency);
    const tip = charge.tip_in_cents
      ? `, de los cuales ${formatMoney(charge.tip_in_cents, charge.currency)} son propina`
      : '';
    return `Pagado una sola vez: ${paid}${tip}${charge.card ? `, con la tarjeta terminada en ${charge.card.last4}` : ''}${charge.auth_code ? `, autorización ${charge.auth_code}` : ''}. ${sent}`;
  }
  if (charge.status === 'in_doubt') return `En duda: se pidieron ${amount} y Recurrente aún no dice qué pasó. ${sent}`;
  if (charge.final) return `No pagado: se pidieron ${amount}. ${charge.failure?.message ?? ''} ${sent}`;
  return `Abierto: se pidieron ${amount}. ${charge.next_step} ${sent}`;
}
