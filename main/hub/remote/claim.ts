import type { Accepted, Order } from '../../contract/desk.ts';
import { toHubJson } from '../database/json.ts';
import type { HubPool } from '../database/pool.ts';
import type { RemoteRequest } from './order.ts';

/** One that a bridge has fetched and has not answered for yet. */
interface ClaimedRow {
  readonly id: string;
  readonly order_id: string;
  readonly terminal_id: string;
  readonly request: RemoteRequest;
  /** Seconds since it was sent (or sent again), by the database's clock. */
  readonly age: number;
  /** Which claim of it this is, to the microsecond. */
  readonly claim: string;
}

export interface ClaimDeps {
  readonly hub: Pick<HubPool, 'query'>;
  readonly bridge: string;
  readonly account: string;
  /** Ids of the terminals that this bridge may send to now. */
  readonly heldTerminals: () => readonly string[];
  /** The bridge's own door: committed to its SQLite when it resolves. */
  readonly accept: (order: Order) => Promise<Accepted>;
  readonly now: () => number;
  /** Called with the name of a step; fault tests end the process there. */
  readonly failpoint?: ((name: string) => void) | undefined;
}

const AT_ONCE = 20;
const CLAIM = 'extract(epoch FROM claimed_at)::text';
/** Its age is how long it was on its way: what it may wait less what is left of that. */
const CLAIMED = `id, order_id, terminal_id, request, ${CLAIM} AS claim,
  (request->>'expires_in')::float - extract(epoch FROM expires_at - now())::float AS age`;

/**
 * Fetches charges that were sent for terminals of this bridge. First each is claimed, and that is committed in the hub; then
 * it is accepted here; then the hub is told. A bridge that ends in between finds its claims again and accepts them: the order
 * rules make that the same charge. What one bridge has claimed no other ever takes: each bridge has external ids of its own, so
 * that would be two payments.
 *
 * Resolves to the number of charges taken or refused. Rejects when the hub cannot be reached; nothing is lost by that.
 */
export async function fetchRemotes(deps: ClaimDeps): Promise<number> {
  const { hub, bridge, account } = deps;
  let done = 0;
  const own = await hub.query<ClaimedRow>(
    `SELECT ${CLAIMED} FROM puente.remote_charges
     WHERE status = 'claimed' AND claimed_by = $1 AND account = $2 ORDER BY claimed_at`,
    [bridge, account],
  );
  done += await acceptAll(deps, own);
  for (;;) {
    const held = deps.heldTerminals();
    if (held.length === 0) return done;
    const claimed = await hub.query<ClaimedRow>(
      `UPDATE puente.remote_charges SET status = 'claimed', claimed_by = $1, claimed_at = now()
       WHERE id IN (
         SELECT id FROM puente.remote_charges
         WHERE status = 'waiting' AND account = $2 AND terminal_id = ANY($3) AND expires_at > now()
         ORDER BY created_at FOR UPDATE SKIP LOCKED LIMIT ${AT_ONCE})
       RETURNING ${CLAIMED}`,
      [bridge, account, held],
    );
    done += await acceptAll(deps, claimed);
    if (claimed.length < AT_ONCE) return done;
  }
}

async function acceptAll(deps: ClaimDeps, rows: readonly ClaimedRow[]): Promise<number> {
  for (const row of rows) {
    deps.failpoint?.('remote:claimed');
    const accepted = await deps.accept(orderOf(row, deps.now()));
    deps.failpoint?.('remote:accepted');
    await (accepted.kind === 'refused'
      ? tell(deps, row, `status = 'refused', problem = $4`, toHubJson(accepted.problem))
      : tell(deps, row, `status = 'accepted', charge_id = $4`, accepted.charge.id));
  }
  return rows.length;
}

/** Its age is carried over, not its time of day: the clocks of two machines need not agree. */
const orderOf = ({ id, order_id, terminal_id, request, age }: ClaimedRow, nowMs: number): Order => ({
  id,
  source: 'hub',
  order_id,
  terminal: terminal_id,
  amount_in_cents: request.amount_in_cents,
  currency: request.currency,
  installments: request.installments,
  metadata: { ...request.metadata },
  ...(request.description === null ? {} : { description: request.description }),
  expires_in: request.expires_in,
  requestedAtMs: Math.round(nowMs - Math.max(0, age) * 1000),
});

/** The answer is to this claim alone: one that the network delivers late must not speak for a later claim of the same charge. */
const tell = ({ hub, bridge }: ClaimDeps, { id, claim }: ClaimedRow, set: string, value: string): Promise<unknown> =>
  hub.query(
    `UPDATE puente.remote_charges SET ${set}, changed_at = now()
     WHERE id = $1 AND claimed_by = $2 AND status = 'claimed' AND ${CLAIM} = $3`,
    [id, bridge, claim, value],
  );
