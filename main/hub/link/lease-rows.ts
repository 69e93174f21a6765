import type { HubBusy, HubConfig } from '../../contract/hub.ts';
import { toHubJson } from '../database/json.ts';
import type { Queries } from '../database/pool.ts';

/** A terminal's lease as the hub holds it, read by the hub's clock. */
export interface LeaseRow {
  readonly terminal_id: string;
  readonly mode: 'own' | 'shared';
  readonly holder: string | null;
  readonly fence: number;
  readonly granted_at: Date;
  /** Until it expires; negative since then. null: no time limit. */
  readonly left_ms: number | null;
  readonly lease_ms: number;
  readonly busy: HubBusy | null;
  /** The oldest live wish of another bridge than the holder. */
  readonly wanted_by: string | null;
  /** This bridge has a wish of its own there. */
  readonly wished: boolean;
  /** This very query renewed it for this bridge. */
  readonly renewed: boolean;
  /** The database is still the one that it was. */
  readonly same: boolean;
}

export interface Mine {
  readonly terminalId: string;
  readonly fence: number;
  readonly busy: HubBusy | null;
  /** Its time surely still runs, so nobody can have taken it over. */
  readonly runs: boolean;
}
export interface Place {
  readonly terminalId: string;
  readonly alias: string;
  readonly name: string;
  /** Highest fence that this bridge knows of. */
  readonly known: number;
}

/**
 * After a restore nothing is given away until every lease that the lost part may have granted, and its payment, is over. A pooler may
 * lead to a promoted copy without any bridge noticing, so whether it is still the same database is asked each time.
 */
const SAME = '(SELECT identity = puente.hub_identity() FROM puente.hub)';
const CERTAIN = `(SELECT identity = puente.hub_identity() AND now() > doubtful_since + make_interval(secs => $3) + make_interval(secs => $4)
  FROM puente.hub)`;
const LOG = 'INSERT INTO puente.lease_log (account, terminal_id, kind, bridge, from_bridge, fence, note, person)';

