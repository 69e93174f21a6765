import { elapsedMs, momentOf, type Clock, type Moment } from '../../contract/clock.ts';
import type { TerminalConfig } from '../../contract/config.ts';
import type { HubBusy, HubConfig, TakeWish } from '../../contract/hub.ts';
import type { Problem } from '../../contract/problems.ts';
import { currentAttempt } from '../../charge/charge.ts';
import type { Log } from '../../dispatch/context.ts';
import { createWaker } from '../../dispatch/waker.ts';
import type { Store } from '../../store/store.ts';
import { createLeaseMemory, type KnownLease } from './lease-memory.ts';
import { createLeaseRows, type LeaseRow, type LeaseRows, type Place } from './lease-rows.ts';
import type { HubSession, LinkPart } from './part.ts';

/** News within this time are looked at together: those that someone waits for, and those that only tell what is going on. */
const GATHER_MS = { urgent: 20, idle: 250 };
/** A till that starts asks the hub first; one that cannot be reached for so long does not keep it from its own terminals. */
const TRUST_AFTER_MS = 5000;
/** Whoever is given a terminal and has charges waiting may send one before it is passed on. */
const FIRST_USE_MS = 5000;
/** How long a person's wish stands. */
const ASKED_MS = 5 * 60_000;
const ANSWER_MS = 2000;

export interface LeaseDeps {
  readonly hub: HubConfig;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly terminals: () => readonly TerminalConfig[];
  /** This bridge may send to the terminal from now on. */
  readonly onGranted: (terminalId: string) => void;
}

/** Set while this bridge does not know what its lost past did: when the hub had last heard of it, ISO 8601. */
const RESTORED = 'hub_restored';

interface Seen {
  readonly row: LeaseRow;
  readonly at: Moment;
}

/**
 * Which terminals this bridge may use. Asks for those of its configuration, renews what it holds, passes on between charges what
 * another bridge waits for, and takes over what a silent one left. Everything that changes a lease goes through one queue, and
 * what is given away is forgotten here, on disk, before the hub is told.
 */
