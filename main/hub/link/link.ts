import { elapsedMs } from '../../contract/clock.ts';
import type { Lang } from '../../contract/faults.ts';
import { shopOf, type HubView, type LeaseView } from '../../contract/hub.ts';
import { createConnect, type ConnectDeps } from './connect.ts';
import { createIdentityWatch } from './identity.ts';
import { describeHub, describeStanding, type Standing } from './lease-words.ts';
import type { LeaseDeps } from './lease-deps.ts';
import { createLeases } from './leases.ts';
import { createOutbox, type OutboxDeps } from './outbox.ts';
import type { LinkPart } from './part.ts';
import { createPresence, type PresenceDeps } from './presence.ts';

export interface LinkDeps
  extends
    Omit<ConnectDeps, 'parts'>,
    Omit<OutboxDeps, 'onRestored' | 'store'>,
    Omit<PresenceDeps, 'hub' | 'onTaken'>,
    LeaseDeps {
  /** What else travels over the connection. */
  readonly parts?: readonly LinkPart[];
}

/** This bridge's end of the hub: presence, outbox, leases. SQLite stays the truth; the hub down never stops what is local. */
export function createLink(deps: LinkDeps) {
  const { hub, clock } = deps;
  const leases = createLeases(deps);
  const presence = createPresence({ ...deps, onTaken: leases.forget });
  const outbox = createOutbox({ ...deps, onRestored: () => leases.forget(presence.lastSeenBefore()) });
  const parts = [presence, createIdentityWatch(deps), outbox, leases.part, ...(deps.parts ?? [])];
  const connect = createConnect({ ...deps, parts });

  function standingOf(terminalId: string): Standing {
    const row = leases.seen(terminalId)?.row;
    const known = leases.known(terminalId);
    const connected = connect.state().state === 'connected';
    if (leases.mayUse(terminalId))
      return row?.wanted_by && connected ? { kind: 'wanted', by: row.wanted_by } : { kind: 'mine' };
    if (!connected)
      return {
        kind:
          known.fence === 0
            ? 'unknown'
            : known.mine
              ? 'hub_away'
              : known.mode === 'own' || !known.holder
                ? 'unknown'
                : 'hub_away',
      };
    const holder = row?.holder ?? null;
    if (!row || holder === null) return { kind: row ? 'free' : 'unknown' };
    const leftMs = leftOf(terminalId);
    if (leftMs !== null && leftMs < 0 && holder !== hub.bridge)
      return {
        kind: 'silent',
        holder,
        seconds: Math.max(1, Math.ceil((leftMs + hub.longestPaymentSeconds * 1000) / 1000)),
      };
    return { kind: 'elsewhere', holder, orderId: row.busy?.order_id ?? null };
  }

  const aliasOf = (terminalId: string): string =>
    deps.terminals().find(({ id }) => id === terminalId)?.alias ?? terminalId;

  /** Ms until the hub's row expires, counted on since it was read. */
  function leftOf(terminalId: string): number | null {
    const seen = leases.seen(terminalId);
    return seen?.row.left_ms == null ? null : seen.row.left_ms - elapsedMs(clock, seen.at);
  }

  /** What keeps the hub itself away comes first: waiting does not help against that. */
  function describeWait(terminalId: string, lang: Lang): string {
    const { state, problem } = connect.state();
    return problem === null ? describeStanding(standingOf(terminalId), lang) : describeHub(state, problem, lang);
  }

  return {
    mayUse: leases.mayUse,
    take: leases.take,
    pass: leases.pass,
    keep: leases.keep,
    /** Why a charge waits for the terminal, for its next step; null when it does not wait for another bridge. */
    waitOf(terminalId: string, lang: Lang): string | null {
      return leases.mayUse(terminalId) ? null : describeWait(terminalId, lang);
    },
    lease(terminalId: string, lang: Lang): LeaseView {
      const row = leases.seen(terminalId)?.row;
      const known = leases.known(terminalId);
      const mine = leases.mayUse(terminalId);
      const mode = row?.mode ?? known.mode;
      const leftMs = mine ? (known.mode === 'shared' ? leases.leftMs(terminalId) : null) : leftOf(terminalId);
      return {
        mode,
        holder: row ? row.holder : known.holder,
        mine,
        since: row?.granted_at.toISOString() ?? null,
        expires_in_seconds: leftMs === null ? null : Math.max(0, Math.ceil(leftMs / 1000)),
        wanted_by: row?.wanted_by ?? null,
        busy: row?.busy ?? null,
        can_keep:
          mine &&
          known.mode === 'shared' &&
          row?.wanted_by === null &&
          !leases.isShared({ terminalId, alias: aliasOf(terminalId) }),
        known: row !== undefined || known.fence > 0,
        next_step: mine ? describeStanding(standingOf(terminalId), lang) : describeWait(terminalId, lang),
      };
    },
    view(lang: Lang): HubView {
      const { state, problem, sinceMs, hears } = connect.state();
      const sentAtMs = outbox.lastSentAtMs();
      return {
        bridge: hub.bridge,
        shop: shopOf(hub),
        account: hub.account,
        state,
        since: new Date(sinceMs).toISOString(),
        problem,
        hears,
        pending_lines: outbox.pendingLines(),
        last_sent_at: sentAtMs === null ? null : new Date(sentAtMs).toISOString(),
        next_step: describeHub(state, problem, lang),
      };
    },
    nudge: connect.nudge,
    start(): void {
      leases.start();
      connect.start();
    },
    /** Gives back what is shared and free, sends the last lines, and closes. */
    async stop(): Promise<void> {
      await connect.stop();
      leases.stop();
    },
  };
}
export type Link = ReturnType<typeof createLink>;
