import { setImmediate } from 'node:timers/promises';
import type { ChargeView } from '../../contract/charge.ts';
import type { Clock } from '../../contract/clock.ts';
import { shopOf, type HubConfig } from '../../contract/hub.ts';
import { shopDay } from '../../charge/shop-day.ts';
import type { Log } from '../../dispatch/context.ts';
import { createWaker } from '../../dispatch/waker.ts';
import { CHAIN_START, type JournalLine } from '../../store/journal.ts';
import type { Store } from '../../store/store.ts';
import { toHubJson } from '../database/json.ts';
import type { HubSession, LinkPart } from './part.ts';

/** Lines of one hub transaction. */
const BATCH = 300;
/** What one charge writes in quick succession travels together. */
const GATHER_MS = 40;
/** Charges read for a batch before the event loop gets its turn again. */
const AT_ONCE = 20;

/** One statement, so one transaction and one round trip: the copies and how far they reach, or nothing. */
const SEND = `
  WITH moved AS (
    UPDATE puente.bridges SET acked_seq = $4, acked_hash = $5, last_seen_at = now()
    WHERE bridge = $1 AND epoch = $2 AND acked_seq = $3 RETURNING 1
  ), lines AS (
    INSERT INTO puente.journal (bridge, epoch, seq, at, charge_id, kind, status, data, hash)
    SELECT $1, $2, l.seq, l.at, l.charge_id, l.kind, l.status, l.data, l.hash
    FROM jsonb_to_recordset($6::jsonb) AS l (seq bigint, at timestamptz, charge_id text, kind text, status text, data jsonb, hash text)
    WHERE EXISTS (SELECT 1 FROM moved)
    ON CONFLICT DO NOTHING
  ), docs AS (
    INSERT INTO puente.charges AS c (bridge, id, created_at, account, shop, order_id, terminal_id, terminal_alias, status, final, paid,
      currency, amount_in_cents, paid_in_cents, tip_in_cents, refunded_in_cents, last4, network, auth_code, source, paid_at,
      refunded_at, updated_at, day, epoch, seq, doc)
    SELECT $1, d.id, d.created_at, $8, $9, d.order_id, d.terminal_id, d.terminal_alias, d.status, d.final, d.paid,
      d.currency, d.amount_in_cents, d.paid_in_cents, d.tip_in_cents, d.refunded_in_cents, d.last4, d.network, d.auth_code, d.source,
      d.paid_at, d.refunded_at, d.updated_at, d.day, $2, $4, d.doc
    FROM jsonb_to_recordset($7::jsonb) AS d (id text, created_at timestamptz, order_id text, terminal_id text, terminal_alias text,
      status text, final boolean, paid boolean, currency text, amount_in_cents bigint, paid_in_cents bigint, tip_in_cents bigint,
      refunded_in_cents bigint, last4 text, network text, auth_code text, source text, paid_at timestamptz, refunded_at timestamptz,
      updated_at timestamptz, day date, doc jsonb)
    WHERE EXISTS (SELECT 1 FROM moved)
    ON CONFLICT (bridge, id, created_at) DO UPDATE SET shop = excluded.shop, terminal_id = excluded.terminal_id,
      terminal_alias = excluded.terminal_alias, status = excluded.status, final = excluded.final, paid = excluded.paid,
      amount_in_cents = excluded.amount_in_cents, paid_in_cents = excluded.paid_in_cents, tip_in_cents = excluded.tip_in_cents,
      refunded_in_cents = excluded.refunded_in_cents, last4 = excluded.last4, network = excluded.network,
      auth_code = excluded.auth_code, paid_at = excluded.paid_at, refunded_at = excluded.refunded_at,
      updated_at = excluded.updated_at, day = excluded.day, epoch = excluded.epoch, seq = excluded.seq, doc = excluded.doc
    WHERE (c.epoch, c.seq) < (excluded.epoch, excluded.seq)
  )
  SELECT count(*) AS moved FROM moved`;

export interface OutboxDeps {
  readonly hub: HubConfig;
  readonly store: {
    readonly onCommit: Store['onCommit'];
    readonly journal: Pick<Store['journal'], 'since' | 'lastSeq'>;
  };
  readonly clock: Clock;
  readonly log: Log;
  readonly viewOf: (chargeId: string) => ChargeView | undefined;
  /** This bridge's own past is shorter than what the hub was told: its data folder is a restored one. Called before the hub forgets. */
  readonly onRestored: () => void;
}

/**
 * Copies the journal and the charges to the hub. The truth stays in the bridge's SQLite, and how far the copy reaches stands at
 * the hub, moved in one transaction with the copied lines: each line arrives at least once and counts once. Days without the hub,
 * a hub that was lost or restored, and a bridge restored from a backup are all the same thing: a journal to be sent from there on.
 */
