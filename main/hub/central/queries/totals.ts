import type { ChainDayGroup, ChainTotals } from '../../../contract/chain.ts';
import type { ChargeView } from '../../../contract/charge.ts';
import type { Currency } from '../../../contract/money.ts';
import type { Queries } from '../../database/pool.ts';

interface TotalsRow {
  readonly account: string;
  readonly shop: string;
  readonly terminal_id: string;
  readonly terminal_alias: string;
  readonly currency: Currency;
  readonly count: number;
  readonly sales: number;
  readonly tips: number;
  readonly refunds_count: number;
  readonly refunds: number;
}

/** `$1` is the day, in the shops' zone. */
const REFUNDED_ON_DAY = `refunded_at >= $1::date::timestamp AT TIME ZONE 'America/Guatemala'
  AND refunded_at < ($1::date + 1)::timestamp AT TIME ZONE 'America/Guatemala'`;

/**
 * A day of those shops by terminal and currency: payments by the day on which they were paid, refunds by the day on which they
 * were made, whenever the sale was. The same figures as each bridge's own day close.
 */
export async function readDayGroups(
  queries: Queries,
  day: string,
  shops: readonly string[] | null,
): Promise<ChainDayGroup[]> {
  const rows = await queries.query<TotalsRow>(
    `SELECT account, shop, terminal_id, max(terminal_alias) AS terminal_alias, currency,
       sum(count)::bigint AS count, sum(sales)::bigint AS sales, sum(tips)::bigint AS tips,
       sum(refunds_count)::bigint AS refunds_count, sum(refunds)::bigint AS refunds
     FROM (
       SELECT account, shop, terminal_id, terminal_alias, currency, 1 AS count,
         paid_in_cents - coalesce(tip_in_cents, 0) AS sales, coalesce(tip_in_cents, 0) AS tips, 0 AS refunds_count, 0 AS refunds
       FROM puente.charges WHERE day = $1 AND paid
       UNION ALL
       SELECT account, shop, terminal_id, terminal_alias, currency, 0, 0, 0, 1, refunded_in_cents
       FROM puente.charges
       WHERE ${REFUNDED_ON_DAY}
     ) AS parts
     WHERE $2::text[] IS NULL OR shop = ANY($2)
     GROUP BY account, shop, terminal_id, currency ORDER BY shop, terminal_alias, currency`,
    [day, shops],
  );
  return rows.map((row) => ({
    account: row.account,
    shop: row.shop,
    terminal: { id: row.terminal_id, alias: row.terminal_alias },
    currency: row.currency,
    count: row.count,
    sales_in_cents: row.sales,
    tips_in_cents: row.tips,
    refunds_count: row.refunds_count,
    refunds_in_cents: row.refunds,
    net_in_cents: row.sales + row.tips - row.refunds,
  }));
}

/** What was paid and what was refunded in a shop on that day, as its bridges told it. */
export async function readDayCharges(
  queries: Queries,
  day: string,
  shop: string,
): Promise<{ readonly paid: ChargeView[]; readonly refunded: ChargeView[] }> {
  const [paid, refunded] = await Promise.all([
    queries.query<{ doc: ChargeView }>('SELECT doc FROM puente.charges WHERE day = $1 AND shop = $2 AND paid', [
      day,
      shop,
    ]),
    queries.query<{ doc: ChargeView }>(`SELECT doc FROM puente.charges WHERE shop = $2 AND ${REFUNDED_ON_DAY}`, [
      day,
      shop,
    ]),
  ]);
  return { paid: paid.map(({ doc }) => doc), refunded: refunded.map(({ doc }) => doc) };
}

/** Adds groups up, one total for each currency. */
export function sumTotals(groups: readonly ChainTotals[]): ChainTotals[] {
  const sums = new Map<Currency, ChainTotals>();
  for (const group of groups) {
    const sum = sums.get(group.currency);
    sums.set(group.currency, {
      currency: group.currency,
      count: (sum?.count ?? 0) + group.count,
      sales_in_cents: (sum?.sales_in_cents ?? 0) + group.sales_in_cents,
      tips_in_cents: (sum?.tips_in_cents ?? 0) + group.tips_in_cents,
      refunds_count: (sum?.refunds_count ?? 0) + group.refunds_count,
      refunds_in_cents: (sum?.refunds_in_cents ?? 0) + group.refunds_in_cents,
      net_in_cents: (sum?.net_in_cents ?? 0) + group.net_in_cents,
    });
  }
  return [...sums.values()].sort((a, b) => a.currency.localeCompare(b.currency));
}
