import { findCallbackFault } from '../contract/callbacks.ts';
import type { AmountRange, Config, TerminalConfig } from '../contract/config.ts';
import type { NewChargeBody } from '../contract/requests.ts';
import type { FieldFault } from '../contract/faults.ts';
import type { Cents, Currency } from '../contract/money.ts';
import { formatMoney } from '../contract/money.ts';
import type { Problem } from '../contract/problems.ts';
import { parseDecimalAmount } from './money.ts';

/** An order whose every value is known to be good. */
export interface AcceptedOrder {
  readonly orderId: string;
  readonly amountInCents: Cents;
  readonly currency: Currency;
  readonly terminal: TerminalConfig;
  readonly installments: number | null;
}

type OrderFields = Partial<
  Pick<
    NewChargeBody,
    'amount' | 'amount_in_cents' | 'currency' | 'terminal' | 'installments' | 'metadata' | 'callback_url'
  >
>;

/** The terminal of that alias or id; without a name the default one, or the only one there is. */
export function findTerminal(config: Config, name: string | undefined): TerminalConfig | undefined {
  const wanted =
    name ?? config.defaultTerminal ?? (config.terminals.length === 1 ? config.terminals[0]?.id : undefined);
  return config.terminals.find((terminal) => terminal.alias === wanted || terminal.id === wanted);
}

/**
 * Every fault that the schema alone cannot see: the amount given once and readable, a terminal that exists, instalments in
 * quetzales only. Takes half-broken bodies too, so that one answer names all faults.
 */
export function findOrderFaults(body: OrderFields, config: Config): readonly FieldFault[] {
  const faults: FieldFault[] = [];
  const hasAmount = body.amount !== undefined && body.amount !== '';
  const hasCents = body.amount_in_cents !== undefined;
  if (!hasAmount && !hasCents) faults.push({ path: 'amount', fault: 'amount_missing' });
  if (hasAmount && hasCents) faults.push({ path: 'amount_in_cents', fault: 'amount_twice' });
  if (
    hasAmount &&
    (typeof body.amount === 'string' || typeof body.amount === 'number') &&
    parseDecimalAmount(body.amount) === undefined
  )
    faults.push({ path: 'amount', fault: 'amount_shape' });
  if (
    hasCents &&
    typeof body.amount_in_cents === 'number' &&
    !(Number.isSafeInteger(body.amount_in_cents) && body.amount_in_cents >= 0)
  )
    faults.push({ path: 'amount_in_cents', fault: 'cents_shape' });
  if (!findTerminal(config, typeof body.terminal === 'string' ? body.terminal : undefined))
    faults.push({ path: 'terminal', fault: body.terminal === undefined ? 'terminal_missing' : 'terminal_unknown' });
  if (body.installments != null && (body.currency ?? config.currency) !== 'GTQ')
    faults.push({ path: 'installments', fault: 'installments_currency' });
  if (typeof body.metadata === 'object' && body.metadata !== null && Object.hasOwn(body.metadata, '__proto__'))
    faults.push({ path: 'metadata.__proto__', fault: 'name_reserved' });
  const callbackFault =
    typeof body.callback_url === 'string' && findCallbackFault(body.callback_url, config.callbacks.allowedHosts);
  if (callbackFault) faults.push({ path: 'callback_url', fault: callbackFault });
  return faults;
}

/** Of half-broken bodies too. */
const readAmount = (amount: unknown): Cents | undefined =>
  typeof amount === 'string' || typeof amount === 'number' ? parseDecimalAmount(amount) : undefined;

const isOutOfRange = (cents: Cents, { minCents, maxCents }: AmountRange): boolean =>
  cents < minCents || cents > maxCents;

/** The amount's fault where it is readable and cannot be charged. Alone it is a refusal of its own (`amount_out_of_range`). */
export function findRangeFault(body: OrderFields, config: Config): FieldFault | undefined {
  const limits = config.limits[body.currency ?? config.currency] as AmountRange | undefined;
  const inCents = body.amount_in_cents !== undefined;
  const cents = inCents ? body.amount_in_cents : readAmount(body.amount);
  if (!limits || typeof cents !== 'number' || !Number.isSafeInteger(cents) || cents < 0) return undefined;
  return isOutOfRange(cents, limits)
    ? { path: inCents ? 'amount_in_cents' : 'amount', fault: 'amount_range' }
    : undefined;
}

/** Turns a schema-valid body into an order, or says everything that is wrong with it. Ranges: recurrente-api.md, configurable. */
export function readOrder(body: NewChargeBody, config: Config): { order: AcceptedOrder } | { problem: Problem } {
  const faults = findOrderFaults(body, config);
  const terminal = findTerminal(config, body.terminal);
  const amountInCents = body.amount_in_cents ?? parseDecimalAmount(body.amount ?? '');
  if (faults.length > 0 || !terminal || amountInCents === undefined)
    return { problem: { code: 'invalid_request', faults } };
  const currency = body.currency ?? config.currency;
  const { minCents, maxCents } = config.limits[currency];
  if (isOutOfRange(amountInCents, config.limits[currency])) {
    const [amount, min, max] = [amountInCents, minCents, maxCents].map((cents) => formatMoney(cents, currency));
    return {
      problem: { code: 'amount_out_of_range', params: { amount: amount ?? '', min: min ?? '', max: max ?? '' } },
    };
  }
  return {
    order: { orderId: body.order_id, amountInCents, currency, terminal, installments: body.installments ?? null },
  };
}
