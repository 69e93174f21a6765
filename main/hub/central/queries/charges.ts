import type { ChainCharge, ChainQuery } from '../../../contract/chain.ts';
import { isFinal, type ChargeView, type JournalEntry } from '../../../contract/charge.ts';
import type { Lang } from '../../../contract/faults.ts';
import type { Problem } from '../../../contract/problems.ts';
import { describeLine } from '../../../charge/journal-words.ts';
import { parseDecimalAmount } from '../../../charge/money.ts';
import { startOfDayMs } from '../../../charge/shop-day.ts';
import { translateCharge } from '../../../charge/translate.ts';
import type { Queries } from '../../database/pool.ts';

export interface ChargeRow {
  readonly doc: ChargeView;
  readonly account: string;
  readonly shop: string;
  readonly bridge: string;
  readonly created_at: Date;
  readonly id: string;
}

export const viewRow = ({ doc, account, shop, bridge }: ChargeRow, lang: Lang): ChainCharge => ({
  ...translateCharge(doc, lang),
  account,
  shop,
  bridge,
});

type Value = string | number | Date | null | readonly string[];

/** Builds a WHERE from parts; `?` becomes the next `$n`. */
function createConditions() {
  const parts: string[] = [];
  const values: Value[] = [];
  return {
    values,
    add(sql: string, ...given: Value[]): void {
      parts.push(sql.replace(/\?/g, () => `$${values.push(given.shift() ?? null)}`));
    },
    where: (): string => (parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`),
  };
}

/**
 * Charges of those shops, newest first, by keyset over (created_at, id): a page costs the same at the end of a year as at its
 * start. Words find an order number or its beginning, the last four digits of a card, or an amount.
 */
export async function searchCharges(
  queries: Queries,
  query: ChainQuery,
  shops: readonly string[] | null,
  lang: Lang,
): Promise<{ data: ChainCharge[]; next_cursor: string | null } | Problem> {
  const before = query.cursor === undefined ? undefined : readCursor(query.cursor);
  if (before === null) return { code: 'invalid_request', faults: [{ path: 'cursor', fault: 'cursor_shape' }] };
  const conditions = createConditions();
  if (shops !== null) conditions.add('shop = ANY(?)', shops);
  if (query.shop !== undefined) conditions.add('shop = ?', query.shop);
  if (query.terminal !== undefined)
    conditions.add('(terminal_id = ? OR terminal_alias = ?)', query.terminal, query.terminal);
  if (query.order_id !== undefined) conditions.add('order_id = ?', query.order_id.trim());
  if (query.status.length > 0) conditions.add('status = ANY(?)', query.status);
  // Said apart, so that the small index of open charges is seen to fit.
  if (query.status.length > 0 && !query.status.some(isFinal)) conditions.add('NOT final');
  if (query.from !== undefined) conditions.add('created_at >= ?', readMoment(query.from, 0));
  if (query.to !== undefined) conditions.add('created_at < ?', readMoment(query.to, 1));
  if (query.q?.trim()) addWords(conditions, query.q.trim());
  if (before) conditions.add('(created_at, id) < (?, ?)', before.at, before.id);
  const rows = await queries.query<ChargeRow>(
    `SELECT doc, account, shop, bridge, created_at, id FROM puente.charges ${conditions.where()}
     ORDER BY created_at DESC, id DESC LIMIT ${query.limit + 1}`,
    conditions.values,
  );
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    data: shown.map((row) => viewRow(row, lang)),
    next_cursor: rows.length > query.limit && last ? writeCursor(last) : null,
  };
}

function addWords(conditions: ReturnType<typeof createConditions>, text: string): void {
  const cents = parseDecimalAmount(text.replace(/^(Q|GTQ|US\$|USD|\$)\s*/i, '').replaceAll(',', ''));
  const ways: [sql: string, ...values: Value[]][] = [
    ['order_id = ?', text],
    ['order_id LIKE ?', `${text.replace(/[\\%_]/g, '\\$&')}%`],
    ...(/^\d{4}$/.test(text) ? [['last4 = ?', text] as [string, string]] : []),
    ...(cents === undefined ? [] : [['amount_in_cents = ?', cents] as [string, number]]),
  ];
  conditions.add(`(${ways.map(([sql]) => sql).join(' OR ')})`, ...ways.flatMap(([, ...values]) => values));
}

const writeCursor = ({ created_at, id }: ChargeRow): string =>
  Buffer.from(`h1:${created_at.toISOString()}:${id}`).toString('base64url');

function readCursor(cursor: string): { at: Date; id: string } | null {
  const match = /^h1:(\d{4}-\d\d-\d\dT[\d:.]+Z):(.{1,80})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  const at = new Date(match?.[1] ?? '');
  return match && !Number.isNaN(at.getTime()) ? { at, id: match[2] ?? '' } : null;
}

/** A date is the whole of that day in the shops; `to` is its end. */
const readMoment = (text: string, extraDays: number): Date =>
  new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? startOfDayMs(text, extraDays) : Date.parse(text));

/** The charge of that id as its bridge told it last. */
export async function readCharge(
  queries: Queries,
  id: string,
  shops: readonly string[] | null,
): Promise<ChargeRow | undefined> {
  const [row] = await queries.query<ChargeRow>(
    `SELECT doc, account, shop, bridge, created_at, id FROM puente.charges
     WHERE id = $1 AND ($2::text[] IS NULL OR shop = ANY($2)) ORDER BY epoch DESC, seq DESC LIMIT 1`,
    [id, shops],
  );
  return row;
}

/** Charges that are neither paid nor given up, longest without news first. */
export async function readOpen(
  queries: Queries,
  {
    statuses,
    shops,
    limit,
    day,
  }: {
    readonly statuses?: readonly string[];
    readonly shops: readonly string[] | null;
    readonly limit: number;
    readonly day?: string;
  },
  lang: Lang,
): Promise<ChainCharge[]> {
  const conditions = createConditions();
  conditions.add('NOT final');
  if (statuses) conditions.add('status = ANY(?)', statuses);
  if (shops !== null) conditions.add('shop = ANY(?)', shops);
  if (day !== undefined) conditions.add('day = ?', day);
  const rows = await queries.query<ChargeRow>(
    `SELECT doc, account, shop, bridge, created_at, id FROM puente.charges ${conditions.where()}
     ORDER BY updated_at LIMIT ${limit}`,
    conditions.values,
  );
  return rows.map((row) => viewRow(row, lang));
}

interface JournalRow {
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  readonly status: JournalEntry['status'];
  readonly data: Record<string, unknown>;
}

/** The journal of a charge as its bridge sent it, oldest first; of the newest epoch where the bridge was restored in between. */
export async function readJournal(queries: Queries, { id, bridge }: ChargeRow, lang: Lang): Promise<JournalEntry[]> {
  const rows = await queries.query<JournalRow>(
    `SELECT seq, at, kind, status, data FROM puente.journal j
     WHERE charge_id = $1 AND bridge = $2
       AND epoch = (SELECT max(epoch) FROM puente.journal WHERE charge_id = $1 AND bridge = $2)
     ORDER BY seq`,
    [id, bridge],
  );
  return rows.map(({ seq, at, kind, status, data }) => ({
    seq,
    at: at.toISOString(),
    kind,
    status,
    message: describeLine(kind, data, lang),
    data,
  }));
}
