import type { ChargeView } from '../../main/contract/charge.ts';
import type { Lang } from '../../main/contract/faults.ts';
import { formatMoney } from '../../main/contract/money.ts';

const LOCALE: Readonly<Record<Lang, string>> = { es: 'es-GT', en: 'en-US' };
/** The shop's own clock: the PC may be set to another zone. */
export const SHOP_ZONE = 'America/Guatemala';

const formats = new Map<string, Intl.DateTimeFormat>();
function format(lang: Lang, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = lang + JSON.stringify(options);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(LOCALE[lang], { timeZone: SHOP_ZONE, ...options });
  formats.set(key, made);
  return made;
}

export const formatTime = (iso: string, lang: Lang): string =>
  format(lang, { hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(iso));
export const formatExactTime = (iso: string, lang: Lang): string =>
  format(lang, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(new Date(iso));
export const formatDay = (iso: string, lang: Lang): string =>
  format(lang, { day: '2-digit', month: 'short', year: 'numeric' }).format(new Date(iso));
export const formatLongDay = (iso: string, lang: Lang): string =>
  format(lang, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(iso));

/** `2026-11-22`: the day in the shop. */
export function shopDay(atMs: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: SHOP_ZONE }).format(new Date(atMs));
}

/** What the card was charged, tip included. */
export const totalOf = (charge: ChargeView): string =>
  formatMoney(charge.paid_in_cents ?? charge.amount_in_cents, charge.currency);
/** The amount of the sale, as the ERP knows it; a tip is told beside it, never in it. */
export const askedOf = (charge: ChargeView): string => formatMoney(charge.amount_in_cents, charge.currency);

const NETWORKS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  american_express: 'American Express',
};
export const cardOf = ({ card }: ChargeView): string | null =>
  card && `${NETWORKS[card.network.toLowerCase()] ?? card.network} ${card.last4}`;
