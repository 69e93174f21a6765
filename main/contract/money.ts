/** Currencies that Recurrente's terminals charge in (recurrente-api.md, "Create a terminal command"). */
export const CURRENCIES = ['GTQ', 'USD'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** Integer hundredths of the currency's unit; the only shape money has inside the bridge (design decision 9). */
export type Cents = number;

const SYMBOL: Readonly<Record<Currency, string>> = { GTQ: 'Q', USD: 'US$' };

/** `12550` → `125.50`: the wire's and the files' decimal form, made from digits, never through a float. */
export function centsToDecimal(cents: Cents): string {
  const digits = Math.abs(cents).toString().padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `1234550` → `Q 12,345.50`, as it is written in Guatemala. */
export function formatMoney(cents: Cents, currency: Currency): string {
  const [whole = '0', fraction = '00'] = centsToDecimal(cents).split('.');
  return `${SYMBOL[currency]} ${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${fraction}`;
}
