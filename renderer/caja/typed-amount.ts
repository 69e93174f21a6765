import { CURRENCIES, type Cents, type Currency } from '../../main/contract/money.ts';

const SIGNS: Readonly<Record<Currency, RegExp>> = { GTQ: /^\s*(?:Q|GTQ)\s*/i, USD: /^\s*(?:US\$|USD|\$)\s*/i };

/** The currency whose sign stands before the amount. */
export const typedCurrency = (text: string): Currency | undefined => CURRENCIES.find((each) => SIGNS[each].test(text));

/**
 * Reads what a cashier typed into cents, by digits. Guatemala writes `1,250.50`; a keypad of a Spanish layout types a comma for
 * the dot, so a lone comma before one or two last digits is a decimal mark. Undefined for anything that could mean two things: a
 * sign of another currency than the chosen one, or a space that parts no thousands.
 */
export function readTypedAmount(text: string, chosen?: Currency): Cents | undefined {
  const sign = typedCurrency(text);
  if (sign && chosen && sign !== chosen) return undefined;
  const typed = text.replace(sign ? SIGNS[sign] : '', '').trim();
  const match =
    /^(\d{1,8})(?:[.,](\d{1,2}))?$/.exec(typed) ??
    /^(\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{1,2}))?$/.exec(typed) ??
    /^(\d{1,3}(?:\s\d{3}){1,2})(?:[.,](\d{1,2}))?$/.exec(typed);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  return Number(whole.replace(/\D/g, '') + fraction.padEnd(2, '0'));
}

/** What to tell of an amount that was not understood. */
export const amountFault = (text: string, chosen: Currency): 'manual.amountSign' | 'manual.amountBad' =>
  (typedCurrency(text) ?? chosen) === chosen ? 'manual.amountBad' : 'manual.amountSign';
