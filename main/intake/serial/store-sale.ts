import type { ChargeView } from '../../contract/charge.ts';
import type { Clock } from '../../contract/clock.ts';
import type { Accepted, Desk, Order } from '../../contract/desk.ts';
import type { TillPort } from '../../contract/devices.ts';
import type { Problem } from '../../contract/problems.ts';
import type { SerialProfile } from '../../contract/serial-profile.ts';
import { findEarlier, orderIdOf } from './order-id.ts';
import type { TillRequest } from './read-request.ts';

export type Sale = TillRequest & { asks: 'sale' };

export interface StoreSaleDeps {
  readonly port: Pick<TillPort, 'id' | 'terminal' | 'currency' | 'orderId'>;
  readonly profile: SerialProfile;
  readonly desk: Pick<Desk, 'accept' | 'findByOrder' | 'retry'>;
  readonly clock: Clock;
  readonly timeZone: string;
  /** Whether the till has heard of this charge's "no", so that its ticket is a new wish; true once for each "no". */
  readonly takeToldNo: (chargeId: string) => boolean;
}

export type StoredSale =
  | { readonly kind: 'stored'; readonly charge: ChargeView }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly charge?: ChargeView };

const EXPIRY_MARGIN_S = 5;

/** Stores a till's sale, or finds the one that it repeats. Rejects when nobody can tell whether it was stored. */
export async function storeSale(sale: Sale, deps: StoreSaleDeps): Promise<StoredSale> {
  const { port, profile, desk, clock, timeZone } = deps;
  const earlier = findEarlier(port, sale, desk, clock.now(), timeZone, 2 * profile.answerWithinMs);
  if (earlier) return { kind: 'stored', charge: earlier };
  const accepted = await acceptWhereItIs(sale, deps);
  if (accepted.kind === 'refused') return accepted;
  const { charge } = accepted;
  const wantsNewTry = accepted.kind === 'existing' && charge.final && !charge.paid && deps.takeToldNo(charge.id);
  if (!wantsNewTry || profile.repeatAfterDecline !== 'retry') return { kind: 'stored', charge };
  const retried = await desk.retry(charge.id, `serial:${port.id}`);
  return retried.kind === 'ok' ? { kind: 'stored', charge: retried.charge } : retried;
}

/**
 * A till names no terminal, so a sale that was moved to another one, or a port that was given another, is no other sale: asked for
 * again where the charge is now. What else tells them apart (its money, or that it was paid long ago) is refused there as well.
 */
async function acceptWhereItIs(sale: Sale, deps: StoreSaleDeps): Promise<Accepted> {
  const { port, desk } = deps;
  const order = orderOf(sale, deps);
  const accepted = await desk.accept(order);
  if (accepted.kind !== 'refused' || accepted.problem.code !== 'order_conflict') return accepted;
  const { charge } = accepted;
  const isThisSale =
    charge?.metadata['serial_port'] === port.id &&
    charge.metadata['ticket'] === sale.ticket &&
    charge.amount_in_cents === sale.amountInCents;
  return isThisSale ? desk.accept({ ...order, terminal: charge.terminal.id }) : accepted;
}

function orderOf(sale: Sale, { port, profile, clock, timeZone }: StoreSaleDeps): Order {
  return {
    order_id: orderIdOf(port, sale.ticket, clock.now(), timeZone),
    amount_in_cents: sale.amountInCents,
    source: 'serial',
    // What the till no longer waits for must not fire later, even if the bridge is restarted in between.
    expires_in: Math.max(5, Math.floor(profile.answerWithinMs / 1000) - EXPIRY_MARGIN_S),
    metadata: { serial_port: port.id, ticket: sale.ticket },
    ...(port.terminal === undefined ? {} : { terminal: port.terminal }),
    ...(port.currency === undefined ? {} : { currency: port.currency }),
    ...(sale.installments === null ? {} : { installments: sale.installments }),
  };
}
