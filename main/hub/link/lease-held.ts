import { momentOf } from '../../contract/clock.ts';
import type { LeaseParts } from './lease-deps.ts';
import type { LeaseRow, LeaseRows, Place } from './lease-rows.ts';

/** What becomes of a terminal that this bridge holds: kept, shared, made its own again, or given away. */
export function createLeaseHeld({ hub, clock, memory, wants }: LeaseParts) {
  const { isOccupied } = memory;

  /** From the moment this is on disk the terminal counts as shared here, whatever becomes of the query. */
  async function share(rows: LeaseRows, { terminalId, alias }: Place, row: LeaseRow): Promise<boolean> {
    const known = memory.known(terminalId);
    if (known.mode === 'own')
      memory.remember(
        terminalId,
        { ...known, mode: 'shared' },
        { kind: 'lease_shared', data: { terminal: alias, wanted_by: row.wanted_by } },
      );
    const at = momentOf(clock);
    memory.runsFrom(terminalId, at, hub.leaseSeconds * 1000);
    const fence = await rows.share(terminalId, known.fence);
    return fence !== undefined;
  }

  /** Stops sending, makes sure that nothing is on the terminal, forgets the lease on disk, and only then tells the hub. */
  async function giveAway(
    { terminalId, alias }: Place,
    kind: string,
    data: object,
    tellHub: () => Promise<number | undefined>,
  ): Promise<boolean> {
    memory.pause(terminalId);
    try {
      if (isOccupied(terminalId)) return false;
      const known = memory.known(terminalId);
      memory.remember(
        terminalId,
        { ...known, mine: false, holder: null },
        { kind, data: { terminal: alias, ...data } },
      );
      wants.used(terminalId);
      memory.yieldAfterCharge(terminalId, false);
      return (await tellHub()) !== undefined;
    } finally {
      memory.resume(terminalId);
    }
  }
  const release = (rows: LeaseRows, place: Place): Promise<boolean> =>
    giveAway(place, 'lease_released', {}, () => rows.release(place.terminalId, memory.known(place.terminalId).fence));
  const handOver = (rows: LeaseRows, place: Place, to: string): Promise<boolean> => {
    const { fence } = memory.known(place.terminalId);
    return giveAway(place, 'lease_handed_over', { to }, () => rows.handOver(place.terminalId, fence, to));
  };

  return {
    release,
    handOver,

    /** Returns whether the row has to be read again. */
    async settle(rows: LeaseRows, place: Place, row: LeaseRow): Promise<boolean> {
      const { terminalId } = place;
      const known = memory.known(terminalId);
      if (!wants.isConfigured(terminalId) && !isOccupied(terminalId) && !wants.isNeeded(terminalId))
        return release(rows, place);
      // Asked for before, and the outcome was lost.
      if (row.mode === 'own' && known.mode === 'shared') return share(rows, place, row);
      const mayUseFirst = wants.mayUseFirst(terminalId);
      memory.yieldAfterCharge(terminalId, row.wanted_by !== null && !mayUseFirst);
      if (row.wanted_by === null) return wants.isShared(place) && row.mode === 'own' ? share(rows, place, row) : false;
      if (mayUseFirst || isOccupied(terminalId)) return row.mode === 'own' ? share(rows, place, row) : false;
      return handOver(rows, place, row.wanted_by);
    },

    /**
     * This bridge's own again, without a time limit: the hub first, under a new fence, and only what it granted is believed here. So a hub
     * that is put back to before this shows an older fence, and an answer that is lost leaves a lease that runs out.
     * Resolves to false where another bridge waits for it or has it by now.
     */
    async own(rows: LeaseRows, { terminalId, alias }: Place): Promise<boolean> {
      const known = memory.known(terminalId);
      const fence = await rows.own(terminalId, known.fence);
      if (fence === undefined) return false;
      memory.remember(terminalId, { ...known, fence, mode: 'own' }, { kind: 'lease_own', data: { terminal: alias } });
      return true;
    },
  };
}
export type LeaseHeld = ReturnType<typeof createLeaseHeld>;
