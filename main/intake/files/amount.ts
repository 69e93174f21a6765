import type { Cents, Currency } from '../../contract/money.ts';
import type { Reason } from './reasons.ts';
import { reason } from './reasons.ts';

export interface AmountRule {
  readonly decimal: 'auto' | '.' | ',';
  readonly unit: 'units' | 'cents';
}
export type AmountReading =
  | {
      readonly cents: Cents;
      readonly currency: Currency | null;
      /** The decimal mark that stands in it. */
      readonly mark?: '.' | ',';
    }
  | { readonly refusal: Reason };

/** Currency marks as shops write them, before or behind the number. In Guatemala a bare `$` is the US dollar. */
const MARKS: readonly (readonly [pattern: string, currency: Currency])[] = [
  ['GTQ', 'GTQ'],
  ['QTZ', 'GTQ'],
  ['Q\\.?', 'GTQ'],
  ['US\\$', 'USD'],
  ['USD\\$?', 'USD'],
  ['\\$', 'USD'],
];
const BEFORE = MARKS.map(
  ([pattern, currency]) => [new RegExp(`^${pattern}\\s*(?=[\\d.,(+-])`, 'iu'), currency] as const,
);
const BEHIND = MARKS.map(
  ([pattern, currency]) => [new RegExp(`(?<=[\\d.,)])\\s*${pattern}$`, 'iu'), currency] as const,
);

/** Ten digits before the mark keep every sum far inside the safe integers. */
const MOST_DIGITS = 10;

/**
 * Reads an amount as shops write it (file-intake.md, "Amounts") into integer cents, digit by digit, never through a float.
 *
 * One mark followed by exactly three digits behind one to three others (`1,234`) may group or may begin decimals: refused,
 * unless `decimal` says which. Everything else is either clear from the digits or refused.
 */
export function parseAmount(raw: string, rule: AmountRule): AmountReading {
  // The spaces that spreadsheets group with: no-break, narrow no-break, thin.
  const text = raw.replace(/[\u00a0\u202f\u2009]/g, ' ').trim();
  if (text === '') return { refusal: reason('amount_missing') };
  const { number, currency, twice } = takeCurrency(text);
  if (twice) return refuse('amount_shape');
  if (/^[-(−]/u.test(number) || /\d-$/.test(number)) return refuse('amount_negative');
  // "Q.50": fifty quetzales with a dot behind the Q, or fifty centavos.
  const dotted = /^Q\.(\d{1,3})$/i.exec(text)?.[1];
  if (dotted !== undefined) return { refusal: ambiguous(`${dotted}.00`, `0.${dotted}`) };
  const digits = number.replace(/^\+/, '');
  if (rule.unit === 'cents') {
    if (!/^\d+$/.test(digits)) return refuse('amount_cents');
    return finish(digits.slice(0, -2), digits.slice(-2).padStart(2, '0'));
  }
  if (!/^[\d., '’]*\d$/u.test(digits) || /^[ '’]/u.test(digits)) return refuse('amount_shape');
  const marks = [...digits.replace(/[\d '’]/gu, '')];
  const kinds = new Set(marks);

  if (marks.length === 0) return whole(digits);
  if (kinds.size === 2) {
    // Both marks: the last one is the decimal mark, and it may stand there once only.
    const decimal = marks.at(-1) ?? '';
    if (marks.indexOf(decimal) !== marks.length - 1) return refuse('amount_grouping');
    return split(decimal);
  }
  const [mark = ''] = marks;
  if (marks.length > 1) {
    if (rule.decimal === mark) return refuse('amount_grouping');
    return whole(digits);
  }
  const [before = '', behind = ''] = digits.split(mark);
  if (rule.decimal !== 'auto') return rule.decimal === mark ? split(mark) : whole(digits);
  if (/^[1-9]\d{0,2}(?:[ '’]\d{3})*$/u.test(before) && /^\d{3}$/.test(behind)) {
    const units = before.replace(/\D/g, '');
    return { refusal: ambiguous(`${units}${behind}.00`, `${units}.${behind}`) };
  }
  return split(mark);

  function ambiguous(first: string, second: string): Reason {
    return reason('amount_ambiguous', { text: raw.trim(), first, second });
  }
  function refuse(code: Reason['code']): AmountReading {
    return { refusal: reason(code, { text: raw.trim() }) };
  }
  function split(decimal: string): AmountReading {
    if (rule.decimal !== 'auto' && decimal !== rule.decimal) return refuse('amount_shape');
    const at = digits.lastIndexOf(decimal);
    const fraction = digits.slice(at + 1);
    if (!/^\d+$/.test(fraction)) return refuse('amount_shape');
    // SQL money columns export 125.5000: more decimals are fine as long as nothing is lost.
    if (/[1-9]/.test(fraction.slice(2))) return refuse('amount_decimals');
    const units = ungroup(digits.slice(0, at));
    if (units === undefined) return refuse('amount_grouping');
    const read = finish(units, fraction.slice(0, 2).padEnd(2, '0'));
    return 'refusal' in read ? read : { ...read, mark: decimal === ',' ? ',' : '.' };
  }
  function whole(grouped: string): AmountReading {
    const units = ungroup(grouped);
    return units === undefined ? refuse('amount_grouping') : finish(units, '00');
  }
  function finish(units: string, cents: string): AmountReading {
    const significant = units.replace(/^0+/, '');
    if (significant.length > MOST_DIGITS) return refuse('amount_too_long');
    return { cents: Number(`${significant}${cents}`), currency };
  }
}

/** `1,234,567` → `1234567`: one kind of mark, one to three digits, then groups of three. Undefined when it is not so. */
function ungroup(text: string): string | undefined {
  if (/^\d*$/.test(text)) return text;
  const groups = /^[1-9]\d{0,2}(?:([., '’])\d{3})(?:\1\d{3})*$/u.exec(text);
  return groups ? text.replace(/\D/g, '') : undefined;
}

function takeCurrency(text: string): { number: string; currency: Currency | null; twice: boolean } {
  // No mark begins or ends with a digit.
  if (/^\d(?:.*\d)?$/s.test(text)) return { number: text, currency: null, twice: false };
  const before = BEFORE.find(([pattern]) => pattern.test(text));
  const rest = before ? text.replace(before[0], '') : text;
  const behind = BEHIND.find(([pattern]) => pattern.test(rest));
  return {
    number: (behind ? rest.replace(behind[0], '') : rest).trim(),
    currency: before?.[1] ?? behind?.[1] ?? null,
    twice: before !== undefined && behind !== undefined,
  };
}
