import type { Accepted, Order } from '../contract/desk.ts';
import type { Config } from '../contract/config.ts';
import type { Clock } from '../contract/clock.ts';
import { formatMoney } from '../contract/money.ts';
import type { Problem } from '../contract/problems.ts';
import { findTerminal, readOrder, type AcceptedOrder } from '../charge/accept-rules.ts';
import { findAskedTerminal } from '../charge/asked-terminal.ts';
import type { Charge, ChargeBase } from '../charge/charge.ts';
import { withState } from '../charge/derive.ts';
import { decideRepeat, listDifferences, termsOf } from '../charge/order-rules.ts';
import type { Store } from '../store/store.ts';
import { takeDetails } from './details.ts';
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
  const { take } = createTake(deps);
  return (order: Order): Accepted => {
    const taken = take(order);
    if (taken.kind !== 'refused') return { kind: taken.kind, charge: views.charge(taken.charge) };
    const { kind, problem, charge } = taken;
    return { kind, problem, ...(charge && { charge: views.charge(charge) }) };
  };
}
export type AcceptInTransaction = ReturnType<typeof createAccept>;

/** The one door in. Must run inside a transaction of the store; the caller tells the ERP only after it has been committed. */
export function createTake({ store, config, clock, newId }: Omit<AcceptDeps, 'views'>) {
  const aliasOf = (terminalId: string): string => findTerminal(config(), terminalId)?.alias ?? terminalId;

  function take(order: Order): Taken {
    const read = readOrder(order, config());
    return 'problem' in read ? { kind: 'refused', problem: read.problem } : takeGood(read.order, order);
  }

  /**
   * A chunk of a file, as if each of its orders were taken after the one before it. Those whose number nobody knows yet, all of a
   * first export, are looked up by one question and inserted by few statements; any other goes its own way. `seq`: the journal's
   * last line then.
   */
  function takeAll(orders: readonly Order[]): readonly (Taken & { readonly seq: number })[] {
    const numbers = orders.map((order) => order.order_id);
    const known = new Set([...store.charges.knownOrders(numbers), ...store.remoteOrders.known(numbers)]);
    let fresh: Charge[] = [];
    const insertFresh = (): void => {
      store.charges.insertAll(fresh);
      fresh = [];
    };
    const takeNext = (order: Order): Taken => {
      const read = readOrder(order, config());
      if ('problem' in read) return { kind: 'refused', problem: read.problem };
      if (known.has(read.order.orderId)) {
        insertFresh();
        return takeGood(read.order, order);
      }
      known.add(read.order.orderId);
      const charge = makeCharge(read.order, order);
      fresh.push(charge);
      noteAccepted(charge, read.order);
      return { kind: 'created', charge };
    };
    const taken = orders.map((order) => ({ ...takeNext(order), seq: store.journal.lastSeq() }));
    insertFresh();
    return taken;
  }

  function takeGood(accepted: AcceptedOrder, order: Order): Taken {
    const existing = store.charges.byOrder(accepted.orderId);
    if (existing) return repeat(existing, accepted, order);
    const sent = store.remoteOrders.taken(accepted.orderId);
    // One order, one payment: it may be on another shop's terminal just now.
    if (sent && sent.id !== order.id)
      return { kind: 'refused', problem: sentElsewhere(accepted, aliasOf(sent.terminalId)) };
    const charge = makeCharge(accepted, order);
    store.charges.insert(charge);
    noteAccepted(charge, accepted);
    return { kind: 'created', charge };
  }

  function makeCharge(accepted: AcceptedOrder, order: Order): Charge {
    const nowMs = clock.now();
    const expireAfterMs =
      order.expires_in === undefined ? config().queue.expireAfterMinutes * 60_000 : order.expires_in * 1000;
    const expiresAtMs = (order.requestedAtMs ?? nowMs) + expireAfterMs;
    // An old request does not fire (file-intake.md): it is kept, answered as expired, and waits for a person.
    const tooOld = expiresAtMs <= nowMs;
    return withState({
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
  }

  function noteAccepted(
    { id, createdAtMs, status, wish, source, ...charge }: Charge,
    { terminal }: AcceptedOrder,
  ): void {
    const data = { amount: formatMoney(charge.amountInCents, charge.currency), terminal: terminal.alias, source };
    store.note({ atMs: createdAtMs, chargeId: id, kind: 'accepted', status, data });
    if (wish.kind === 'expired')
      store.note({ atMs: createdAtMs, chargeId: id, kind: 'accepted_late', status, data: {} });
  }

  /** It was the bridge that moved it: who asks for the terminal that they asked for at first means the one where it is. */
  function whereItIs(existing: Charge, asked: AcceptedOrder): AcceptedOrder {
    const { terminalId } = existing;
    if (asked.terminal.id === terminalId) return asked;
    if (findAskedTerminal(store.journal.ofCharge(existing.id)) !== asked.terminal.id) return asked;
    const terminal = findTerminal(config(), terminalId) ?? { id: terminalId, alias: terminalId, name: terminalId };
    return { ...asked, terminal };
  }

  function repeat(existing: Charge, asked: AcceptedOrder, order: Order): Taken {
    const accepted = whereItIs(existing, asked);
    const decision = decideRepeat(existing, accepted, order.replace, {
      nowMs: clock.now(),
      sameOrderDays: config().queue.sameOrderDays,
      aliasOf,
    });
    if (decision.kind === 'refuse') return { kind: 'refused', problem: decision.problem, charge: existing };
    const details = takeDetails(existing, order);
    if (decision.kind !== 'same') {
      const anew: Partial<ChargeBase> = {
        terminalId: accepted.terminal.id,
        amountInCents: accepted.amountInCents,
        currency: accepted.currency,
        installments: accepted.installments,
        wish: { kind: 'charge', attempt: numberForNewTerms(existing) },
        releasedAtMs: null,
      };
      const differences = listDifferences(existing, termsOf(accepted), aliasOf);
      return replace(existing, { ...details.after, ...anew }, [...differences, ...details.differences], true);
    }
    if (!order.replace || details.differences.length === 0) return { kind: 'existing', charge: existing };
    const waitsAnew = existing.status === 'queued' && details.after.expireAfterMs !== existing.expireAfterMs;
    return replace(existing, details.after, details.differences, waitsAnew);
  }

  function replace(
    existing: Charge,
    after: Partial<ChargeBase>,
    differences: readonly string[],
    waitsAnew: boolean,
  ): Taken {
    const nowMs = clock.now();
    const expireAfterMs = after.expireAfterMs ?? existing.expireAfterMs;
    const expiresAtMs = waitsAnew ? nowMs + expireAfterMs : existing.expiresAtMs;
    const changed = withState({ ...existing, ...after, expiresAtMs, updatedAtMs: nowMs });
    store.charges.save(changed);
    const data = { differences: differences.join('; ') };
    store.note({ atMs: nowMs, chargeId: changed.id, kind: 'changed', status: changed.status, data });
    return { kind: 'replaced', charge: changed };
  }

  return { take, takeAll };
}
export type TakeAllInTransaction = ReturnType<typeof createTake>['takeAll'];

const sentElsewhere = ({ orderId, terminal }: AcceptedOrder, elsewhere: string): Problem => ({
  code: 'order_conflict',
  params: { order_id: orderId, differences: `terminal ${elsewhere} → ${terminal.alias}` },
});

/** An external id stands for one amount on one terminal for ever: new terms never go out under a number that was used before. */
export const numberForNewTerms = (charge: Charge): number => (charge.attempts.at(-1)?.number ?? 0) + 1;
