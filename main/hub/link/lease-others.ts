import { momentOf } from '../../contract/clock.ts';
import { noteLease, type LeaseParts } from './lease-deps.ts';
import type { LeaseGain } from './lease-gain.ts';
import type { KnownLease } from './lease-memory.ts';
import type { LeaseRow, LeaseRows, Place } from './lease-rows.ts';

/** What this bridge does about a terminal that it does not hold: waits its turn, takes it where nobody has it, learns that it is lost. */
export function createLeaseOthers(parts: LeaseParts, gain: LeaseGain) {
  const { hub, clock, memory, wants } = parts;

  /** The hub answers with a fence, or with nothing where another was faster or it is too early. */
  async function tryTake(
    place: Place,
    mode: 'own' | 'shared',
    line: { readonly kind: string; readonly data?: object } | undefined,
    ask: () => Promise<number | undefined>,
  ): Promise<boolean> {
    const at = momentOf(clock);
    const fence = await ask();
    if (fence === undefined) return false;
    gain.take(place, fence, mode, at, line);
    return true;
  }
  const GRANTED = { kind: 'lease_granted' };

  return {
    /** No row: the terminal is new here, or the hub lost its memory. Returns whether to look again. */
    async open(rows: LeaseRows, place: Place): Promise<boolean> {
      const { terminalId } = place;
      const known = memory.known(terminalId);
      const lastHeld = known.mine && (known.mode === 'own' || memory.leftMs(terminalId) > 0);
      // Another bridge has it without a time limit, as far as is known: it comes back, or a person decides.
      if (!known.mine && known.fence > 0 && known.mode === 'own' && known.holder !== null) return false;
      const mode = wants.isShared(place) || known.mode === 'shared' ? 'shared' : 'own';
      if (mode === 'shared' && known.fence > 0 && !lastHeld && !wants.isNeeded(terminalId)) return false;
      const fence = lastHeld ? known.fence : known.fence + 1;
      const opened = await tryTake(place, mode, lastHeld ? undefined : GRANTED, () =>
        rows.open(place, mode, fence, known.fence > 0 && !lastHeld),
      );
      return !opened;
    },

    async settle(rows: LeaseRows, place: Place, row: LeaseRow): Promise<boolean> {
      const { terminalId } = place;
      const needed = wants.isNeeded(terminalId);
      if (row.holder === null && (needed || (wants.isConfigured(terminalId) && row.mode === 'own')))
        return tryTake(place, row.mode, GRANTED, () => rows.takeFree(place, row.fence));
      if (!needed) {
        if (row.wished) await rows.dropWish(terminalId);
        return false;
      }
      if (row.mode === 'shared' && row.left_ms !== null && row.left_ms < 0) {
        const from = row.holder === null ? {} : { from: row.holder };
        const line = { kind: 'lease_taken_over', data: from };
        if (await tryTake(place, 'shared', line, () => rows.takeOver(place, row.fence))) return true;
      }
      if (!row.wished) await rows.wish(terminalId);
      return false;
    },

    /** The row names this bridge, which has given the terminal away. */
    takeBack: (rows: LeaseRows, place: Place, row: LeaseRow): Promise<boolean> =>
      tryTake(place, row.mode, GRANTED, () => rows.takeBack(place, row.fence)),

    /** The row names this bridge, whose data folder is a restored one. */
    reclaim: (rows: LeaseRows, place: Place, row: LeaseRow, lastSeen: Date): Promise<boolean> =>
      tryTake(place, row.mode, GRANTED, () => rows.reclaim(place, row.fence, lastSeen)),

    /** The hub shows the past: it was restored from a copy. Whoever holds it by what came later puts that right. */
    async restore(rows: LeaseRows, place: Place, { mode }: KnownLease): Promise<void> {
      const at = momentOf(clock);
      const fence = await rows.restore(place, mode);
      if (fence !== undefined && mode === 'shared') memory.runsFrom(place.terminalId, at, hub.leaseSeconds * 1000);
    },

    /** Another bridge than was known has it, in another way, or nobody any more. */
    async learn(rows: LeaseRows, { terminalId, alias }: Place, { fence, mode, holder }: LeaseRow): Promise<void> {
      const known = memory.known(terminalId);
      const next = { fence, mine: false, mode, holder };
      if (!known.mine) {
        if (fence !== known.fence || holder !== known.holder || mode !== known.mode) memory.remember(terminalId, next);
        return;
      }
      // First of all nothing more is sent; then people are told by whom.
      memory.remember(terminalId, next, { kind: 'lease_lost', data: { terminal: alias, to: holder } });
      const why = await rows.lastChange(terminalId);
      if (why?.kind === 'forced')
        noteLease(parts, 'lease_forced_away', { terminal: alias, to: holder, by: why.person, note: why.note });
    },
  };
}
export type LeaseOthers = ReturnType<typeof createLeaseOthers>;