export function createOutbox({ hub, store, clock, log, viewOf, onRestored }: OutboxDeps): LinkPart & {
  /** Lines that the hub does not have yet; null before the first contact. */
  pendingLines(): number | null;
  lastSentAtMs(): number | null;
} {
  const waker = createWaker(clock);
  let acked: { readonly epoch: number; readonly seq: number } | undefined;
  let lastAckedSeq: number | null = null;
  let sentAtMs: number | null = null;
  store.onCommit(() => waker.wake());

  const hashAt = (seq: number): string | undefined =>
    seq === 0 ? CHAIN_START : store.journal.since(seq - 1, 1).find((line) => line.seq === seq)?.hash;

  /** How far the hub's copy reaches. A past that is not ours begins a new epoch: the whole journal, beside the old one. */
  async function findPlace({ pool }: HubSession): Promise<void> {
    const [row] = await pool.query<{ epoch: number; acked_seq: number; acked_hash: string }>(
      'SELECT epoch, acked_seq, acked_hash FROM puente.bridges WHERE bridge = $1',
      [hub.bridge],
    );
    if (!row) throw new Error('the hub does not know this bridge');
    if (hashAt(row.acked_seq) === row.acked_hash) return stand(row.epoch, row.acked_seq);
    log.warn(
      { hub_has: row.acked_seq, bridge_has: store.journal.lastSeq() },
      'this bridge was restored: its journal is sent anew',
    );
    onRestored();
    const [next] = await pool.query<{ epoch: number }>(
      `UPDATE puente.bridges SET epoch = epoch + 1, acked_seq = 0, acked_hash = $3 WHERE bridge = $1 AND epoch = $2 RETURNING epoch`,
      [hub.bridge, row.epoch, CHAIN_START],
    );
    if (!next) throw new Error('another process writes for this bridge');
    stand(next.epoch, 0);
  }
  function stand(epoch: number, seq: number): void {
    acked = { epoch, seq };
    lastAckedSeq = seq;
  }

  async function sendAll(session: HubSession): Promise<void> {
    while (!session.over.aborted) {
      const lines = acked ? store.journal.since(acked.seq, BATCH) : [];
      if (lines.length > 0) await send(session, lines);
      if (lines.length < BATCH) {
        await waker.sleep(60_000);
        await clock.sleep(GATHER_MS, session.over);
      }
    }
  }

  async function send({ pool, over }: HubSession, lines: readonly JournalLine[]): Promise<void> {
    const last = lines.at(-1);
    if (!acked || !last) return;
    // Read after their lines: a charge may be ahead of them, never behind.
    const docs = await readCharges(lines);
    if (over.aborted) return;
    const [row] = await pool.query<{ moved: number }>(SEND, [
      hub.bridge,
      acked.epoch,
      acked.seq,
      last.seq,
      last.hash,
      toHubJson(lines.map(lineRow)),
      toHubJson(docs),
      hub.account,
      shopOf(hub),
    ]);
    if (row?.moved !== 1) throw new Error('the hub stands at another line than this bridge believed');
    stand(acked.epoch, last.seq);
    sentAtMs = clock.now();
  }

  async function readCharges(lines: readonly JournalLine[]): Promise<object[]> {
    const docs: object[] = [];
    for (const id of new Set(lines.flatMap(({ chargeId }) => chargeId ?? []))) {
      const charge = viewOf(id);
      if (charge) docs.push(chargeRow(charge));
      if (docs.length % AT_ONCE === 0) await setImmediate();
    }
    return docs;
  }

  return {
    channels: [],
    async connected(session) {
      await findPlace(session);
      waker.wake();
      sendAll(session).catch(session.fail);
    },
    disconnected() {
      acked = undefined;
      waker.wake();
    },
    /** The last lines travel, so that the hub shows how the day ended. */
    async leave() {
      const limitMono = clock.monotonic() + 1000;
      waker.wake();
      while (acked && acked.seq < store.journal.lastSeq() && clock.monotonic() < limitMono) await clock.sleep(20);
    },
    pendingLines: () => (lastAckedSeq === null ? null : store.journal.lastSeq() - lastAckedSeq),
    lastSentAtMs: () => sentAtMs,
  };
}

const lineRow = ({ seq, atMs, chargeId, kind, status, data, hash }: JournalLine): object => ({
  seq,
  at: new Date(atMs).toISOString(),
  charge_id: chargeId,
  kind,
  status,
  data,
  hash,
});

function chargeRow(charge: ChargeView): object {
  const { refund } = charge;
  const refunded = refund?.status === 'succeeded' ? refund : null;
  return {
    id: charge.id,
    created_at: charge.created_at,
    order_id: charge.order_id,
    terminal_id: charge.terminal.id,
    terminal_alias: charge.terminal.alias,
    status: charge.status,
    final: charge.final,
    paid: charge.paid,
    currency: charge.currency,
    amount_in_cents: charge.amount_in_cents,
    paid_in_cents: charge.paid_in_cents,
    tip_in_cents: charge.tip_in_cents,
    refunded_in_cents: refunded?.amount_in_cents ?? 0,
    last4: charge.card?.last4 ?? null,
    network: charge.card?.network ?? null,
    auth_code: charge.auth_code,
    source: charge.source,
    paid_at: charge.paid_at,
    refunded_at: refunded?.closed_at ?? null,
    updated_at: charge.updated_at,
    day: shopDay(Date.parse(charge.paid_at ?? charge.created_at)),
    doc: charge,
  };
}
