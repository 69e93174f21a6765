import type { Charge } from '../charge/charge.ts';
import { withState } from '../charge/derive.ts';
import type { Clock } from '../contract/clock.ts';
import type { Store } from '../store/store.ts';
import type { DispatchDeps } from './context.ts';

const BATCH = 200;
/** Smaller steps are the clock's ordinary correction. */
const JUMP_MS = 5000;

/** Ends the wait of every queued charge whose time is over (design decision 8). Nothing that may have been sent expires. */
export function expireDue({ store, clock }: Pick<DispatchDeps, 'store' | 'clock'>): void {
  for (;;) {
    const due = store.charges.dueToExpire(clock.now(), BATCH);
    if (due.length === 0) return;
    store.transact('expire', () => {
      for (const { id } of due) {
        const charge = store.charges.get(id);
        if (charge?.status === 'queued') saveExpired(store, charge, clock.now());
      }
    });
    if (due.length < BATCH) return;
  }
}

function saveExpired(store: Store, charge: Charge, nowMs: number): void {
  const after = withState({ ...charge, wish: { kind: 'expired', attempt: charge.wish.attempt }, updatedAtMs: nowMs });
  store.charges.save(after);
  store.note({ atMs: nowMs, chargeId: charge.id, kind: 'expired', status: after.status, data: {} });
}

/**
 * Notices that the PC's clock was set (not: that it slept) and moves the waits of queued charges along, so that setting the
 * clock neither expires nor prolongs anything. The PC's uptime counts its sleep as well, which tells the two apart.
 */
export function createClockGuard({ store, clock }: { store: Store; clock: Clock }) {
  let last = { wallMs: clock.now(), uptimeMs: clock.uptime() };
  return {
    check(): number {
      const now = { wallMs: clock.now(), uptimeMs: clock.uptime() };
      const jumpMs = Math.round(now.wallMs - last.wallMs - (now.uptimeMs - last.uptimeMs));
      if (Math.abs(jumpMs) < JUMP_MS) {
        // The reference is kept, or small steps would add up unnoticed; but not for ever, since drift is no jump.
        if (now.uptimeMs - last.uptimeMs > 600_000) last = now;
        return 0;
      }
      last = now;
      store.transact('clock_jump', () => {
        store.charges.shiftExpiry(jumpMs);
        store.note({ atMs: now.wallMs, chargeId: null, kind: 'clock_jumped', status: null, data: { by_ms: jumpMs } });
      });
      return jumpMs;
    },
  };
}
