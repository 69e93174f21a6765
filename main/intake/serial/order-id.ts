import type { ChargeView } from '../../contract/charge.ts';
import type { Desk } from '../../contract/desk.ts';
import type { TillPort } from '../../contract/devices.ts';
import { shopDay } from './ledger.ts';

type Numbering = Pick<TillPort, 'id' | 'orderId'>;

/** The order number of a ticket: tills begin again at 1, so port and day are part of it unless configured otherwise. */
export const orderIdOf = (port: Numbering, ticket: string, atMs: number, timeZone: string): string =>
  port.orderId
    .replaceAll('{port}', port.id)
    .replaceAll('{date}', shopDay(atMs, timeZone).replaceAll('-', ''))
    // A function, since a ticket may hold `$&`.
    .replaceAll('{ticket}', () => ticket);

const DAY_MS = 86_400_000;

/** A sale sent again across midnight is still the same sale: yesterday's order of that ticket and amount, if it is that recent. */
export function findEarlier(
  port: Numbering,
  sale: { readonly ticket: string; readonly amountInCents: number },
  desk: Pick<Desk, 'findByOrder'>,
  nowMs: number,
  timeZone: string,
  withinMs: number,
): ChargeView | undefined {
  if (!port.orderId.includes('{date}')) return undefined;
  const earlier = desk.findByOrder(orderIdOf(port, sale.ticket, nowMs - DAY_MS, timeZone));
  const recent = earlier !== undefined && nowMs - Date.parse(earlier.created_at) <= withinMs;
  return recent && earlier.amount_in_cents === sale.amountInCents ? earlier : undefined;
}
