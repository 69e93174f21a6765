import type { Currency } from '../../contract/money.ts';
import { CURRENCIES, formatMoney } from '../../contract/money.ts';
import { parseDecimalAmount } from '../../charge/money.ts';
import type { Behaviour } from './behaviour.ts';
import { invalid, type Refusal } from './refusal.ts';

export interface CommandInput {
  readonly terminalId: string;
  readonly externalId: string;
  readonly amountInCents: number;
  readonly currency: Currency;
  readonly installments: number | null;
}

/** Reads the body of `POST /api/terminal_session_commands`; every fault at once, by field (recurrente-api.md, the table). */
export function readCommandInput(
  body: Readonly<Record<string, unknown>>,
  limits: Behaviour['limits'],
): CommandInput | Refusal {
  const errors: Record<string, string[]> = {};
  const fault = (field: string, reason: string): undefined => void (errors[field] ??= []).push(reason);

  const terminalId = readText(body['terminal_id']) ?? fault('terminal_id', 'no puede estar en blanco');
  const externalId = readText(body['external_id']) ?? fault('external_id', 'no puede estar en blanco');
  const currency = CURRENCIES.find((each) => each === body['currency']) ?? fault('currency', 'debe ser GTQ o USD');
  const amountInCents = readAmount(body, fault);
  const installments = readInstallments(body['installments'], currency, fault);
  const screens = body['show_post_payment_screens'];
  if (screens !== undefined && screens !== null && typeof screens !== 'boolean')
    fault('show_post_payment_screens', 'debe ser verdadero o falso');

  if (amountInCents !== undefined && currency !== undefined) {
    const { minCents, maxCents } = limits[currency];
    if (amountInCents < minCents)
      fault('amount_in_cents', `debe ser mayor o igual a ${formatMoney(minCents, currency)}`);
    if (amountInCents > maxCents)
      fault('amount_in_cents', `debe ser menor o igual a ${formatMoney(maxCents, currency)}`);
  }
  if (
    terminalId === undefined ||
    externalId === undefined ||
    currency === undefined ||
    amountInCents === undefined ||
    Object.keys(errors).length > 0
  )
    return invalid(errors);
  return { terminalId, externalId, amountInCents, currency, installments };
}

type Fault = (field: string, reason: string) => undefined;

const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

/** "one of them, never both; `amount` is converted to cents" [guide]. */
function readAmount(body: Readonly<Record<string, unknown>>, fault: Fault): number | undefined {
  const { amount_in_cents: cents, amount } = body;
  const given = [cents, amount].filter((value) => value !== undefined && value !== null);
  if (given.length === 0) return fault('amount_in_cents', 'no puede estar en blanco');
  if (given.length === 2) return fault('amount_in_cents', 'no se puede enviar junto con amount');
  if (cents === undefined || cents === null) {
    const read = typeof amount === 'number' || typeof amount === 'string' ? parseDecimalAmount(amount) : undefined;
    return read ?? fault('amount', 'no es un número');
  }
  const whole = typeof cents === 'string' && /^\d{1,12}$/.test(cents) ? Number(cents) : cents;
  return Number.isSafeInteger(whole) && (whole as number) >= 0
    ? (whole as number)
    : fault('amount_in_cents', 'debe ser un número entero');
}

/** "optional months; GTQ only" [ref]. */
function readInstallments(value: unknown, currency: Currency | undefined, fault: Fault): number | null {
  if (value === undefined || value === null) return null;
  const months = typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(months) || (months as number) < 1) fault('installments', 'debe ser un número de meses');
  else if (currency !== undefined && currency !== 'GTQ') fault('installments', 'solo están disponibles en GTQ');
  return months as number;
}
