import type { LeaseParts } from './lease-deps.ts';
import type { LeaseGain } from './lease-gain.ts';
import type { LeaseHeld } from './lease-held.ts';
import type { LeaseOthers } from './lease-others.ts';
import type { LeaseRow, LeaseRows, Place } from './lease-rows.ts';

/** Lays what the hub's row says beside what this bridge knows, and does what follows. Resolves to whether to look again. */
export function createLeaseSettle(
  { hub, memory }: Pick<LeaseParts, 'hub' | 'memory'>,
  { gain, held, others }: { readonly gain: LeaseGain; readonly held: LeaseHeld; readonly others: LeaseOthers },
) {
  return async function settle(rows: LeaseRows, place: Place, row: LeaseRow): Promise<boolean> {
    const { terminalId } = place;
    const known = memory.known(terminalId);
    if (row.fence < known.fence) {
      if (memory.mayUse(terminalId)) {
        await others.restore(rows, place, known);
        return true;
      }
      if (known.mode === 'own' && !known.mine && known.holder !== null) return false;
      return others.settle(rows, place, row);
    }
    if (row.holder !== hub.bridge) {
      await others.learn(rows, place, row);
      return others.settle(rows, place, row);
    }
    const lastSeen = memory.restoredSince();
    if (lastSeen !== undefined && !known.mine) return others.reclaim(rows, place, row, new Date(lastSeen));
    if (!known.mine && row.fence === known.fence) return others.takeBack(rows, place, row);
    if (row.fence !== known.fence) {
      gain.learn(place, row);
      return true;
    }
    // Not renewed, since another bridge may have it by what the hub has lost: nothing is done with it until that is certain.
    if (row.mode === 'shared' && !row.renewed) return false;
    return held.settle(rows, place, row);
  };
}
export type LeaseSettle = ReturnType<typeof createLeaseSettle>;
