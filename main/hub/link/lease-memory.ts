import { elapsedMs, type Clock, type Moment } from '../../contract/clock.ts';
import type { HubConfig } from '../../contract/hub.ts';
import type { Store } from '../../store/store.ts';
import { createLeaseTrust } from './lease-trust.ts';

/** What this bridge knows of a terminal's lease for good: kept in its SQLite before it is acted upon. */
export interface KnownLease {
  /** The highest fence that was ever seen. Whoever shows a lower one shows the past. */
  readonly fence: number;
  readonly mine: boolean;
  readonly mode: 'own' | 'shared';
  readonly holder: string | null;
}

const NOTHING: KnownLease = { fence: 0, mine: false, mode: 'own', holder: null };
/** Part of a lease that is not used, for what clocks of two machines differ in speed. */
const MARGIN = 0.1;
/** Set while this bridge does not know what its lost past did: when the hub had last heard of it, ISO 8601. */
const RESTORED = 'hub_restored';

export interface LeaseMemoryDeps {
  readonly hub: HubConfig;
  readonly store: Store;
  readonly clock: Clock;
  /** This bridge did not run for so long that the hub has to be asked anew, beginning with whose name this is. */
  readonly onStoodStill: () => void;
}

/**
 * Whether this bridge may send to a terminal, answered at once and without the hub.
 *
 * A terminal of its own: yes, whether the hub lives or not, but for the moments after a start and a sleep (lease-trust.ts). A shared
 * one: while a lease surely runs, counted by this PC's steady clocks (its sleep included) from before the query that renewed it was
 * sent, so it always ends here before it ends at the hub; wall clocks are never compared. What is in memory alone (how long) is gone after a restart, and has to be renewed first.
 */
export function createLeaseMemory({ hub, store, clock, onStoodStill }: LeaseMemoryDeps) {
  const trust = createLeaseTrust({ clock, onStoodStill });
  const yielding = new Set<string>();
  const isOccupied = (terminalId: string): boolean => store.charges.onTerminal(terminalId).length > 0;
  const cache = new Map<string, KnownLease>();
  const runs = new Map<string, { readonly from: Moment; readonly ms: number }>();
  const paused = new Set<string>();
  const keyOf = (terminalId: string): string => `hub_lease ${hub.account} ${terminalId}`;

  function known(terminalId: string): KnownLease {
    const cached = cache.get(terminalId);
    if (cached) return cached;
    const text = store.settings.get(keyOf(terminalId));
    const read = text === undefined ? NOTHING : (JSON.parse(text) as KnownLease);
    cache.set(terminalId, read);
    return read;
  }

  /** Ms that the shared lease surely still runs; 0 or less when it may be over. */
  function leftMs(terminalId: string): number {
    const run = runs.get(terminalId);
    return run ? run.ms - elapsedMs(clock, run.from) : 0;
  }

  return {
    known,
    leftMs,
    mayUse(terminalId: string): boolean {
      const { mine, mode } = known(terminalId);
      if (!mine || paused.has(terminalId) || !(mode === 'own' ? trust.isBelieved() : leftMs(terminalId) > 0))
        return false;
      return !yielding.has(terminalId) || isOccupied(terminalId);
    },
    isOccupied,
    /** Another bridge waits: the charge that is on the terminal is brought to its end, and no new one is begun. */
    yieldAfterCharge(terminalId: string, wanted: boolean): void {
      if (wanted) yielding.add(terminalId);
      else yielding.delete(terminalId);
    },
    trust,
    /** On disk when it returns, with a journal line where people should hear of it. */
    remember(terminalId: string, next: KnownLease, line?: { readonly kind: string; readonly data: object }): void {
      store.transact('lease', () => {
        store.settings.set(keyOf(terminalId), JSON.stringify(next));
        if (line)
          store.note({ atMs: clock.now(), chargeId: null, kind: line.kind, status: null, data: { ...line.data } });
      });
      cache.set(terminalId, next);
      if (!next.mine) runs.delete(terminalId);
    },
    /** When the hub had last heard of what this data folder, a restored one, does not know; undefined for a sound one. */
    restoredSince: (): string | undefined => store.settings.get(RESTORED),
    setRestored: (lastSeen: string | null): void =>
      store.transact('hub_restored', () => store.settings.set(RESTORED, lastSeen)),
    /** A query begun at `from` granted or renewed the lease for `leaseMs`. */
    runsFrom(terminalId: string, from: Moment, leaseMs: number): void {
      runs.set(terminalId, { from, ms: leaseMs * (1 - MARGIN) });
    },
    /** Nothing is sent while a hand-over is being decided. */
    pause: (terminalId: string): void => void paused.add(terminalId),
    resume: (terminalId: string): void => void paused.delete(terminalId),
  };
}
export type LeaseMemory = ReturnType<typeof createLeaseMemory>;
