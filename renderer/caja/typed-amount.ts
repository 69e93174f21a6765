import type { Cents } from '../../main/contract/money.ts';

/**
 * Reads what a cashier typed into cents, by digits. Guatemala writes `1,250.50`; a keypad of a Spanish layout types a comma for
 * the dot, so a lone comma before one or two last digits is a decimal mark. Undefined for anything that could mean two things.
 */
export function readTypedAmount(text: string): Cents | undefined {
  const typed = text.replace(/^\s*(?:Q|GTQ|US\$|USD|\$)/i, '').replace(/\s/g, '');
  const match = /^(\d{1,8})(?:[.,](\d{1,2}))?$/.exec(typed) ?? /^(\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{1,2}))?$/.exec(typed);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  return Number(whole.replaceAll(',', '') + fraction.padEnd(2, '0'));
}