export function createLeases(deps: LeaseDeps) {
  const { hub, store, clock, log, terminals, onGranted } = deps;
  const memory = createLeaseMemory(deps);
  const waker = createWaker(clock);
  const seen = new Map<string, Seen>();
  const asked = new Map<string, Moment>();
  /** When a terminal came to this bridge with charges waiting; until its first send. */
  const fresh = new Map<string, Moment>();
  const usable = new Map<string, boolean>();
  const changes = new Set<() => void>();
  let urgent = false;
  let session: { readonly hub: HubSession; readonly rows: LeaseRows } | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const closing = new AbortController();

  store.onCommit((lines) => {
    if (!session) return;
    for (const { chargeId, kind } of lines) {
      if (chargeId === null) continue;
      if (kind === 'send_started') fresh.delete(store.charges.get(chargeId)?.terminalId ?? '');
      waker.wake();
    }
  });

  const places = (): Place[] => {
    const known = new Map(terminals().map((terminal) => [terminal.id, terminal]));
    for (const id of store.charges.terminalsWithOpenCharges())
      if (!known.has(id)) known.set(id, { id, alias: id, name: id });
    return [...known.values()].map(({ id, alias, name }) => ({
      terminalId: id,
      alias,
      name,
      known: memory.known(id).fence,
    }));
  };
  const isShared = ({ terminalId, alias }: Place): boolean =>
    hub.shared.includes(alias) || hub.shared.includes(terminalId);
  const { isOccupied } = memory;
  const isNeeded = (terminalId: string): boolean => {
    const since = asked.get(terminalId);
    if (since && elapsedMs(clock, since) > ASKED_MS) asked.delete(terminalId);
    return asked.has(terminalId) || store.charges.countQueued(terminalId) > 0;
  };

  function busyOn(terminalId: string): HubBusy | null {
    const [charge] = store.charges.onTerminal(terminalId);
    if (!charge) return null;
    return {
      order_id: charge.orderId,
      amount_in_cents: charge.amountInCents,
      currency: charge.currency,
      status: charge.status,
      since: new Date(currentAttempt(charge)?.firstSentAtMs ?? charge.createdAtMs).toISOString(),
    };
  }

  /** One after the other: two of these at once could each undo what the other just found. */
  function exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  }

  async function keep(current: HubSession): Promise<void> {
    while (!current.over.aborted) {
      await exclusively(look);
      await waker.sleep((hub.leaseSeconds * 1000) / 3);
      await clock.sleep(urgent || isAwaited() ? GATHER_MS.urgent : GATHER_MS.idle, current.over);
      urgent = false;
    }
  }

  /** Another bridge waits for a terminal of ours, or a charge of ours for one of theirs. */
  const isAwaited = (): boolean =>
    places().some(
      ({ terminalId }) =>
        (seen.get(terminalId)?.row.wanted_by ?? null) !== null || (!memory.mayUse(terminalId) && isNeeded(terminalId)),
    );

  /** Reads every row, renewing on the way, and does what each asks for; again while that changed something. */
  async function look(): Promise<void> {
    for (let round = 0; session && round < 5; round += 1) {
      const { rows } = session;
      const wanted = places();
      const mine = wanted
        .filter(({ terminalId }) => memory.known(terminalId).mine)
        .map(({ terminalId, known }) => ({ terminalId, fence: known, busy: busyOn(terminalId) }));
      const at = momentOf(clock);
      const found = await rows.renewAndRead(
        wanted.map(({ terminalId }) => terminalId),
        mine,
      );
      for (const row of found) {
        seen.set(row.terminal_id, { row, at });
        if (row.renewed && row.mode === 'shared') memory.runsFrom(row.terminal_id, at, row.lease_ms);
      }
      let changed = false;
      for (const place of wanted) {
        const row = found.find((each) => each.terminal_id === place.terminalId);
        changed = (await (row ? settle(rows, place, row) : open(rows, place))) || changed;
      }
      memory.trust();
      if (wanted.every(({ terminalId }) => !isUnclaimed(terminalId)) && isRestored())
        store.transact('hub_reclaimed', () => store.settings.set(RESTORED, null));
      tell();
      if (!changed) return;
    }
  }
  const isRestored = (): boolean => store.settings.get(RESTORED) !== undefined;
  const isUnclaimed = (terminalId: string): boolean =>
    seen.get(terminalId)?.row.holder === hub.bridge && !memory.known(terminalId).mine;

  /** No row: the terminal is new here, or the hub lost its memory. Returns whether to look again. */
  async function open(rows: LeaseRows, place: Place): Promise<boolean> {
    const known = memory.known(place.terminalId);
    const lastHeld = known.mine && (known.mode === 'own' || memory.leftMs(place.terminalId) > 0);
    // Another bridge has it without a time limit, as far as is known: it comes back, or a person decides.
    if (!known.mine && known.fence > 0 && known.mode === 'own' && known.holder !== null) return false;
    const mode = isShared(place) || known.mode === 'shared' ? 'shared' : 'own';
    if (mode === 'shared' && known.fence > 0 && !lastHeld && !isNeeded(place.terminalId)) return false;
    const at = momentOf(clock);
    const fence = await rows.open(place, mode, lastHeld ? known.fence : known.fence + 1, known.fence > 0 && !lastHeld);
    if (fence !== undefined) take(place, fence, mode, at, lastHeld ? undefined : 'lease_granted');
    return fence === undefined;
  }

  async function settle(rows: LeaseRows, place: Place, row: LeaseRow): Promise<boolean> {
    const { terminalId } = place;
    const known = memory.known(terminalId);
    if (row.fence < known.fence) return settleOlder(rows, place, row, known);
    if (row.holder === hub.bridge && isRestored() && !known.mine) return reclaim(rows, place, row);
    if (row.holder === hub.bridge) {
      if (!known.mine || row.fence !== known.fence) {
        learn(place, row, 'lease_granted');
        return true;
      }
      return settleMine(rows, place, row);
    }
    if (known.mine || row.fence !== known.fence || row.holder !== known.holder || row.mode !== known.mode)
      await learnLoss(rows, place, row, known);
    return settleOthers(rows, place, row);
  }

  /** The hub shows the past: it was restored from a copy. Whoever holds it by what came later puts that right. */
  async function settleOlder(rows: LeaseRows, place: Place, row: LeaseRow, known: KnownLease): Promise<boolean> {
    if (memory.mayUse(place.terminalId)) {
      const at = momentOf(clock);
      const fence = await rows.restore(place, known.mode);
      if (fence !== undefined && known.mode === 'shared')
        memory.runsFrom(place.terminalId, at, hub.leaseSeconds * 1000);
      return true;
    }
    if (known.mode === 'own' && !known.mine && known.holder !== null) return false;
    return settleOthers(rows, place, row);
  }

  async function settleMine(rows: LeaseRows, place: Place, row: LeaseRow): Promise<boolean> {
    const { terminalId } = place;
    const known = memory.known(terminalId);
    if (!terminals().some(({ id }) => id === terminalId) && !isOccupied(terminalId) && !isNeeded(terminalId))
      return giveAway(place, 'lease_released', {}, () => rows.release(terminalId, known.fence));
    // Asked for before, and the outcome was lost.
    if (row.mode === 'own' && known.mode === 'shared') return share(rows, place, row);
    const since = fresh.get(terminalId);
    const mayUseFirst =
      since !== undefined && elapsedMs(clock, since) < FIRST_USE_MS && store.charges.countQueued(terminalId) > 0;
    memory.yieldAfterCharge(terminalId, row.wanted_by !== null && !mayUseFirst);
    if (row.wanted_by === null) {
      if (isShared(place) && row.mode === 'own') return share(rows, place, row);
      return false;
    }
    if (mayUseFirst || isOccupied(terminalId)) return row.mode === 'own' ? share(rows, place, row) : false;
    const to = row.wanted_by;
    return giveAway(place, 'lease_handed_over', { to }, () => rows.handOver(terminalId, known.fence, to));
  }

  /** From the moment this is on disk the terminal counts as shared here, whatever becomes of the query. */
  async function share(rows: LeaseRows, place: Place, row: LeaseRow): Promise<boolean> {
    const { terminalId } = place;
    const known = memory.known(terminalId);
    if (known.mode === 'own')
      memory.remember(
        terminalId,
        { ...known, mode: 'shared' },
        { kind: 'lease_shared', data: { terminal: place.alias, wanted_by: row.wanted_by } },
      );
    const at = momentOf(clock);
    memory.runsFrom(terminalId, at, hub.leaseSeconds * 1000);
    const fence = await rows.share(terminalId, known.fence);
    return fence !== undefined;
  }

  /** Stops sending, makes sure that nothing is on the terminal, forgets the lease on disk, and only then tells the hub. */
  async function giveAway(
    place: Place,
    kind: string,
    data: object,
    tellHub: () => Promise<number | undefined>,
  ): Promise<boolean> {
    const { terminalId } = place;
    memory.pause(terminalId);
    try {
      if (isOccupied(terminalId)) return false;
      const known = memory.known(terminalId);
      memory.remember(
        terminalId,
        { ...known, mine: false, holder: null },
        { kind, data: { terminal: place.alias, ...data } },
      );
      fresh.delete(terminalId);
      memory.yieldAfterCharge(terminalId, false);
      return (await tellHub()) !== undefined;
    } finally {
      memory.resume(terminalId);
    }
  }

  async function settleOthers(rows: LeaseRows, place: Place, row: LeaseRow): Promise<boolean> {
    const { terminalId } = place;
    const configured = terminals().some(({ id }) => id === terminalId);
    const needed = isNeeded(terminalId);
    if (row.holder === null && (needed || (configured && row.mode === 'own'))) {
      const at = momentOf(clock);
      const fence = await rows.takeFree(place, row.fence);
      if (fence !== undefined) take(place, fence, row.mode, at, 'lease_granted');
      return fence !== undefined;
    }
    if (!needed) {
      if (row.wished) await rows.dropWish(terminalId);
      return false;
    }
    if (row.mode === 'shared' && row.left_ms !== null && row.left_ms < 0) {
      const at = momentOf(clock);
      const fence = await rows.takeOver(place, row.fence);
      if (fence !== undefined) {
        take(place, fence, 'shared', at, 'lease_taken_over', row.holder);
        return true;
      }
    }
    if (!row.wished) await rows.wish(terminalId);
    return false;
  }

  async function reclaim(rows: LeaseRows, place: Place, row: LeaseRow): Promise<boolean> {
    const at = momentOf(clock);
    const fence = await rows.reclaim(place, row.fence, new Date(store.settings.get(RESTORED) ?? 0));
    if (fence === undefined) return false;
    take(place, fence, row.mode, at, 'lease_granted');
    return true;
  }

  /** The hub granted it to this bridge in a query that began at `at`. */
  function take(
    place: Place,
    fence: number,
    mode: 'own' | 'shared',
    at: Moment,
    kind?: string,
    from?: string | null,
  ): void {
    const { terminalId, alias } = place;
    const line = kind && { kind, data: { terminal: alias, mode, ...(from ? { from } : {}) } };
    memory.remember(terminalId, { fence, mine: true, mode, holder: hub.bridge }, line || undefined);
    if (mode === 'shared') memory.runsFrom(terminalId, at, hub.leaseSeconds * 1000);
    arrive(terminalId);
  }

  function arrive(terminalId: string): void {
    asked.delete(terminalId);
    if (store.charges.countQueued(terminalId) > 0) fresh.set(terminalId, momentOf(clock));
  }

  /** Another bridge handed it over, or the answer to an own request was lost. A shared one is used once it was renewed. */
  function learn({ terminalId, alias }: Place, { fence, mode }: LeaseRow, kind: string): void {
    memory.remember(
      terminalId,
      { fence, mine: true, mode, holder: hub.bridge },
      { kind, data: { terminal: alias, mode } },
    );
    arrive(terminalId);
  }

  async function learnLoss(rows: LeaseRows, place: Place, row: LeaseRow, known: KnownLease): Promise<void> {
    const { terminalId, alias } = place;
    const next = { fence: row.fence, mine: false, mode: row.mode, holder: row.holder };
    if (!known.mine) return memory.remember(terminalId, next);
    // First of all nothing more is sent; then people are told by whom.
    memory.remember(terminalId, next, { kind: 'lease_lost', data: { terminal: alias, to: row.holder } });
    const why = await rows.lastChange(terminalId);
    if (why?.kind === 'forced')
      store.transact('lease_forced', () =>
        store.note({
          atMs: clock.now(),
          chargeId: null,
          kind: 'lease_forced_away',
          status: null,
          data: { terminal: alias, to: row.holder, by: why.person, note: why.note },
        }),
      );
  }

  /** Tells the lanes what they may use from now on, and the window what it may not any more. */
  function tell(): void {
    for (const { terminalId, alias } of places()) {
      const may = memory.mayUse(terminalId);
      const before = usable.get(terminalId);
      usable.set(terminalId, may);
      if (may && before !== true) onGranted(terminalId);
      if (before === true && !may && memory.known(terminalId).mine) {
        log.warn({ terminal: alias }, 'the lease ran out: nothing is sent until the hub renews it');
        store.transact('lease_over', () =>
          store.note({
            atMs: clock.now(),
            chargeId: null,
            kind: 'lease_over',
            status: null,
            data: { terminal: alias },
          }),
        );
      }
    }
    for (const listener of changes) listener();
  }

  async function watchTime(): Promise<void> {
    const start = momentOf(clock);
    while (!closing.signal.aborted) {
      await clock.sleep(1000, closing.signal);
      if (closing.signal.aborted) return;
      try {
        if (elapsedMs(clock, start) >= TRUST_AFTER_MS) memory.trust();
        tell();
      } catch (error) {
        log.error({ err: error }, 'lease watch failed');
      }
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
      if (!payload.startsWith(`${hub.account}/`) || !places().some((place) => place.terminalId === terminalId)) return;
      urgent = true;
      waker.wake();
    },
    disconnected() {
      session = undefined;
      for (const { terminalId } of places()) memory.yieldAfterCharge(terminalId, false);
      waker.wake();
    },
    /** Gives back what is shared and free, so that nobody waits for a bridge that is closed. */
    leave: () =>
      exclusively(async () => {
        const { rows } = session ?? {};
        if (!rows) return;
        for (const place of places()) {
          const known = memory.known(place.terminalId);
          if (known.mine && known.mode === 'shared')
            await giveAway(place, 'lease_released', {}, () => rows.release(place.terminalId, known.fence));
        }
      }),
  };

  /**
   * This data folder is a restored one. What it believes to hold belongs to its lost past, and what that past had on the
   * terminals may still be there.
   */
  function forget(lastSeen: Date | null): void {
    store.transact('hub_restored', () => {
      store.settings.set(RESTORED, (lastSeen ?? new Date(0)).toISOString());
      for (const { terminalId } of places()) {
        const known = memory.known(terminalId);
        if (known.mine) memory.remember(terminalId, { ...known, mine: false });
      }
    });
  }

  /** Resolves when this bridge may use the terminal, or after a moment. */
  async function waitFor(terminalId: string): Promise<boolean> {
    const over = new AbortController();
    const listener = (): void => {
      if (memory.mayUse(terminalId)) over.abort();
    };
    changes.add(listener);
    listener();
    await clock.sleep(ANSWER_MS, over.signal);
    changes.delete(listener);
    return memory.mayUse(terminalId);
  }

  const findPlace = (named: string): Place | undefined =>
    places().find(({ terminalId, alias }) => terminalId === named || alias === named);
  const heldBy = (terminalId: string): string =>
    seen.get(terminalId)?.row.holder ?? memory.known(terminalId).holder ?? '?';

  async function forceNow(rows: LeaseRows, place: Place, { note, person }: TakeWish): Promise<undefined> {
    const { terminalId, alias } = place;
    const at = momentOf(clock);
    const from = heldBy(terminalId);
    const fence = await rows.force({ ...place, known: memory.known(terminalId).fence }, note, person);
    if (fence === undefined) return;
    memory.remember(
      terminalId,
      { fence, mine: true, mode: 'shared', holder: hub.bridge },
      { kind: 'lease_forced', data: { terminal: alias, from, by: person, note } },
    );
    memory.runsFrom(terminalId, at, hub.leaseSeconds * 1000);
    arrive(terminalId);
    await look();
  }

  /** A person's call: what the hub does not answer is told to the person, and ends the connection. */
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

  return {
    part,
    forget,
    mayUse: memory.mayUse,
    known: memory.known,
    leftMs: memory.leftMs,
    seen: (terminalId: string): Seen | undefined => seen.get(terminalId),
    start: (): void => void watchTime(),
    stop: (): void => closing.abort(),

    /** A person wants the terminal here: asks its holder, or displaces it with `force`. Undefined when it is this bridge's now. */
    async take(named: string, wish: TakeWish): Promise<Problem | undefined> {
      const place = findPlace(named);
      if (!place) return { code: 'terminal_not_found', params: { id: named } };
      const { terminalId, alias } = place;
      if (memory.mayUse(terminalId)) return undefined;
      if (!session) return { code: 'hub_unreachable' };
      if (wish.force) {
        const problem = await ask((rows) => forceNow(rows, place, wish));
        if (problem) return problem;
      } else {
        asked.set(terminalId, momentOf(clock));
        waker.wake();
      }
      if (await waitFor(terminalId)) return undefined;
      return { code: 'terminal_held', params: { id: alias, holder: heldBy(terminalId) } };
    },

    /** A person gives the terminal to another bridge. */
    async pass(named: string, to: string): Promise<Problem | undefined> {
      const place = findPlace(named);
      if (!place) return { code: 'terminal_not_found', params: { id: named } };
      const { terminalId, alias } = place;
      return ask(async (rows): Promise<Problem | undefined> => {
        const known = memory.known(terminalId);
        if (!known.mine) return { code: 'terminal_held', params: { id: alias, holder: heldBy(terminalId) } };
        if (isOccupied(terminalId)) return { code: 'terminal_busy', params: { id: alias } };
        if (to === hub.bridge || !(await rows.knowsBridge(to)))
          return { code: 'bridge_not_found', params: { bridge: to } };
        await giveAway(place, 'lease_handed_over', { to }, () => rows.handOver(terminalId, known.fence, to));
        waker.wake();
        return undefined;
      });
    },
  };
}
export type Leases = ReturnType<typeof createLeases>;
