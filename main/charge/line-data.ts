import { formatMoney, type Currency } from '../contract/money.ts';

/** What a journal line carries beside its kind. */
export type LineData = Readonly<Record<string, unknown>>;
export type LineWords = Readonly<Record<string, (data: LineData) => string>>;

/** The value as text; nothing for what is neither text nor number. */
export const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** `Q 125.50` of the named field in cents, or nothing. */
export const money = (data: LineData, field: 'total_in_cents' | 'amount_in_cents'): string => {
  const cents = data[field];
  return typeof cents === 'number' ? formatMoney(cents, (text(data['currency']) || 'GTQ') as Currency) : '';
};
