import { createHash } from 'node:crypto';
import type { Order } from '../../contract/desk.ts';
import type { FieldName, Profile } from '../../contract/folders.ts';
import type { Currency } from '../../contract/money.ts';
import { describeFault, type Lang } from '../../contract/faults.ts';
import { newChargeSchema } from '../../contract/requests.ts';
import { parseAmount } from './amount.ts';
import { readDate, requestTime } from './dates.ts';
import { simplify } from './simplify.ts';
import type { RawRow } from './rows.ts';
import type { Reason } from './reasons.ts';
import { describeReason, reason } from './reasons.ts';

export interface FileFacts {
  /** Name without its ending. */
  readonly stem: string;
  /** What the bridge knows the folder by; two tills with a folder each may count alike. */
  readonly folder?: string;
  readonly sha256: string;
  readonly mtimeMs: number;
  /** Whose day `{date}` is, where the file was changed after its rows had got their names. */
  readonly namedAtMs?: number;
  readonly nowMs: number;
  /** Of the reasons; Spanish, as they are kept, unless somebody looks on in English. */
  readonly lang?: Lang;
}

export type MappedRow =
  | {
      readonly kind: 'order';
      readonly line: number;
      readonly order: Order;
      readonly echo: Echo;
      /** The decimal mark that the ERP wrote. */
      readonly mark?: '.' | ',';
    }
  | { readonly kind: 'refused'; readonly line: number; readonly refusal: string }
  /** A request that is no charge and only wants to be acknowledged. */
  | { readonly kind: 'acknowledge'; readonly line: number; readonly echo: Echo }
  /** A totals row: no charge, and nothing is lost. */
  | { readonly kind: 'skipped'; readonly line: number };
export type Echo = Readonly<Record<string, string>>;

/** Turns one record into an order by the folder's settings, or says why it is none. Pure. */
export function mapRow(row: RawRow, profile: Profile, facts: FileFacts): MappedRow {
  const { line } = row;
  const refuse = (why: Reason): MappedRow => ({ kind: 'refused', line, refusal: describeReason(why, facts.lang) });
  const value = (name: FieldName): string =>
    clean(
      profile.format === 'fixed'
        ? readPlace(row, profile.columns?.[name] && name)
        : readPlace(row, profile.fields[name]),
    );

  const orderCell = value('order_id');
  if (isTotals(row, orderCell, profile)) return { kind: 'skipped', line };
  if (row.fault) return refuse(row.fault);
  const echo = readEcho(row, profile);
  if (profile.command) {
    const command = clean(row.read(profile.command.field));
    if (profile.command.acknowledge.includes(command)) return { kind: 'acknowledge', line, echo };
    if (!profile.command.charge.includes(command)) return refuse(reason('command_unknown', { text: command }));
  }

  const orderId = orderCell === '' ? fillOrderId(profile.defaults.order_id, facts, row) : orderCell;
  if (orderId === '') return refuse(reason('order_missing'));
  if (/^\d(?:[.,]\d+)?E\+?\d+$/i.test(orderId)) return refuse(reason('order_scientific', { text: orderId }));
  if (/^(?:gran\s+|sub\s*-?\s*)?total/i.test(orderId)) return refuse(reason('order_total', { text: orderId }));

  const place = profile.format === 'fixed' ? 'amount' : profile.fields.amount;
  const amount = parseAmount(value('amount'), {
    decimal: place !== undefined && row.isNumber?.(place) ? '.' : profile.decimal,
    unit: profile.amountUnit,
  });
  if ('refusal' in amount) return refuse(amount.refusal);

  const said = readCurrency(value('currency'), profile);
  if (said === undefined) return refuse(reason('currency_unknown', { text: value('currency') }));
  if (said && amount.currency && said !== amount.currency)
    return refuse(reason('currency_conflict', { text: value('amount'), first: amount.currency, second: said }));
  const currency = said ?? amount.currency ?? profile.defaults.currency;

  const installments = readInstallments(value('installments'));
  if (installments === undefined) return refuse(reason('installments_shape', { text: value('installments') }));
  const replace = readYesNo(value('replace'));
  if (replace === undefined) return refuse(reason('replace_shape', { text: value('replace') }));
  const created = value('created_at');
  const date = created === '' ? undefined : readDate(created, profile.dateFormat);
  if (created !== '' && !date)
    return refuse(reason('date_shape', { text: created, format: profile.dateFormat ?? 'ISO 8601' }));

  const terminal = value('terminal');
  const description = value('description').replace(/\s+/g, ' ') || profile.defaults.description;
  const metadata = readMetadata(row, profile);
  const body = {
    order_id: orderId,
    amount_in_cents: amount.cents,
    ...(currency && { currency }),
    ...optional('terminal', terminal === '' ? profile.defaults.terminal : (profile.terminals[terminal] ?? terminal)),
    ...optional('description', description && cut(description, 200)),
    ...optional('installments', installments ?? profile.defaults.installments),
    ...optional('expires_in', profile.defaults.expires_in),
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(replace && { replace }),
  };
  const checked = newChargeSchema.safeParse(body);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const field = issue?.path.join('.') ?? '';
    return refuse(
      reason('field_invalid', { field, fault: describeFault(issue?.message ?? 'invalid', facts.lang ?? 'es') }),
    );
  }
  return {
    kind: 'order',
    line,
    order: { ...checked.data, source: 'file', requestedAtMs: requestTime(date, facts.mtimeMs, facts.nowMs) },
    echo,
    ...(amount.mark && { mark: amount.mark }),
  };
}

