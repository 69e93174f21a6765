import type { ChargeView } from '../contract/charge.ts';
import type { Lang } from '../contract/faults.ts';
import { formatMoney } from '../contract/money.ts';
import type { StatusView } from '../contract/status.ts';

/** What is not finished: what a person must know before Puente ends. */
export interface OpenWork {
  /** Charges that a customer or Recurrente has in hand right now. */
  readonly onTerminals: readonly ChargeView[];
  readonly queued: number;
  /** In doubt, but no longer holding a terminal. */
  readonly inDoubt: number;
}

export function openWork({ terminals, queues }: StatusView): OpenWork {
  const onTerminals = terminals.flatMap(({ charge }) =>
    charge && !charge.final && charge.status !== 'queued' ? [charge] : [],
  );
  const held = onTerminals.filter(({ status }) => status === 'in_doubt').length;
  return { onTerminals, queued: queues.queued, inDoubt: Math.max(0, queues.in_doubt - held) };
}

/** True when nothing is queued, open or in doubt: the only time at which an update may restart the app. */
export const isIdle = (status: StatusView): boolean =>
  status.queues.queued === 0 && status.queues.open === 0 && status.queues.in_doubt === 0;

const WHERE = {
  es: {
    sending: 'enviándose a la terminal',
    pending: 'esperando a la terminal',
    dispatched: 'el cliente lo ve en la terminal',
    in_doubt: 'en duda: falta saber si se pagó',
  },
  en: {
    sending: 'being sent to the terminal',
    pending: 'waiting for the terminal',
    dispatched: 'the customer sees it on the terminal',
    in_doubt: 'in doubt: whether it was paid is not known',
  },
} as const satisfies Record<Lang, unknown>;

export function describeOpenCharge(charge: ChargeView, lang: Lang): string {
  const where: Partial<Record<ChargeView['status'], string>> = WHERE[lang];
  const state = where[charge.status] ?? charge.status;
  return `${charge.terminal.alias}: ${charge.order_id}, ${formatMoney(charge.amount_in_cents, charge.currency)} (${state})`;
}
