import { encodeText } from '../../../native/serial/encoding.ts';
import type { ChargeView } from '../../contract/charge.ts';
import { centsToDecimal } from '../../contract/money.ts';
import type { AnswerField, AnswerValue, Outcome, SerialProfile } from '../../contract/serial-profile.ts';

/** What the bridge answers; values that do not apply are left empty on the wire. */
export interface TillAnswer {
  readonly to: keyof SerialProfile['answers'];
  readonly outcome: Outcome;
  readonly message: string;
  readonly charge?: ChargeView;
  /** The ticket as the till knows it; echoed even when there is no charge. */
  readonly ticket?: string;
  readonly terminal: string;
  readonly totals?: { readonly count: number; readonly cents: number };
}

/** Cents in the profile's unit; empty when the unit cannot express them (a tip of 0.55 in whole quetzales). */
export function writeAmount(cents: number, unit: SerialProfile['amount']['unit']): string {
  switch (unit) {
    case 'cents':
      return String(cents);
    case 'units':
      return cents % 100 === 0 ? String(cents / 100) : '';
    case 'decimal':
      return centsToDecimal(cents);
  }
}

/** `ddMMyyyy` and `HHmmss` on the shop's wall clock. */
function localStamp(atMs: number, timeZone: string): { date: string; time: string } {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(atMs)
      .map((part) => [part.type, part.value]),
  );
  return {
    date: `${parts['day']}${parts['month']}${parts['year']}`,
    time: `${parts['hour']}${parts['minute']}${parts['second']}`,
  };
}

const codeOf = (outcome: Outcome, codes: SerialProfile['codes']): string =>
  outcome === 'refunded' ? (codes.refunded ?? codes.cancelled) : codes[outcome];

function valuesOf(answer: TillAnswer, profile: SerialProfile, timeZone: string): Record<AnswerValue, string> {
  const { charge, totals } = answer;
  const amount = (cents: number | null | undefined): string =>
    cents === null || cents === undefined ? '' : writeAmount(cents, profile.amount.unit);
  // Proof of payment (authorisation, card, amounts paid) goes out with a paid charge only.
  const paid = answer.outcome === 'paid' ? charge : undefined;
  const stamp = charge ? localStamp(Date.parse(charge.paid_at ?? charge.updated_at), timeZone) : { date: '', time: '' };
  return {
    code: codeOf(answer.outcome, profile.codes),
    message: answer.message,
    ticket: answer.ticket ?? charge?.metadata['ticket'] ?? '',
    amount: amount(charge?.amount_in_cents),
    paid_amount: amount(paid?.paid_in_cents),
    tip: amount(paid?.tip_in_cents),
    auth_code: paid?.auth_code ?? '',
    last4: paid?.card?.last4 ?? '',
    network: paid?.card?.network ?? '',
    installments: charge?.installments ? String(charge.installments) : '',
    date: stamp.date,
    time: stamp.time,
    terminal: charge?.terminal.alias ?? answer.terminal,
    charge_id: charge?.id ?? '',
    count: totals ? String(totals.count) : '',
    total: totals ? amount(totals.cents) : '',
  };
}

function writeField(field: AnswerField, values: Record<AnswerValue, string>, separator: string): string {
  if ('is' in field) return field.is;
  // Separators and control bytes inside a value would shift every field after it.
  let text = values[field.take].replace(/[\u0000-\u001f]/g, ' ').replaceAll(separator, ' ');
  const room = field.width ?? field.max;
  if (room !== undefined && text.length > room) {
    if (!field.cut) throw new Error(`the value of ${field.take} does not fit into ${room} characters`);
    text = text.slice(0, room);
  }
  if (field.width === undefined) return text;
  return field.align === 'left' ? text.padEnd(field.width, field.pad) : text.padStart(field.width, field.pad);
}

/** The answer's bytes, not yet framed. Throws when a value does not fit its field: a profile that would lie by cutting. */
export function writeAnswer(answer: TillAnswer, profile: SerialProfile, timeZone: string): Uint8Array {
  const values = valuesOf(answer, profile, timeZone);
  const text = profile.answers[answer.to].map((field) => writeField(field, values, profile.separator));
  return encodeText(text.join(profile.separator), profile.encoding);
}
