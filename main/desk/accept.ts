import type { Accepted, Order } from '../contract/desk.ts';
import type { Config } from '../contract/config.ts';
import type { Clock } from '../contract/clock.ts';
import { formatMoney } from '../contract/money.ts';
import type { Problem } from '../contract/problems.ts';
import { readOrder, type AcceptedOrder } from '../charge/accept-rules.ts';
import type { Charge } from '../charge/charge.ts';
import { withState } from '../charge/derive.ts';
import { decideRepeat, listDifferences, termsOf } from '../charge/order-rules.ts';
import type { Store } from '../store/store.ts';
import type { Views } from './views.ts';

export interface AcceptDeps {
  readonly store: Store;
  readonly config: () => Config;
  readonly clock: Clock;
  readonly newId: (nowMs: number) => string;
  readonly views: Views;
}

/** What became of an order, as the inside has it. */
export type Taken =
  | { readonly kind: 'created' | 'existing' | 'replaced'; readonly charge: Charge }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly charge?: Charge };

/** The one door in, for those who answer with the charge as it is seen from outside. */
export function createAccept({ views, ...deps }: AcceptDeps) {
  const take = createTake(deps);
  return (order: Order): Accepted => {
    const taken = take(order);
    if (taken.kind !== 'refused') return { kind: taken.kind, charge: views.charge(taken.charge) };
    const { kind, problem, charge } = taken;
    return { kind, problem, ...(charge && { charge: views.charge(charge) }) };
  };
}
export type AcceptInTransaction = ReturnType<typeof createAccept>;

/**
 * The one door in. Must run inside a transaction of the store; the caller tells the ERP only after it has been committed.
 * Export files call it for a whole chunk of rows in one transaction with the file's progress.
 */
export function createTake({ store, config, clock, newId }: Omit<AcceptDeps, 'views'>) {
  function takeInTransaction(order: Order): Taken {
    const read = readOrder(order, config());
    if ('problem' in read) return { kind: 'refused', problem: read.problem };
    const existing = store.charges.byOrder(read.order.orderId);
    const sent = existing ? undefined : store.remoteOrders.taken(read.order.orderId);
    // One order, one payment: it may be on another shop's terminal just now.
    if (sent && sent.id !== order.id) return { kind: 'refused', problem: sentElsewhere(read.order, sent.terminalId) };
    return existing ? repeat(existing, read.order, order) : create(read.order, order);
  }

  function create(accepted: AcceptedOrder, order: Order): Taken {
    const nowMs = clock.now();
    const expireAfterMs =
      order.expires_in === undefined ? config().queue.expireAfterMinutes * 60_000 : order.expires_in * 1000;
    const expiresAtMs = (order.requestedAtMs ?? nowMs) + expireAfterMs;
    // An old request does not fire (file-intake.md): it is kept, answered as expired, and waits for a person.
    const tooOld = expiresAtMs <= nowMs;
    const charge = withState({
      id: order.id ?? newId(nowMs),
      orderId: accepted.orderId,
      source: order.source,
      terminalId: accepted.terminal.id,
      amountInCents: accepted.amountInCents,
      currency: accepted.currency,
      installments: accepted.installments,
      description: order.description ?? null,
      metadata: order.metadata ?? {},
      callbackUrl: order.callback_url ?? null,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      expiresAtMs,
      expireAfterMs,
      wish: { kind: tooOld ? 'expired' : 'charge', attempt: 1 },
      attempts: [],
      releasedAtMs: null,
    });
    store.charges.insert(charge);
    const data = {
      amount: formatMoney(charge.amountInCents, charge.currency),
      terminal: accepted.terminal.alias,
      source: charge.source,
    };
    store.note({ atMs: nowMs, chargeId: charge.id, kind: 'accepted', status: charge.status, data });
    if (tooOld)
      store.note({ atMs: nowMs, chargeId: charge.id, kind: 'accepted_late', status: charge.status, data: {} });
    return { kind: 'created', charge };
  }

  function repeat(existing: Charge, accepted: AcceptedOrder, order: Order): Taken {
    const decision = decideRepeat(existing, accepted, order.replace, {
      nowMs: clock.now(),
      sameOrderDays: config().queue.sameOrderDays,
    });
    if (decision.kind === 'same') return { kind: 'existing', charge: existing };
    if (decision.kind === 'refuse') return { kind: 'refused', problem: decision.problem, charge: existing };
    const nowMs = clock.now();
    const changed = withState({
      ...existing,
      terminalId: accepted.terminal.id,
      amountInCents: accepted.amountInCents,
      currency: accepted.currency,
      installments: accepted.installments,
      wish: { kind: 'charge', attempt: numberForNewTerms(existing) },
      expiresAtMs: nowMs + existing.expireAfterMs,
      updatedAtMs: nowMs,
      releasedAtMs: null,
    });
    store.charges.save(changed);
    const data = { differences: listDifferences(existing, termsOf(accepted)).join('; ') };
    store.note({ atMs: nowMs, chargeId: changed.id, kind: 'changed', status: changed.status, data });
    return { kind: 'replaced', charge: changed };
  }

  return takeInTransaction;
}
export type TakeInTransaction = ReturnType<typeof createTake>;

const sentElsewhere = ({ orderId, terminal }: AcceptedOrder, terminalId: string): Problem => ({
  code: 'order_conflict',
  params: { order_id: orderId, differences: `terminal ${terminalId} → ${terminal.id}` },
});

/** An external id stands for one amount on one terminal for ever: new terms never go out under a number that was used before. */
export const numberForNewTerms = (charge: Charge): number => (charge.attempts.at(-1)?.number ?? 0) + 1;
