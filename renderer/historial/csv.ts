import type { ChargeView } from '../../main/contract/charge.ts';
import { centsToDecimal } from '../../main/contract/money.ts';

const COLUMNS: readonly (readonly [name: string, value: (charge: ChargeView) => string | number | null])[] = [
  ['order_id', (charge) => charge.order_id],
  ['status', (charge) => charge.status],
  ['currency', (charge) => charge.currency],
  ['amount', (charge) => centsToDecimal(charge.amount_in_cents)],
  ['paid', (charge) => (charge.paid_in_cents === null ? null : centsToDecimal(charge.paid_in_cents))],
  ['tip', (charge) => (charge.tip_in_cents === null ? null : centsToDecimal(charge.tip_in_cents))],
  ['terminal', (charge) => charge.terminal.alias],
  ['source', (charge) => charge.source],
  ['card_network', (charge) => charge.card?.network ?? null],
  ['card_last4', (charge) => charge.card?.last4 ?? null],
  ['auth_code', (charge) => charge.auth_code],
  ['installments', (charge) => charge.installments],
  ['reason', (charge) => charge.failure?.message ?? null],
  ['created_at', (charge) => charge.created_at],
  ['paid_at', (charge) => charge.paid_at],
  ['payment_intent_id', (charge) => charge.payment_intent_id],
  ['external_id', (charge) => charge.attempts.at(-1)?.external_id ?? null],
  ['id', (charge) => charge.id],
];

/** A cell by RFC 4180. Text that a spreadsheet would run as a formula is led by an apostrophe: order numbers come from outside. */
function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value === 'string' ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Charges as CSV lines (CRLF), with the mark by which Excel knows UTF-8. */
export const csvHead = (): string => `\uFEFF${COLUMNS.map(([name]) => name).join(',')}\r\n`;
export const csvLines = (charges: readonly ChargeView[]): string =>
  charges.map((charge) => `${COLUMNS.map(([, value]) => cell(value(charge))).join(',')}\r\n`).join('');
