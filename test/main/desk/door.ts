import { configSchema } from '../../../main/contract/config.ts';
import type { Accepted, Order } from '../../../main/contract/desk.ts';
import { newChargeId } from '../../../main/desk/new-id.ts';
import { createAccept, type AcceptInTransaction } from '../../../main/desk/accept.ts';
import { createIntakeQueue } from '../../../main/desk/intake-queue.ts';
import { createViews } from '../../../main/desk/views.ts';
import { systemClock } from '../../../main/dispatch/system-clock.ts';
import { createStore } from '../../../main/store/store.ts';

const config = configSchema.parse({
  terminals: [{ id: 'trm_1', alias: 'caja1', name: 'Caja 1' }],
  externalIdPrefix: 'test',
});

export const order = (orderId: string, more: Partial<Order> = {}): Order => ({
  order_id: orderId,
  amount_in_cents: 12_550,
  source: 'http',
  ...more,
});

interface Around {
  /** Does more, or fails, in the order's transaction. */
  readonly around?: (order: Order, accept: AcceptInTransaction) => Accepted;
  /** Answers without waiting for the disk. */
  readonly tooEarly?: boolean;
}

/** The one door in on a real database, as the bridge puts it together. */
export function openDoor(path: string, { around = (each, accept) => accept(each), tooEarly = false }: Around = {}) {
  const commits: string[] = [];
  const store = createStore({ path, failpoint: (name) => void commits.push(name) });
  const views = createViews({ store, config: () => config, canSend: () => true });
  const acceptOne = createAccept({ store, config: () => config, clock: systemClock, newId: newChargeId, views });
  const acceptInTransaction = (each: Order): Accepted => around(each, acceptOne);
  const told: string[] = [];
  const hasty = {
    roomToFlush: () => undefined,
    transactSoon: <T>(step: string, work: () => T) => ({ ...store.transactSoon(step, work), onDisk: undefined }),
  };
  const accept = createIntakeQueue(tooEarly ? hasty : store, acceptInTransaction, (answers) => {
    for (const answer of answers) if (answer.kind !== 'refused') told.push(answer.charge.order_id);
  });
  return {
    store,
    accept,
    acceptInTransaction,
    /** Orders that lanes were woken for. */
    told,
    /** Transactions that were begun. */
    tries: (): number => commits.filter((name) => name.startsWith('before:')).length,
    /** Transactions that were committed. */
    commits: (): number => commits.filter((name) => name.startsWith('after:')).length,
  };
}
