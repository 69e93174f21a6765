import type { Charge } from '../charge/charge.ts';
import { withState } from '../charge/derive.ts';
import type { Store } from '../store/store.ts';
import type { DispatchDeps } from './context.ts';

const BATCH = 200;
/** Smaller steps are the clock's ordinary correction. */
const JUMP_MS = 5000;

/**
 * Ends waits that are over. The PC's clock is looked at first, so that a clock that was just set ends none.
 */
export function createExpiry(deps: Pick<DispatchDeps, 'store' | 'clock' | 'shiftWaits'>) {
  const guard = createClockGuard(deps);
  const earlier = createEarlierWaits(deps);
  function checkClock(): number {
    earlier.end();
    return guard.check();
  }
  return {
    /** Moves stored times along if the PC's clock was set since the last call. Returns by how many ms. */
    checkClock,
    run(): void {
      checkClock();
      expireDue(deps);
    },
  };
}
export type Expiry = ReturnType<typeof createExpiry>;

/** Ends the wait of every queued charge whose time is over (design decision 8). Nothing that may have been sent expires. */
function expireDue({ store, clock }: Pick<DispatchDeps, 'store' | 'clock'>): void {
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
 * The PC comes back with an earlier time than the journal ends with: its clock was set back while the bridge was off, by an empty
 * battery for one. How long it was off is not known then, so nothing that waited from before is sent (design decision 8); a person
 * says whether the customer is there. That time is still right where the clock is put right later, too: it moves along.
 */
function createEarlierWaits({ store, clock }: Pick<DispatchDeps, 'store' | 'clock'>) {
  const atMs = clock.now();
  const newestSeq = store.charges.newestSeq();
  let behindMs = atMs - (store.journal.lastAtMs() ?? atMs);
  return {
    /** At the first call; nothing afterwards. */
    end(): void {
      if (behindMs > -JUMP_MS) return;
      store.transact('clock_jump', () => {
        store.charges.endWaits(atMs, newestSeq);
        store.note({ atMs, chargeId: null, kind: 'clock_jumped', status: null, data: { by_ms: behindMs } });
      });
      behindMs = 0;
    },
  };
}

/**
 * Notices that the PC's clock was set (not: that it slept) and moves the waits of open charges and the watch over closed ones
 * along, so that setting the clock neither ends nor prolongs anything. The PC's uptime counts its sleep as well, which tells
 * the two apart.
 */
function createClockGuard({ store, clock, shiftWaits = [] }: Pick<DispatchDeps, 'store' | 'clock' | 'shiftWaits'>) {
  let last = { wallMs: clock.now(), uptimeMs: clock.uptime() };
  let checkedUptimeMs = last.uptimeMs;
  return {
    check(): number {
      const now = { wallMs: clock.now(), uptimeMs: clock.uptime() };
      const sinceCheckMs = now.uptimeMs - checkedUptimeMs;
      checkedUptimeMs = now.uptimeMs;
      const jumpMs = Math.round(now.wallMs - last.wallMs - (now.uptimeMs - last.uptimeMs));
      if (Math.abs(jumpMs) < JUMP_MS) {
        // The reference is kept, or small steps would add up unnoticed; but not for ever, since drift is no jump.
        if (now.uptimeMs - last.uptimeMs > 600_000) last = now;
        return 0;
      }
      last = now;
      store.transact('clock_jump', () => {
        // What was written since the jump is in the new time already.
        for (const shift of [store.charges.shiftWaits, ...shiftWaits])
          shift(jumpMs, now.wallMs - sinceCheckMs, now.wallMs);
        store.note({ atMs: now.wallMs, chargeId: null, kind: 'clock_jumped', status: null, data: { by_ms: jumpMs } });
      });
      return jumpMs;
    },
  };
}
