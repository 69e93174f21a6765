import type { Database } from 'better-sqlite3';
import type { Status } from '../contract/charge.ts';
import type { ChargeRow } from './charge-rows.ts';
import { prepared } from './prepared.ts';
import { rowsBetween } from './row-range.ts';
import { fold } from './search-index.ts';

export interface ChargeFilter {
  readonly orderId?: string | undefined;
  readonly statuses?: readonly Status[];
  readonly terminalId?: string | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Part of an order number (three characters or more), last four digits, or an amount in cents. */
  readonly words?: { readonly text: string; readonly cents: number | undefined } | undefined;
  /** Rows older than this one. */
  readonly beforeSeq?: number | undefined;
  readonly limit: number;
}

interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}
const condition = (sql: string, ...values: readonly (string | number)[]): Condition => ({ sql, values });

/** One page of charges, newest first, by keyset: a page costs the same at the end of a million rows as at the start. */
export function listCharges(db: Database, filter: ChargeFilter): ChargeRow[] {
  const common = commonConditions(db, filter);
  if (!filter.words) return runPages(db, [pageOf('charges', common)], filter.limit);
  // Each way is a page of its own, found by its own index: an OR of them would walk through the whole table.
  const ways = waysToFind(filter.words.text, filter.words.cents);
  return runPages(
    db,
    // Its own bounds first: of two lower bounds SQLite searches by the one that it reads first.
    ways.map(({ table = 'charges', ...way }) => pageOf(table, [way, ...common])),
    filter.limit,
  );
}

function commonConditions(db: Database, filter: ChargeFilter): Condition[] {
  const { orderId, statuses = [], terminalId, fromMs, toMs, beforeSeq } = filter;
  const hasRange = orderId === undefined && (fromMs !== undefined || toMs !== undefined);
  const range = hasRange ? rowsBetween(db, fromMs, toMs) : undefined;
  // One bound each way: of two SQLite searches by the one that it reads first, and walks from there to the other.
  const last = Math.min(range && toMs !== undefined ? range.last : Infinity, (beforeSeq ?? Infinity) - 1);
  return [
    ...(orderId === undefined ? [] : [condition('order_id = ?', orderId)]),
    ...(statuses.length === 0 ? [] : [condition(`status IN (${statuses.map(() => '?').join(', ')})`, ...statuses)]),
    ...(terminalId === undefined ? [] : [condition('terminal_id = ?', terminalId)]),
    ...(fromMs === undefined ? [] : [condition('created_at_ms >= ?', fromMs)]),
    ...(toMs === undefined ? [] : [condition('created_at_ms < ?', toMs)]),
    // What is further off is not walked through.
    ...(range && fromMs !== undefined ? [condition('seq >= ?', range.first)] : []),
    ...(last === Infinity ? [] : [condition('seq <= ?', last)]),
  ];
}

/** Walked from the newest, so that an amount that half of the charges have costs a page and not their number. */
const BY_AMOUNT = 'charge_amounts CROSS JOIN charges USING (seq)';
const NOT_INDEXED = 'seq > (SELECT seq FROM charge_words_cursor)';

function waysToFind(text: string, cents: number | undefined): (Condition & { readonly table?: string })[] {
  const quoted = `"${text.replaceAll('"', '""')}"`;
  return [
    // The index of parts holds pieces of three characters.
    ...(text.length >= 3
      ? [
          condition('seq IN (SELECT rowid FROM charge_words WHERE charge_words MATCH ?)', quoted),
          condition(`${NOT_INDEXED} AND instr(fold(order_id), ?)`, fold(text)),
        ]
      : [condition('order_id = ?', text)]),
    ...(/^\d{4}$/.test(text) ? [condition('last4 = ?', text)] : []),
    ...(cents === undefined
      ? []
      : [
          // A changed order is under its old amount too.
          { ...condition('cents = ? AND amount_in_cents = ?', cents, cents), table: BY_AMOUNT },
          condition(`${NOT_INDEXED} AND amount_in_cents = ?`, cents),
          condition('paid_in_cents = ? AND paid_in_cents <> amount_in_cents', cents),
        ]),
  ];
}

const pageOf = (table: string, conditions: readonly Condition[]): Condition => {
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  const values = conditions.flatMap((each) => each.values);
  const order = table === BY_AMOUNT ? 'charge_amounts.seq' : 'charges.seq';
  return condition(`SELECT * FROM (SELECT ${order} FROM ${table} ${where} ORDER BY ${order} DESC LIMIT ?)`, ...values);
};

/** The ways' newest rows as one page. Numbers of rows are put together, and only the page's own rows read whole. */
const runPages = (db: Database, pages: readonly Condition[], limit: number): ChargeRow[] =>
  prepared<unknown[], ChargeRow>(
    db,
    `WITH found (seq) AS (${pages.map(({ sql }) => sql).join(' UNION ')} ORDER BY 1 DESC LIMIT ?)
     SELECT charges.* FROM found CROSS JOIN charges USING (seq) ORDER BY found.seq DESC`,
  ).all(...pages.flatMap(({ values }) => [...values, limit]), limit);
