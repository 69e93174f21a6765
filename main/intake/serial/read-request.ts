import { decodeText } from '../../../native/serial/encoding.ts';
import type { Ask, SerialProfile } from '../../contract/serial-profile.ts';

/** What a till asked, read from one frame. */
export type TillRequest =
  | {
      readonly asks: 'sale';
      readonly ticket: string;
      readonly amountInCents: number;
      readonly installments: number | null;
    }
  | { readonly asks: Exclude<Ask, 'sale'> }
  /** Well framed but not a request we know, or with a field that is missing, malformed or too long: never cut, never guessed. */
  | {
      readonly asks: 'invalid';
      readonly of: Ask | null;
      /** `noise`: a line that nothing vouches for and that looks like no word of a till's. */
      readonly why:
        'noise' | 'unknown_code' | 'too_long' | 'too_many_fields' | 'missing' | 'amount' | 'ticket' | 'installments';
      readonly ticket: string;
    };

/**
 * Digits of the profile's unit to cents; null when they are not an amount. Never through floating point. Decimal amounts have two
 * decimals, always: a line without checksum that lost its end must not become a smaller amount.
 */
export function parseAmount(text: string, unit: SerialProfile['amount']['unit']): number | null {
  const match = (unit === 'decimal' ? /^(\d{1,9})\.(\d{2})$/ : /^(\d{1,12})$/).exec(text);
  if (!match) return null;
  const whole = match[1] ?? '';
  const digits = unit === 'cents' ? whole : whole + (match[2] ?? '00');
  const cents = Number(digits);
  return Number.isSafeInteger(cents) && cents > 0 ? cents : null;
}

/** Printable ASCII: other bytes are more likely noise than a ticket number. */
const TICKET = /^[\x20-\x7e]+$/;

/** A checksum that fits: what the frame says was truly said. Without one a broken byte reads like any other. */
export const isVouchedFor = (framing: SerialProfile['framing']): boolean =>
  framing.kind === 'stx-etx' && framing.checksum !== 'none';

/** What a command of another dialect is made of: letters, in any language, and signs, no control bytes and no line drawing. */
const isWord = (code: string): boolean => /^[\x20-\x7e\p{L}]+$/u.test(code) && /[A-Za-z0-9]/.test(code);

/** Spaces only: String.trim() would also take control bytes and the hard space that noise looks like in CP850. */
const trimSpaces = (text: string): string => text.replace(/^ +| +$/g, '');

/** Reads a frame by its profile. Surrounding spaces of a field are padding and fall away; nothing else is changed. */
export function readRequest(data: Uint8Array, profile: SerialProfile): TillRequest {
  const [code = '', ...values] = decodeText(data, profile.encoding).split(profile.separator);
  const spec = profile.requests.find((request) => request.code === trimSpaces(code));
  if (!spec) {
    const isNoise = !isVouchedFor(profile.framing) && !isWord(code);
    return { asks: 'invalid', of: null, why: isNoise ? 'noise' : 'unknown_code', ticket: '' };
  }

  const taken = new Map<string, string>();
  const invalid = (why: (TillRequest & { asks: 'invalid' })['why']): TillRequest => {
    const ticket = taken.get('ticket') ?? '';
    return { asks: 'invalid', of: spec.asks, why, ticket };
  };
  // A separator after the last field is common and means nothing.
  const given = values.at(-1) === '' ? values.slice(0, -1) : values;
  if (given.length > spec.fields.length && given.slice(spec.fields.length).some((value) => trimSpaces(value) !== ''))
    return invalid('too_many_fields');
  for (const [index, field] of spec.fields.entries()) {
    const value = trimSpaces(given[index] ?? '');
    if (value.length > field.max) return invalid('too_long');
    if (value === '' && field.required) return invalid('missing');
    if (field.name !== 'ignored') taken.set(field.name, value);
  }
  if (spec.asks !== 'sale') return { asks: spec.asks };

  const ticket = taken.get('ticket') ?? '';
  if (!TICKET.test(ticket)) return invalid('ticket');
  const amountInCents = parseAmount(taken.get('amount') ?? '', profile.amount.unit);
  if (amountInCents === null) return invalid('amount');
  const installmentText = taken.get('installments') ?? '';
  if (!/^\d*$/.test(installmentText)) return invalid('installments');
  const installments = Number(installmentText || '0');
  // 0 and 1 both say "at once" in the tills' dialects.
  return { asks: 'sale', ticket, amountInCents, installments: installments > 1 ? installments : null };
}
