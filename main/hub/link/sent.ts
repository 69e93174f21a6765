import type { Charge } from '../../charge/charge.ts';
import type { ChainCharge } from '../../contract/chain.ts';
import type { ChargeView } from '../../contract/charge.ts';
import type { Clock } from '../../contract/clock.ts';
import type { Accepted } from '../../contract/desk.ts';
import type { Lang } from '../../contract/faults.ts';
import type { HubConfig } from '../../contract/hub.ts';
import type { Store } from '../../store/store.ts';
import type { HubPool } from '../database/pool.ts';
import { findRemotes, readRemote, readRemotes, retryRemote, type RemoteChanged } from '../remote/change.ts';
import { isUnderWay } from '../remote/lock.ts';
import type { RemoteOrder } from '../remote/order.ts';
import { placeRemote } from '../remote/place.ts';
import { viewRemote, type RemoteRow } from '../remote/row.ts';

export interface SentDeps {
  readonly hub: HubConfig;
  readonly store: Store;
  readonly clock: Clock;
  /** A charge that was sent from here has changed. */
  readonly onChanged: (read: (lang: Lang) => ChargeView) => void;
}

/** Orders that were sent from here are looked after for so long, and so many. */
export const OPEN_KEPT_MS = 24 * 3_600_000;
const RECENT = 500;
const ENDED: readonly RemoteRow['status'][] = ['refused', 'expired', 'cancelled'];

/**
 * The numbers of orders that this bridge sent away. One is taken here, for this shop's own terminals, from before it is sent until it is
 * certain that nobody charged it: also while an answer is lost, and again when it is sent once more.
 */
export function createSent({ hub, store, clock, onChanged }: SentDeps) {
  /** How many requests about an order are on their way to the hub from here. */
  const asking = new Map<string, number>();
  /** What was last seen of those that are looked after, and of no others; null once they are paid. */
  const shown = new Map<string, string | null>();

  /** A request about the order is on its way until this is over: only its own answer tells what became of it. */
  async function whileAsking<T>(orderId: string, work: () => Promise<T>): Promise<T> {
    asking.set(orderId, (asking.get(orderId) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const others = (asking.get(orderId) ?? 1) - 1;
      if (others === 0) asking.delete(orderId);
      else asking.set(orderId, others);
    }
  }

  /**
   * From here on the number is taken at this shop, whatever becomes of the answer; `anew` where that may change what is at the hub.
   * Answers the charge of this shop's own that has it.
   */
  const takeNumber = (orderId: string, terminalId: string, anew: boolean): Charge | undefined =>
    store.transact('remote_order', () => {
      const charge = store.charges.byOrder(orderId);
      if (!charge && (anew || !store.remoteOrders.taken(orderId)))
        store.remoteOrders.note(orderId, terminalId, clock.now());
      return charge;
    });

  const learn = (row: RemoteRow): void => know(row.order_id, row.id, row.terminal_id, row.status);
  const know = (orderId: string, id: string, terminalId: string, status: RemoteRow['status']): void =>
    store.transact('remote_order', () => store.remoteOrders.know(orderId, id, terminalId, ENDED.includes(status)));
  const forget = (orderId: string): void => store.transact('remote_order', () => store.remoteOrders.forget(orderId));

  async function place(pool: HubPool, order: RemoteOrder, replace: boolean, lang: Lang): Promise<Accepted> {
    const { orderId, terminalId } = order;
    const local = takeNumber(orderId, terminalId, replace);
    if (local) {
      const differences = `terminal ${local.terminalId} → ${terminalId}`;
      return { kind: 'refused', problem: { code: 'order_conflict', params: { order_id: orderId, differences } } };
    }
    const placed = await placeRemote(pool, order, { bridge: hub.bridge }, { replace, lang });
    if (placed.charge?.remote) know(orderId, placed.charge.id, placed.charge.terminal.id, placed.charge.remote.status);
    else forget(orderId);
    const { charge, ...rest } = placed;
    return { ...rest, ...(charge ? { charge: plain(charge) } : {}) } as Accepted;
  }

  async function retry(pool: HubPool, row: RemoteRow, lang: Lang): Promise<RemoteChanged> {
    // This shop may have charged the order by itself meanwhile, of which the hub need not know yet.
    if (takeNumber(row.order_id, row.terminal_id, true)) {
      const params = { bridge: hub.bridge, order_id: row.order_id };
      return { kind: 'refused', problem: { code: 'remote_at_shop', params } };
    }
    const changed = await retryRemote(pool, row.id, lang);
    const now = await readRemote(pool, row.id);
    if (now) learn(now);
    return changed;
  }

  return {
    place: (pool: HubPool, order: RemoteOrder, replace: boolean, lang: Lang): Promise<Accepted> =>
      whileAsking(order.orderId, () => place(pool, order, replace, lang)),
    retry: (pool: HubPool, row: RemoteRow, lang: Lang): Promise<RemoteChanged> =>
      whileAsking(row.order_id, () => retry(pool, row, lang)),

    /** Of how many orders it is kept in memory how they looked last. */
    remembered: (): number => shown.size,

    async hear(pool: HubPool, id: string): Promise<void> {
      if (!store.remoteOrders.ofId(id)) return;
      const row = await readRemote(pool, id);
      if (!row) return;
      if (!asking.has(row.order_id)) learn(row);
      onChanged((lang) => viewOf(row, lang));
    },

    /** What became of them while nobody listened; one that ended may be waiting again, sent anew by others. */
    async lookAfter(pool: HubPool): Promise<void> {
      const recent = store.remoteOrders.recent(clock.now() - OPEN_KEPT_MS, RECENT);
      const kept = new Set(recent.flatMap(({ id }) => id ?? []));
      // One that is being sent again has no id for the moment.
      if (asking.size === 0) for (const id of shown.keys()) if (!kept.has(id)) shown.delete(id);
      const ids = [...kept].filter((id) => shown.get(id) !== null);
      for (const row of await readRemotes(pool, ids)) {
        if (asking.has(row.order_id)) continue;
        const view = viewOf(row, 'es');
        const now = view.paid ? null : JSON.stringify(view);
        const before = shown.get(row.id);
        shown.set(row.id, now);
        learn(row);
        if (before !== undefined && before !== now) onChanged((lang) => viewOf(row, lang));
      }
    },

    /** Whether those with a lost answer ever arrived. Not told before nothing of them can be on its way any more. */
    async findAnswers(pool: HubPool): Promise<void> {
      for (const orderId of store.remoteOrders.unanswered(RECENT)) {
        if (asking.has(orderId) || (await isUnderWay(pool, hub.account, orderId))) continue;
        const row = (await findRemotes(pool, orderId)).find(({ account }) => account === hub.account);
        if (asking.has(orderId)) continue;
        if (row) learn(row);
        else forget(orderId);
      }
    },
  };
}

export const viewOf = (row: RemoteRow, lang: Lang): ChargeView => plain(viewRemote(row, lang));

/** As a bridge shows a charge: where it is, is told in `remote`. */
export const plain = ({ account: _account, shop: _shop, bridge: _bridge, ...charge }: ChainCharge): ChargeView =>
  charge;
