import type { ChargeView } from '../contract/charge.ts';
import { formatMoney } from '../contract/money.ts';
import type { StatusView } from '../contract/status.ts';

/** Charges that a customer or Recurrente has in hand right now: what a person must know before Puente ends. */
export const chargesOnTerminals = (status: StatusView): readonly ChargeView[] =>
  status.terminals.flatMap(({ charge }) => (charge && !charge.final && charge.status !== 'queued' ? [charge] : []));

/** True when nothing is queued, open or in doubt: the only time at which an update may restart the app. */
export const isIdle = (status: StatusView): boolean =>
  status.queues.queued === 0 && status.queues.open === 0 && status.queues.in_doubt === 0;

export function describeOpenCharge(charge: ChargeView): string {
  const where = {
    sending: 'enviándose a la terminal',
    pending: 'esperando a la terminal',
    dispatched: 'el cliente lo ve en la terminal',
    in_doubt: 'en duda: falta saber si se pagó',
  };
  const state = charge.status in where ? where[charge.status as keyof typeof where] : charge.status;
  return `${charge.terminal.alias}: ${charge.order_id}, ${formatMoney(charge.amount_in_cents, charge.currency)} (${state})`;
}
