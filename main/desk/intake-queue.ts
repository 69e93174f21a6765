import type { Accepted, Order } from '../contract/desk.ts';
import { isHeldByAnother } from '../store/lock.ts';
import type { Store } from '../store/store.ts';
import type { AcceptInTransaction } from './accept.ts';

/** However slow the disk is, the first of a group is not kept longer than this before it is written. */
const OPEN_AT_MOST_MS = 10;

interface Waiting {
  readonly order: Order;
  readonly alongside: ((accepted: Accepted) => void) | undefined;
  readonly resolve: (accepted: Accepted) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Accepts orders that arrive together in one commit: on a shop's disk the flush is what an answer waits for, and they can share it.
 * A group is closed by the first turn of the event loop that brings no further order, or when it has been open for as long as the
 * last commit took: an order alone waits for one empty turn, some microseconds. Nobody is told yes before the commit has returned.
 *
 * An order that throws takes no neighbour with it: the group is rolled back and each of its orders is committed alone. A savepoint
 * around each would do the same at a cost for every order, and SQLite drops them all when the disk is full. Where another program
 * holds the database, none is tried again: each would wait for it anew, and everything else with it.
 */
export function createIntakeQueue(
  store: Pick<Store, 'transactSoon' | 'roomToFlush'>,
  acceptInTransaction: AcceptInTransaction,
  onAccepted: (accepted: readonly Accepted[]) => void,
  failpoint: (name: string) => void = () => undefined,
) {
  let waiting: Waiting[] = [];
  let openedMs = 0;
  let lastCommitMs = 0;

  function take({ order, alongside }: Waiting): Accepted {
    const accepted = acceptInTransaction(order);
    alongside?.(accepted);
    return accepted;
  }

  function commit(group: readonly Waiting[]): void {
    const refuse = (error: unknown): void => group.forEach((each) => each.reject(error));
    let committed: { readonly result: Accepted[]; readonly onDisk: Promise<void> | undefined };
    try {
      committed = store.transactSoon('accept', () =>
        group.map((each, index) => {
          if (index > 0) failpoint('accept:between-orders');
          return take(each);
        }),
      );
    } catch (error) {
      if (group.length === 1 || isHeldByAnother(error)) refuse(error);
      else for (const each of group) commit([each]);
      return;
    }
    const { result, onDisk } = committed;
    const give = (): void => {
      result.forEach((answer, index) => group[index]?.resolve(answer));
      onAccepted(result);
    };
    if (onDisk) onDisk.then(give, refuse);
    else give();
  }

  function endTurn(sizeBefore: number): void {
    const { length } = waiting;
    const startMs = performance.now();
    if (length > sizeBefore && startMs - openedMs <= Math.min(lastCommitMs, OPEN_AT_MOST_MS)) {
      setImmediate(endTurn, length);
      return;
    }
    const room = store.roomToFlush();
    if (room) {
      void room.then(() => endTurn(length));
      return;
    }
    const group = waiting;
    waiting = [];
    commit(group);
    lastCommitMs = performance.now() - startMs;
  }

  return (order: Order, alongside?: (accepted: Accepted) => void): Promise<Accepted> =>
    new Promise((resolve, reject) => {
      waiting.push({ order, alongside, resolve, reject });
      if (waiting.length > 1) return;
      openedMs = performance.now();
      setImmediate(endTurn, 0);
    });
}
