import type { Cents } from '../contract/money.ts';

/** Digits, then at most two decimals behind a dot. Ten digits keep every sum far inside the safe integers. */
const DECIMAL = /^(\d{1,10})(?:\.(\d{1,2}))?$/;

/**
 * Reads an amount of the API (`"125.5"`, `125.5`) into integer cents, digit by digit (design decision 9).
 *
 * A JSON number is read through its shortest decimal form, so that 0.1 + 0.2 is refused (17 decimals) rather than rounded.
 * Returns undefined for anything but a plain non-negative decimal with at most two decimals.
 */
export function parseDecimalAmount(amount: string | number): Cents | undefined {
  const text = typeof amount === 'number' ? String(amount) : amount.trim();
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  return Number(whole + fraction.padEnd(2, '0'));
}