/** The places of a request that its answer repeats: `{echo:001-000}` in the folder's templates. */
export function echoPlaces(profile: Pick<Profile, 'results'>): readonly string[] {
  const lines = [...(profile.results?.template?.lines ?? []), ...(profile.results?.acknowledge?.lines ?? [])];
  return [...new Set(lines.flatMap((line) => [...line.matchAll(/\{echo:([^}]+)\}/g)].map(([, place]) => place ?? '')))];
}

const readPlace = (row: RawRow, place: string | number | undefined): string | undefined =>
  place === undefined ? undefined : row.read(place);
const clean = (value: string | undefined): string => (value ?? '').trim();
const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
const optional = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined || value === '' ? {} : ({ [key]: value } as { [P in K]?: V });

function readEcho(row: RawRow, profile: Profile): Echo {
  return Object.fromEntries(echoPlaces(profile).map((place) => [place, clean(row.read(place))]));
}

function readMetadata(row: RawRow, profile: Profile): Record<string, string> {
  const entries = Object.entries(profile.metadata).map(
    ([key, place]) => [key, cut(clean(row.read(place)), 500)] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** `{date}`: yyyyMMdd, as the clock of the PC has it. */
export function dayOfFile(atMs: number): string {
  const day = new Date(atMs);
  return `${day.getFullYear()}${String(day.getMonth() + 1).padStart(2, '0')}${String(day.getDate()).padStart(2, '0')}`;
}

/** `{file}`, `{line}`, `{hash}`, `{date}` (the day of the file), `{folder}` (six letters that stand for it), or a value of the row; nothing where one of them is missing. */
function fillOrderId(
  pattern: string | undefined,
  { stem, folder = '', sha256, mtimeMs, namedAtMs = mtimeMs }: FileFacts,
  row: RawRow,
): string {
  const known: Readonly<Record<string, string>> = {
    file: stem,
    line: String(row.line),
    hash: sha256.slice(0, 12),
    folder: createHash('sha256').update(folder).digest('hex').slice(0, 6),
    date: dayOfFile(namedAtMs),
  };
  let missing = false;
  const filled = (pattern ?? '').replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = known[name] ?? clean(row.read(name));
    missing ||= value === '';
    return value;
  });
  return missing ? '' : filled;
}

const TOTALS =
  /^(?:gran |sub )?total(?:es)?(?: general(?:es)?| del dia| dia| ventas| de ventas| facturas| q| gtq| usd)?$/;

/** A row of sums below the list: it names a total where a sale has its number, or has no number but the word. */
function isTotals(row: RawRow, orderCell: string, profile: Profile): boolean {
  if (profile.format === 'ini' || profile.format === 'json' || profile.format === 'ndjson') return false;
  // Nearly every number has a digit, and no total does.
  if (orderCell !== '') return !/\d/.test(orderCell) && TOTALS.test(simplify(orderCell));
  if (profile.defaults.order_id !== undefined) return false;
  const first = profile.format === 'csv' ? firstCell(row, profile) : undefined;
  return first !== undefined && TOTALS.test(simplify(first));
}

function firstCell(row: RawRow, profile: Profile): string | undefined {
  for (const place of [...Object.values(profile.fields), 0, 1, 2, 3, 4]) {
    const value = place === undefined ? '' : clean(row.read(place));
    if (value !== '' && /\p{L}/u.test(value)) return value;
  }
  return undefined;
}

const CURRENCY_WORDS: Readonly<Record<string, Currency>> = {
  q: 'GTQ',
  'q.': 'GTQ',
  gtq: 'GTQ',
  qtz: 'GTQ',
  quetzal: 'GTQ',
  quetzales: 'GTQ',
  $: 'USD',
  us$: 'USD',
  usd: 'USD',
  dolar: 'USD',
  dolares: 'USD',
  dólar: 'USD',
  dólares: 'USD',
};
/** null: nothing said; undefined: a word that nobody knows. */
function readCurrency(text: string, profile: Profile): Currency | null | undefined {
  if (text === '') return null;
  return profile.currencies[text] ?? CURRENCY_WORDS[text.toLowerCase()];
}

/** null: none; 0 and 1 mean "in one payment" in most ERPs. */
function readInstallments(text: string): number | null | undefined {
  if (text === '') return null;
  if (!/^\d{1,3}$/.test(text)) return undefined;
  return Number(text) <= 1 ? null : Number(text);
}

function readYesNo(text: string): boolean | undefined {
  if (/^(?:|0|no?|false|f)$/i.test(text)) return false;
  return /^(?:1|s|s[ií]|y|yes|true|t|v|verdadero)$/i.test(text) ? true : undefined;
}
