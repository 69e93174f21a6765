import { chainBridgeSchema, type BRIDGE_TROUBLES, type ChainBridge } from '../../../contract/chain.ts';
import type { Connection } from '../../../contract/status.ts';
import type { Queries } from '../../database/pool.ts';

/** A bridge looks in every 30 seconds at least; one that has not for so long is called silent, in seconds. */
export const SILENT_AFTER_S = 75;

interface BridgeRow {
  readonly bridge: string;
  readonly shop: string;
  readonly account: string;
  readonly connection: string | null;
  readonly last_seen_at: Date;
  readonly silent: boolean;
  readonly version: string;
  readonly queued: number | null;
}

/** Every bridge of those shops (all with null), each with what is wrong with it. */
export async function readBridges(queries: Queries, shops: readonly string[] | null): Promise<ChainBridge[]> {
  const rows = await queries.query<BridgeRow>(
    `SELECT bridge, shop, account, connection, last_seen_at, version,
       last_seen_at < now() - make_interval(secs => ${SILENT_AFTER_S}) AS silent,
       (status->'queues'->>'queued')::int AS queued
     FROM puente.bridges WHERE $1::text[] IS NULL OR shop = ANY($1) ORDER BY shop, bridge`,
    [shops],
  );
  return rows.map((row) => ({
    bridge: row.bridge,
    shop: row.shop,
    account: row.account,
    connection: chainBridgeSchema.shape.connection.safeParse(row.connection).data ?? null,
    trouble: troubleOf(row),
    last_seen_at: row.last_seen_at.toISOString(),
    version: row.version,
    queued: row.queued ?? 0,
  }));
}

function troubleOf({ silent, connection }: BridgeRow): (typeof BRIDGE_TROUBLES)[number] | null {
  if (silent) return 'silent';
  return connection === null || connection === 'online' ? null : (connection as Exclude<Connection, 'online'>);
}
