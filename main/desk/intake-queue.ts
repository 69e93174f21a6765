import type { Accepted, Order } from '../contract/desk.ts';
import type { Store } from '../store/store.ts';
import type { AcceptInTransaction } from './accept.ts';

interface Waiting {
  readonly order: Order;
  readonly resolve: (accepted: Accepted) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Accepts the orders of one turn of the event loop in one commit: on a shop's disk the flush is what an answer waits for, and
 * orders that arrive together can share it. Nobody is told yes before that commit has returned.
 */
export function createIntakeQueue(
  store: Store,
  acceptInTransaction: AcceptInTransaction,
  onAccepted: (accepted: readonly Accepted[]) => void,
) {
  let waiting: Waiting[] = [];

  function commit(): void {
    const batch = waiting;
    waiting = [];
    let answers: Accepted[];
    try {
      answers = store.transact('accept', () => batch.map(({ order }) => acceptInTransaction(order)));
    } catch (error) {
      for (const each of batch) each.reject(error);
      return;
    }
    batch.forEach((each, index) => {
      const answer = answers[index];
      if (answer) each.resolve(answer);
      else each.reject(new Error('every order of a batch has an answer'));
    });
    onAccepted(answers);
  }

  return (order: Order): Promise<Accepted> =>
    new Promise((resolve, reject) => {
      waiting.push({ order, resolve, reject });
      if (waiting.length === 1) setImmediate(commit);
    });
}
