import type { Clock } from '../../contract/clock.ts';
import { shopOf, type HubConfig } from '../../contract/hub.ts';
import type { StatusView } from '../../contract/status.ts';
import type { Store } from '../../store/store.ts';
import { toHubJson } from '../database/json.ts';
import { NameTakenError } from './faults.ts';
import type { HubSession, LinkPart } from './part.ts';

const BEAT_MS = 30_000;
/** A name whose owner was not heard of for this long may be taken by another installation: the PC was replaced. */
const GONE_SECONDS = 90;

export interface PresenceDeps {
  readonly hub: HubConfig;
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly version: string;
  readonly status: () => StatusView;
  /** Another installation lives under this bridge's name, last heard of then: what the hub grants to the name is granted to that one. */
  readonly onTaken: (lastSeen: Date) => void;
}

/** Tells the hub that this bridge lives, and what its window shows. */
export function createPresence({ hub, store, clock, newId, version, status, onTaken }: PresenceDeps): LinkPart & {
  /** When the hub last heard of this bridge before the present connection, by the hub's clock; null for a new one. */
  lastSeenBefore(): Date | null;
} {
  let lastSeen: Date | null = null;

  function installation(): string {
    const known = store.settings.get('hub_installation');
    if (known !== undefined) return known;
    const made = newId();
    store.transact('hub_installation', () => store.settings.set('hub_installation', made));
    return made;
  }

  /** The name belongs to one installation at a time; rejects with NameTakenError while another one lives under it. */
  async function hello({ pool }: HubSession): Promise<void> {
    const mine = installation();
    const [row] = await pool.query<{ installation: string; last_seen_at: Date; alive: boolean }>(
      `SELECT installation, last_seen_at, last_seen_at > now() - make_interval(secs => $2) AS alive FROM puente.bridges WHERE bridge = $1`,
      [hub.bridge, GONE_SECONDS],
    );
    if (row && row.installation !== mine && row.alive) {
      onTaken(row.last_seen_at);
      throw new NameTakenError(hub.bridge);
    }
    lastSeen = row?.last_seen_at ?? null;
    const taken = await pool.query(
      `INSERT INTO puente.bridges AS b (bridge, shop, account, installation, version) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (bridge) DO UPDATE SET shop = excluded.shop, account = excluded.account,
         installation = excluded.installation, version = excluded.version, last_seen_at = now()
       WHERE b.installation = excluded.installation OR b.installation = $6
       RETURNING 1`,
      [hub.bridge, shopOf(hub), hub.account, mine, version, row?.installation ?? mine],
    );
    if (taken.length === 0) throw new NameTakenError(hub.bridge);
    await pool.query('SELECT puente.ensure_partitions()');
  }

  async function beat(session: HubSession): Promise<void> {
    const { connection, ...rest } = status();
    const told = await session.pool.query(
      `UPDATE puente.bridges SET last_seen_at = now(), connection = $3, status = $4::jsonb WHERE bridge = $1 AND installation = $2
       RETURNING 1`,
      [hub.bridge, installation(), connection, toHubJson({ connection, ...rest })],
    );
    // It was silent for so long that another one took its name.
    if (told.length === 0) throw new NameTakenError(hub.bridge);
  }

  async function keepBeating(session: HubSession): Promise<void> {
    while (!session.over.aborted) {
      await beat(session);
      await clock.sleep(BEAT_MS, session.over);
    }
  }

  return {
    channels: [],
    lastSeenBefore: () => lastSeen,
    async connected(session) {
      await hello(session);
      keepBeating(session).catch(session.fail);
    },
    disconnected: () => undefined,
  };
}
