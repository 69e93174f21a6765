import { momentOf } from '../../contract/clock.ts';
import type { Problem } from '../../contract/problems.ts';
import { createWaker } from '../../dispatch/waker.ts';
import type { LeaseDeps, Seen } from './lease-deps.ts';
import { createLeaseGain } from './lease-gain.ts';
import { createLeaseHeld } from './lease-held.ts';
import { createLeaseMemory } from './lease-memory.ts';
import { createLeaseOthers } from './lease-others.ts';
import { createLeasePerson } from './lease-person.ts';
import { createLeaseRows, type LeaseRows } from './lease-rows.ts';
import { createLeaseSettle } from './lease-settle.ts';
import { createLeaseTell } from './lease-tell.ts';
import { createLeaseWants } from './lease-wants.ts';
import type { HubSession, LinkPart } from './part.ts';

/** News within this time are looked at together: those that someone waits for, and those that only tell what is going on. */
const GATHER_MS = { urgent: 20, idle: 250 };
/** Who shares a terminal and hears no notifications looks this often. */
const DEAF_LOOK_MS = 1000;

/**
 * Which terminals this bridge may use. Asks for those of its configuration, renews what it holds, passes on between charges what
 * another bridge waits for, and takes over what a silent one left. Everything that changes a lease goes through one queue, and
 * what is given away is forgotten here, on disk, before the hub is told.
 */
export function createLeases(deps: LeaseDeps) {
  const { hub, store, clock } = deps;
  const memory = createLeaseMemory({
    ...deps,
    onStoodStill: () => session?.hub.fail(new Error('this bridge stood still: the hub is asked anew')),
  });
  const wants = createLeaseWants(deps, memory);
  const parts = { ...deps, memory, wants };
  const seen = new Map<string, Seen>();
  const gain = createLeaseGain(parts);
  const held = createLeaseHeld(parts);
  const others = createLeaseOthers(parts, gain);
  const settle = createLeaseSettle(parts, { gain, held, others });
  const tell = createLeaseTell(parts, seen);
  const waker = createWaker(clock);
  let urgent = false;
  let session: { readonly hub: HubSession; readonly rows: LeaseRows } | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  store.onCommit((lines) => {
    if (!session) return;
    for (const { chargeId, kind } of lines) {
      if (chargeId === null) continue;
      if (kind === 'send_started') wants.used(store.charges.get(chargeId)?.terminalId ?? '');
      waker.wake();
    }
  });

  /** One after the other: two of these at once could each undo what the other just found. */
  function exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  }

  async function keep(current: HubSession): Promise<void> {
    while (!current.over.aborted) {
      await exclusively(look);
      const isDeaf = !current.hears() && (isAwaited() || wants.places().some(isShared));
      await waker.sleep(Math.min((hub.leaseSeconds * 1000) / 3, isDeaf ? DEAF_LOOK_MS : Infinity));
      await clock.sleep(urgent || isAwaited() ? GATHER_MS.urgent : GATHER_MS.idle, current.over);
      urgent = false;
    }
  }

  const isShared = ({ terminalId }: { readonly terminalId: string }): boolean =>
    seen.get(terminalId)?.row.mode === 'shared';

  /** Another bridge waits for a terminal of ours, or a charge of ours for one of theirs. */
  const isAwaited = (): boolean =>
    wants
      .places()
      .some(
        ({ terminalId }) =>
          (seen.get(terminalId)?.row.wanted_by ?? null) !== null ||
          (!memory.mayUse(terminalId) && wants.isNeeded(terminalId)),
      );

  /** Reads every row, renewing on the way, and does what each asks for; again while that changed something. */
  async function look(): Promise<void> {
    for (let round = 0; session && round < 5; round += 1) {
      // The connection is being given up: whose name this is comes first.
      if (memory.trust.noticeTime()) return;
      const { rows } = session;
      const wanted = wants.places();
      const mine = wanted
        .filter(({ terminalId }) => memory.known(terminalId).mine)
        .map(({ terminalId, known }) => ({
          ...{ terminalId, fence: known, busy: wants.busyOn(terminalId) },
          runs: memory.leftMs(terminalId) > 0,
        }));
      const at = momentOf(clock);
      const found = await rows.renewAndRead(
        wanted.map(({ terminalId }) => terminalId),
        mine,
      );
      for (const row of found) {
        seen.set(row.terminal_id, { row, at });
        if (row.renewed && row.mode === 'shared') memory.runsFrom(row.terminal_id, at, row.lease_ms);
      }
      if (found.some(({ same }) => !same)) await rows.doubt();
      let changed = false;
      for (const place of wanted) {
        const row = found.find((each) => each.terminal_id === place.terminalId);
        changed = (await (row ? settle(rows, place, row) : others.open(rows, place))) || changed;
      }
      memory.trust.believe(at);
      if (memory.restoredSince() !== undefined && wanted.every(({ terminalId }) => !isUnclaimed(terminalId)))
        memory.setRestored(null);
      tell.tell();
      if (!changed) return;
    }
  }
  const isUnclaimed = (terminalId: string): boolean =>
    seen.get(terminalId)?.row.holder === hub.bridge && !memory.known(terminalId).mine;

  async function ask<T>(work: (rows: LeaseRows) => Promise<T>): Promise<T | Problem> {
    const current = session;
    if (!current) return { code: 'hub_unreachable' };
    try {
      return await exclusively(() => work(current.rows));
    } catch (error) {
      current.hub.fail(error);
      return { code: 'hub_unreachable' };
    }
  }

  const part: LinkPart = {
    channels: ['puente_lease'],
    async connected(current) {
      session = { hub: current, rows: createLeaseRows(hub, current.pool) };
      await exclusively(look);
      keep(current).catch(current.fail);
    },
    news(_channel, payload) {
      const terminalId = payload.slice(payload.indexOf('/') + 1);
      if (!payload.startsWith(`${hub.account}/`) || !wants.places().some((place) => place.terminalId === terminalId))
        return;
      urgent = true;
      waker.wake();
    },
    disconnected() {
      session = undefined;
      for (const { terminalId } of wants.places()) memory.yieldAfterCharge(terminalId, false);
      waker.wake();
    },
    /** Gives back what is shared and free, so that nobody waits for a bridge that is closed. */
    leave: () =>
      exclusively(async () => {
        const { rows } = session ?? {};
        if (!rows) return;
        for (const place of wants.places()) {
          const known = memory.known(place.terminalId);
          if (known.mine && known.mode === 'shared') await held.release(rows, place);
        }
      }),
  };

  const person = createLeasePerson({
    ...{ ...parts, seen, gain, held, tell, ask, look },
    isConnected: () => session !== undefined,
    lookSoon: waker.wake,
  });
  return {
    ...person,
    part,
    isShared: wants.isShared,
    mayUse: memory.mayUse,
    known: memory.known,
    leftMs: memory.leftMs,
    seen: (terminalId: string): Seen | undefined => seen.get(terminalId),
    start: tell.start,
    stop: tell.stop,

    /**
     * This data folder is a restored one, or another installation has this bridge's name. What it believes to hold belongs to its lost
     * past or to the other, and what those had on the terminals may still be there.
     */
    forget(lastSeen: Date | null): void {
      store.transact('hub_restored', () => {
        memory.setRestored((lastSeen ?? new Date(0)).toISOString());
        for (const { terminalId } of wants.places()) {
          const known = memory.known(terminalId);
          if (known.mine) memory.remember(terminalId, { ...known, mine: false });
        }
      });
    },
  };
}
export type Leases = ReturnType<typeof createLeases>;
