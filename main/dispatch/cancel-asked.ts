import { withState } from '../charge/derive.ts';
import { keepWatch } from './learn.ts';
import type { Store } from '../store/store.ts';

/** What somebody says anew about a charge: only what was asked since then counts. */
const ASKS_ANEW = ['cancel_asked', 'retried', 'changed', 'word'];

/**
 * Who asked to cancel a charge while it was on its way; undefined when nobody did, or when it was asked for anew since. A command that
 * stands on a terminal is cancelled there, but what was never there must not be sent again after somebody gave it up.
 */
export function cancelAskedBy(store: Store, chargeId: string): string | undefined {
  const last = store.journal.ofCharge(chargeId).findLast(({ kind }) => ASKS_ANEW.includes(kind));
  return last?.kind === 'cancel_asked' ? String(last.data['by']) : undefined;
}

/** Cancels a charge that came back to the queue, since nothing of it is at Recurrente. */
export function cancelQueued(store: Store, chargeId: string, by: string, nowMs: number): void {
  store.transact('cancel', () => {
    const charge = store.charges.get(chargeId);
    if (charge?.status !== 'queued') return;
    const wish = { kind: 'cancelled', attempt: charge.wish.attempt } as const;
    const after = withState({ ...charge, wish, updatedAtMs: nowMs });
    store.charges.save(after);
    store.note({ atMs: nowMs, chargeId, kind: 'cancelled', status: after.status, data: { by } });
    keepWatch(store, charge, after, nowMs);
  });
}