/** The statements on leases. Each is one transaction, conditional on the fence that its caller saw, and answers the new fence or nothing. */
export function createLeaseRows(hub: HubConfig, queries: Queries) {
  const { account, bridge, leaseSeconds, longestPaymentSeconds } = hub;
  const base = [account, bridge, leaseSeconds, longestPaymentSeconds] as const;
  const fenceOf = (rows: readonly { fence: number }[]): number | undefined => rows[0]?.fence;
  /** A change of the row, with its line in the hub's log. */
  const change = async (
    kind: string,
    set: string,
    where: string,
    values: readonly (string | number | null)[],
    log: { note?: string | null; person?: string | null } = {},
  ): Promise<number | undefined> => {
    const n = values.length;
    return fenceOf(
      await queries.query<{ fence: number }>(
        `WITH before AS (SELECT * FROM puente.terminals WHERE account = $1 AND terminal_id = $5 FOR UPDATE),
         changed AS (UPDATE puente.terminals t SET ${set} FROM before
           WHERE t.account = before.account AND t.terminal_id = before.terminal_id AND ${where}
           RETURNING t.account, t.terminal_id, t.fence, t.holder, before.holder AS was),
         logged AS (${LOG} SELECT account, terminal_id, $${n + 1}, coalesce(holder, $2), nullif(was, holder), fence, $${n + 2}, $${n + 3} FROM changed),
         granted AS (DELETE FROM puente.terminal_wishes w USING changed
           WHERE w.account = changed.account AND w.terminal_id = changed.terminal_id AND w.bridge = changed.holder)
         SELECT fence FROM changed`,
        [...values, kind, log.note ?? null, log.person ?? null],
      ),
    );
  };
  const HOLD = `holder = $2, granted_at = now(), busy = NULL, lease = make_interval(secs => $3), longest_payment = make_interval(secs => $4)`;

  return {
    /** One round trip: renews what is held, tells what is on it, keeps the wishes alive, and reads all rows. */
    async renewAndRead(terminalIds: readonly string[], mine: readonly Mine[]): Promise<LeaseRow[]> {
      return queries.query<LeaseRow & Record<string, unknown>>(
        `WITH mine AS (SELECT * FROM unnest($3::text[], $4::bigint[], $5::text[], $7::boolean[]) AS m (terminal_id, fence, busy, runs)),
         renewed AS (
           UPDATE puente.terminals t SET expires_at = CASE WHEN t.mode = 'shared' THEN now() + t.lease END, busy = m.busy::jsonb
           FROM mine m, puente.hub h WHERE t.account = $1 AND t.terminal_id = m.terminal_id AND t.fence = m.fence AND t.holder = $2
             AND CASE WHEN t.mode = 'shared'
               -- The part that a restored hub lost may have given an expired one to another bridge.
               THEN m.runs OR t.expires_at > now()
                 OR (h.identity = puente.hub_identity() AND now() > h.doubtful_since + t.lease + t.longest_payment)
               ELSE t.busy IS DISTINCT FROM m.busy::jsonb END
           RETURNING t.terminal_id),
         kept AS (UPDATE puente.terminal_wishes SET renewed_at = now() WHERE account = $1 AND bridge = $2)
         SELECT t.terminal_id, t.mode, t.holder, t.fence, t.granted_at, t.busy,
           extract(epoch FROM t.expires_at - now()) * 1000 AS left_ms, extract(epoch FROM t.lease) * 1000 AS lease_ms,
           r.terminal_id IS NOT NULL AS renewed, own.bridge IS NOT NULL AS wished, other.bridge AS wanted_by, ${SAME} AS same
         FROM puente.terminals t LEFT JOIN renewed r USING (terminal_id)
         LEFT JOIN puente.terminal_wishes own ON own.account = t.account AND own.terminal_id = t.terminal_id AND own.bridge = $2
         LEFT JOIN LATERAL (
           SELECT w.bridge FROM puente.terminal_wishes w WHERE w.account = t.account AND w.terminal_id = t.terminal_id
             AND w.bridge IS DISTINCT FROM t.holder AND w.renewed_at > now() - t.lease ORDER BY w.wanted_at LIMIT 1) other ON true
         WHERE t.account = $1 AND t.terminal_id = ANY ($6::text[])`,
        [
          account,
          bridge,
          mine.map(({ terminalId }) => terminalId),
          mine.map(({ fence }) => fence),
          mine.map(({ busy }) => (busy === null ? null : toHubJson(busy))),
          terminalIds,
          mine.map(({ runs }) => runs),
        ],
      );
    },

    /** The first bridge that has the terminal, or the one that held it when the hub was lost (`certain` false: at once). */
    async open(place: Place, mode: 'own' | 'shared', fence: number, certain: boolean): Promise<number | undefined> {
      return fenceOf(
        await queries.query<{ fence: number }>(
          `WITH made AS (
             INSERT INTO puente.terminals (account, terminal_id, alias, name, mode, holder, fence, expires_at, lease, longest_payment)
             SELECT $1, $5, $6, $7, $8, $2, $9::bigint, CASE WHEN $8 = 'shared' THEN now() + make_interval(secs => $3) END,
               make_interval(secs => $3), make_interval(secs => $4) WHERE NOT $10::boolean OR ${CERTAIN}
             ON CONFLICT DO NOTHING RETURNING account, terminal_id, fence),
           logged AS (${LOG} SELECT account, terminal_id, 'granted', $2, NULL, fence, NULL, NULL FROM made)
           SELECT fence FROM made`,
          [...base, place.terminalId, place.alias, place.name, mode, fence, certain],
        ),
      );
    },

    /** Nobody holds it. */
    takeFree: ({ terminalId, known }: Place, seen: number) =>
      change(
        'granted',
        `${HOLD}, fence = greatest(t.fence, $6) + 1, expires_at = CASE WHEN t.mode = 'shared' THEN now() + make_interval(secs => $3) END`,
        `t.holder IS NULL AND t.fence = $7 AND ${CERTAIN}`,
        [...base, terminalId, known, seen],
      ),

    /**
     * This bridge gave it away, and the row still names it: the hub never heard of that, or has lost it. Under a new fence, so that a
     * request that is still on its way there comes to nothing.
     */
    takeBack: ({ terminalId, known }: Place, seen: number) =>
      change(
        'granted',
        `${HOLD}, fence = greatest(t.fence, $6) + 1, expires_at = CASE WHEN t.mode = 'shared' THEN now() + make_interval(secs => $3) END`,
        `t.holder = $2 AND t.fence = $7 AND ${CERTAIN}`,
        [...base, terminalId, known, seen],
      ),

    /** Its holder fell silent: only after the lease and the longest payment are over. */
    takeOver: ({ terminalId, known }: Place, seen: number) =>
      change(
        'taken_over',
        `${HOLD}, fence = greatest(t.fence, $6) + 1, expires_at = now() + make_interval(secs => $3)`,
        `t.mode = 'shared' AND t.fence = $7 AND now() > t.expires_at + greatest(t.longest_payment, make_interval(secs => $4)) AND ${CERTAIN}`,
        [...base, terminalId, known, seen],
      ),

    /** A person takes it from whoever holds it; not from who came after that, should the request arrive late. */
    force: ({ terminalId, known }: Place, seen: number, note: string, person: string) =>
      change(
        'forced',
        `${HOLD}, fence = greatest(t.fence, $6) + 1, mode = 'shared', expires_at = now() + make_interval(secs => $3)`,
        't.fence = $7',
        [...base, terminalId, known, seen],
        { note, person },
      ),

    /**
     * The row names this bridge, and this bridge does not know why: its data folder is a restored one. What its lost past had on
     * the terminal must be over: the longest payment since it was last heard of.
     */
    reclaim: ({ terminalId, known }: Place, seen: number, lastSeen: Date) =>
      change(
        'reclaimed',
        `${HOLD}, fence = greatest(t.fence, $6) + 1, expires_at = CASE WHEN t.mode = 'shared' THEN now() + make_interval(secs => $3) END`,
        `t.holder = $2 AND t.fence = $7 AND now() > greatest(t.expires_at, $8::timestamptz) + greatest(t.longest_payment, make_interval(secs => $4))`,
        [...base, terminalId, known, seen, lastSeen.toISOString()],
      ),

    /** The hub's row is older than what this bridge holds: the hub was restored from a copy. */
    restore: ({ terminalId, known }: Place, mode: 'own' | 'shared') =>
      change(
        'restored',
        `${HOLD}, fence = $6, mode = $7, expires_at = CASE WHEN $7 = 'shared' THEN now() + make_interval(secs => $3) END`,
        't.fence < $6',
        [...base, terminalId, known, mode],
      ),

    /** From now on for a limited time: another bridge wants it. */
    share: (terminalId: string, fence: number) =>
      change(
        'shared',
        `mode = 'shared', expires_at = now() + make_interval(secs => $3), lease = make_interval(secs => $3), longest_payment = make_interval(secs => $4), last_wanted_at = now()`,
        't.holder = $2 AND t.fence = $6',
        [...base, terminalId, fence],
      ),

    /** Without a time limit again, where no other bridge waits for it. */
    own: (terminalId: string, fence: number) =>
      change(
        'own',
        `mode = 'own', fence = t.fence + 1, expires_at = NULL, lease = make_interval(secs => $3), longest_payment = make_interval(secs => $4)`,
        `t.holder = $2 AND t.fence = $6 AND t.mode = 'shared' AND NOT EXISTS (
           SELECT 1 FROM puente.terminal_wishes w WHERE w.account = t.account AND w.terminal_id = t.terminal_id
             AND w.bridge <> $2 AND w.renewed_at > now() - t.lease)`,
        [...base, terminalId, fence],
      ),

    handOver: (terminalId: string, fence: number, to: string) =>
      change(
        'handed_over',
        `holder = $7, fence = t.fence + 1, mode = 'shared', granted_at = now(), expires_at = now() + make_interval(secs => $3),
         busy = NULL, longest_payment = make_interval(secs => $4), last_wanted_at = now()`,
        't.holder = $2 AND t.fence = $6',
        [...base, terminalId, fence, to],
      ),

    /** Given back with nothing on it, so nobody has to wait. */
    release: (terminalId: string, fence: number) =>
      change(
        'released',
        'holder = NULL, busy = NULL, expires_at = NULL, lease = make_interval(secs => $3), longest_payment = make_interval(secs => $4)',
        't.holder = $2 AND t.fence = $6',
        [...base, terminalId, fence],
      ),

    /** Another database has taken its place without a word: what its lost part granted is respected from now on. */
    async doubt(): Promise<void> {
      await queries.query(
        'UPDATE puente.hub SET identity = puente.hub_identity(), doubtful_since = now() WHERE identity <> puente.hub_identity()',
      );
    },

    async wish(terminalId: string): Promise<void> {
      await queries.query(
        'INSERT INTO puente.terminal_wishes (account, terminal_id, bridge) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [account, terminalId, bridge],
      );
    },
    async dropWish(terminalId: string): Promise<void> {
      await queries.query(
        'DELETE FROM puente.terminal_wishes WHERE account = $1 AND terminal_id = $2 AND bridge = $3',
        [account, terminalId, bridge],
      );
    },
    async knowsBridge(name: string): Promise<boolean> {
      return (
        (await queries.query('SELECT 1 FROM puente.bridges WHERE bridge = $1 AND account = $2', [name, account]))
          .length > 0
      );
    },
    /** Who took it and why, for the journal of the one that lost it. */
    async lastChange(
      terminalId: string,
    ): Promise<{ kind: string; note: string | null; person: string | null } | undefined> {
      const [row] = await queries.query<{ kind: string; note: string | null; person: string | null }>(
        'SELECT kind, note, person FROM puente.lease_log WHERE account = $1 AND terminal_id = $2 ORDER BY id DESC LIMIT 1',
        [account, terminalId],
      );
      return row;
    },
  };
}
export type LeaseRows = ReturnType<typeof createLeaseRows>;
