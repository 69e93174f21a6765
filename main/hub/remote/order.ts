import { configSchema, type Config, type TerminalConfig } from '../../contract/config.ts';
import type { Currency } from '../../contract/money.ts';
import type { Problem } from '../../contract/problems.ts';
import type { NewChargeBody } from '../../contract/requests.ts';
import { readOrder } from '../../charge/accept-rules.ts';
import type { Terms } from '../../charge/order-rules.ts';

/** A charge for a terminal elsewhere, as it waits in the hub. */
export interface RemoteOrder extends Terms {
  readonly account: string;
  readonly orderId: string;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** Seconds that it may wait before a person is asked, counted from when it was sent. */
  readonly expiresIn: number;
}

/** `remote_charges.request`: what the bridge that fetches it needs to know. */
export interface RemoteRequest {
  readonly amount_in_cents: number;
  readonly currency: Currency;
  readonly installments: number | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly expires_in: number;
}

export const requestOf = (order: RemoteOrder): RemoteRequest => ({
  amount_in_cents: order.amountInCents,
  currency: order.currency,
  installments: order.installments,
  description: order.description,
  metadata: order.metadata,
  expires_in: order.expiresIn,
});

/** What a central system without a configuration of its own goes by: a bridge's defaults. */
const PLAIN: Config = configSchema.parse({});

/**
 * Checks an order by the rules of a bridge that has this terminal: the same faults, the same limits. The bridge that fetches
 * it checks it once more by its own configuration.
 */
export function readRemoteOrder(
  body: Omit<NewChargeBody, 'callback_url'>,
  terminal: TerminalConfig,
  account: string,
  config: Config = PLAIN,
): { order: RemoteOrder } | { problem: Problem } {
  const read = readOrder({ ...body, terminal: terminal.id }, { ...config, terminals: [terminal] });
  if ('problem' in read) return read;
  const { orderId, amountInCents, currency, installments } = read.order;
  return {
    order: {
      account,
      orderId,
      amountInCents,
      currency,
      installments,
      terminalId: terminal.id,
      description: body.description ?? null,
      metadata: body.metadata ?? {},
      expiresIn: body.expires_in ?? Math.round(config.queue.expireAfterMinutes * 60),
    },
  };
}
