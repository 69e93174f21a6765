import type { ChainTerminal } from '../../contract/chain.ts';
import type { Queries } from '../database/pool.ts';

interface TerminalRow extends Omit<ChainTerminal, 'since' | 'id'> {
  readonly terminal_id: string;
  readonly since: Date;
}

/** Every terminal that the hub knows, with who holds it. Those that nobody holds belong to no shop and are shown to all-shop users. */
export async function readTerminals(queries: Queries, shops: readonly string[] | null): Promise<ChainTerminal[]> {
  const rows = await queries.query<TerminalRow>(
    `SELECT account, terminal_id, alias, name, shop, mode, holder, granted_at AS since, wanted_by, busy,
       CASE WHEN expires_at IS NULL OR holder IS NULL THEN NULL
         ELSE greatest(0, ceil(extract(epoch FROM expires_at - now())))::int END AS expires_in_seconds
     FROM puente.v_terminals WHERE $1::text[] IS NULL OR shop = ANY($1) ORDER BY shop, alias, terminal_id`,
    [shops],
  );
  return rows.map(({ terminal_id, since, ...row }) => ({ id: terminal_id, since: since.toISOString(), ...row }));
}

export type FoundTerminal = { readonly terminal: ChainTerminal } | { readonly choices: readonly string[] };

/** The terminal of that id, `shop/alias` or alias, among those that the user may see; else what it could have meant. */
export async function findTerminal(
  queries: Queries,
  named: string,
  { account, shops }: { readonly account: string | undefined; readonly shops: readonly string[] | null },
): Promise<FoundTerminal> {
  const all = (await readTerminals(queries, shops)).filter((each) => account === undefined || each.account === account);
  const byId = all.filter(({ id }) => id === named);
  const found =
    byId.length > 0 ? byId : all.filter(({ alias, shop }) => named === `${shop}/${alias}` || named === alias);
  const [terminal, ...more] = found;
  if (terminal && more.length === 0) return { terminal };
  return { choices: found.map(({ shop, alias, id }) => (shop === null ? id : `${shop}/${alias}`)) };
}
