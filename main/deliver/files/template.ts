import { shopDay, shopTime } from '../../charge/shop-day.ts';
import { centsToDecimal } from '../../contract/money.ts';
import type { ChargeView } from '../../contract/charge.ts';
import type { ResultSettings } from '../../contract/folders.ts';
import { codeOf } from './outcome.ts';
import type { ResultShape } from './shape.ts';

/** A value that does not fit its fixed column. Cutting an order number would answer for another sale. */
export class ResultTooLong extends Error {
  constructor(name: string, value: string, width: number) {
    super(`{${name}} is longer than its ${width} characters: ${value}`);
    this.name = 'ResultTooLong';
  }
}

/** What the places of a template stand for. Money in units has the folder's decimal mark. */
export function resultValues(
  charge: ChargeView,
  settings: Pick<ResultSettings, 'codes'> & Pick<ResultShape, 'decimal'>,
  context: { readonly fileName: string; readonly nowMs: number },
): Readonly<Record<string, string>> {
  const units = (cents: number | null): string =>
    cents === null ? '' : centsToDecimal(cents).replace('.', settings.decimal);
  const whole = (cents: number | null): string => (cents === null ? '' : String(cents));
  return {
    order_id: charge.order_id,
    charge_id: charge.id,
    status: charge.status,
    code: codeOf(charge, settings.codes),
    message: charge.failure?.message ?? charge.next_step,
    amount: units(charge.amount_in_cents),
    amount_cents: whole(charge.amount_in_cents),
    paid: units(charge.paid_in_cents),
    paid_cents: whole(charge.paid_in_cents),
    tip: units(charge.tip_in_cents),
    tip_cents: whole(charge.tip_in_cents),
    currency: charge.currency,
    terminal: charge.terminal.alias,
    terminal_id: charge.terminal.id,
    auth_code: charge.auth_code ?? '',
    last4: charge.card?.last4 ?? '',
    network: charge.card?.network ?? '',
    payment_id: charge.payment_intent_id ?? '',
    file: context.fileName,
    ...stamps(charge.paid_at === null ? Date.parse(charge.updated_at) : Date.parse(charge.paid_at)),
  };
}

/** `20261122`, `22112026`, `180405`, on the shop's clock, as in the day close. */
export function stamps(atMs: number): { date: string; date_dmy: string; time: string } {
  const [year = '', month = '', day = ''] = shopDay(atMs).split('-');
  return {
    date: `${year}${month}${day}`,
    date_dmy: `${day}${month}${year}`,
    time: shopTime(atMs).replaceAll(':', ''),
  };
}

const PLACE = /\{(echo:[^}|]+|\w+)(?:\|([>0]?)(\d{1,3}))?\}/g;

/**
 * Fills the lines of a dialect. `{name}`, `{name|10}` padded on the right, `{name|>10}` on the left, `{name|012}` with zeros;
 * `{echo:001-000}` repeats a value of the request. A line that begins with `?` is left out when one of its places is empty.
 */
export function fillTemplate(
  lines: readonly string[],
  values: Readonly<Record<string, string>>,
  echo: Readonly<Record<string, string>>,
): string {
  const filled = lines.flatMap((line) => {
    const optional = line.startsWith('?');
    let empty = false;
    const text = (optional ? line.slice(1) : line).replace(PLACE, (_, name: string, fill: string, width: string) => {
      const found = name.startsWith('echo:') ? echo[name.slice(5)] : values[name];
      const value = oneLine(found ?? '');
      if (value === '') empty = true;
      return pad(name, value, fill, Number(width ?? 0));
    });
    return optional && empty ? [] : [`${text}\r\n`];
  });
  return filled.join('');
}

/** A line break inside a value would forge a line of the answer. */
export const oneLine = (value: string): string =>
  value.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ').trim();

function pad(name: string, value: string, fill: string | undefined, width: number): string {
  if (width === 0) return value;
  if (value.length > width) {
    if (name === 'message') return value.slice(0, width);
    throw new ResultTooLong(name, value, width);
  }
  if (fill === '0') return value.padStart(width, '0');
  return fill === '>' ? value.padStart(width) : value.padEnd(width);
}
