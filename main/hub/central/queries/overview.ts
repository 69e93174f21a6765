import type {
  ChainBridge,
  ChainSummary,
  ChainTerminal,
  ChainTotals,
  Overview,
  ShopView,
} from '../../../contract/chain.ts';
import type { Queries } from '../../database/pool.ts';
import { REMOTE_ROW, viewRemote, type RemoteRow } from '../../remote/row.ts';
import { readTerminals } from '../../remote/terminals.ts';
import { readBridges } from './shops.ts';
import { readOpen } from './charges.ts';
import { sumTotals } from './totals.ts';

const LISTED = 100;
const READ = 5000;

/** Counts of open charges by shop. */
export interface OpenCounts {
  readonly shop: string;
  readonly open: number;
  readonly in_doubt: number;
}

/** What the totals of a day need; read less often than the rest, since they cost more. */
export type ShopTotals = ReadonlyMap<string, readonly ChainTotals[]>;

export interface OverviewInput {
  readonly madeAt: Date;
  readonly day: string;
  readonly bridges: readonly ChainBridge[];
  readonly terminals: readonly ChainTerminal[];
  readonly open: readonly OpenCounts[];
  readonly inDoubt: ChainSummary['in_doubt'];
  readonly waiting: ChainSummary['waiting'];
  readonly totals: ShopTotals;
}

/** Everything but the totals, for every shop; a few thousand rows at most. */
export async function readNow(queries: Queries): Promise<Omit<OverviewInput, 'day' | 'totals'>> {
  const [clock, bridges, terminals, open, inDoubt, waiting] = await Promise.all([
    queries.query<{ now: Date }>('SELECT now() AS now'),
    readBridges(queries, null),
    readTerminals(queries, null),
    queries.query<OpenCounts>(
      `SELECT shop, count(*) AS open, count(*) FILTER (WHERE status = 'in_doubt') AS in_doubt
       FROM puente.charges WHERE NOT final GROUP BY shop`,
    ),
    readOpen(queries, { statuses: ['in_doubt'], shops: null, limit: READ }, 'es'),
    readWaiting(queries),
  ]);
  return {
    madeAt: clock[0]?.now ?? new Date(0),
    bridges,
    terminals,
    open,
    inDoubt,
    waiting,
  };
}

async function readWaiting(queries: Queries): Promise<ChainSummary['waiting']> {
  const rows = await queries.query<RemoteRow>(
    `${REMOTE_ROW} WHERE r.status IN ('waiting', 'claimed') ORDER BY r.created_at LIMIT ${READ}`,
  );
  return rows.map((row) => viewRemote(row, 'es'));
}

/** The overview as a user of those shops sees it. Pure. */
export function buildOverview(input: OverviewInput, shops: readonly string[] | null): Overview {
  const isSeen = (shop: string | null): boolean => shops === null || (shop !== null && shops.includes(shop));
  const bridges = input.bridges.filter(({ shop }) => isSeen(shop));
  const terminals = input.terminals.filter(({ shop }) => isSeen(shop));
  const inDoubt = input.inDoubt.filter(({ shop }) => isSeen(shop));
  const bridgesOf = Map.groupBy(bridges, ({ shop }) => shop);
  const terminalsOf = Map.groupBy(terminals, ({ shop }) => shop);
  const openOf = new Map(input.open.map((each) => [each.shop, each]));
  const names = new Set([...bridgesOf.keys(), ...[...input.totals.keys()].filter(isSeen)]);
  const list = [...names]
    .sort((a, b) => a.localeCompare(b, 'es', { numeric: true }))
    .map((shop): ShopView => ({
      shop,
      bridges: bridgesOf.get(shop) ?? [],
      terminals: terminalsOf.get(shop) ?? [],
      open: openOf.get(shop)?.open ?? 0,
      in_doubt: openOf.get(shop)?.in_doubt ?? 0,
      today: [...(input.totals.get(shop) ?? [])],
    }));
  const trouble = bridges.filter((each) => each.trouble !== null);
  return {
    summary: {
      made_at: input.madeAt.toISOString(),
      day: input.day,
      counts: {
        shops: list.length,
        bridges: bridges.length,
        bridges_in_trouble: trouble.length,
        terminals: terminals.length,
        open: list.reduce((sum, each) => sum + each.open, 0),
        in_doubt: list.reduce((sum, each) => sum + each.in_doubt, 0),
      },
      in_doubt: inDoubt.slice(0, LISTED),
      waiting: input.waiting.filter(({ shop }) => isSeen(shop)).slice(0, LISTED),
      trouble: trouble.sort((a, b) => a.last_seen_at.localeCompare(b.last_seen_at)),
      today: sumTotals(list.flatMap(({ today }) => today)),
    },
    shops: list,
  };
}
