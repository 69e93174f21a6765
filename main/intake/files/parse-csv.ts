import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse } from 'csv-parse';
import type { RawRow, RawTable } from './rows.ts';
import { countLineEnds, flatMapInTurns } from './rows.ts';
import { columnOf, findHeader } from './csv-header.ts';
import { findDelimiter } from './delimiter.ts';
import { createJoinCheck, type Sheet } from './joined-rows.ts';
import { createSplitCheck, type AmountSheet } from './split-amount.ts';
import type { AmountRule } from './amount.ts';
import { FIELD_NAMES, type Profile } from '../../contract/folders.ts';
import { reason, type Reason } from './reasons.ts';

export interface CsvShape {
  readonly delimiter: string;
  /** Names that the header must have; without any the columns are numbered from `firstColumn`. */
  readonly header: boolean;
  readonly names: readonly string[];
  readonly firstColumn: 0 | 1;
  /** What makes a sale, where that is known. */
  readonly sale?: SalePlaces;
}
interface SalePlaces {
  readonly fields: Profile['fields'];
  /** Every column that is mapped, be it as a field or otherwise. */
  readonly places: readonly (string | number)[];
  readonly rule: AmountRule;
}

interface Record {
  readonly cells: readonly string[];
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly open: boolean;
}

/** What is parsed at once: a ms or two. */
const SLICE = 16_384;
const AUTO: AmountRule = { decimal: 'auto', unit: 'units' };

/** Reads delimited text. Quotes, their line breaks and mixed line ends are csv-parse's; this adds where each row stands. */
export async function parseCsv(text: string, shape: CsvShape): Promise<RawTable> {
  const hint = /^sep=([^\r\n])(?:\r\n|\n|\r|$)/i.exec(text);
  const body = hint ? text.slice(hint[0].length) : text;
  const delimiter = shape.delimiter === 'auto' ? (hint?.[1] ?? findDelimiter(body, shape.names)) : shape.delimiter;
  const records = await readRecords(body, delimiter, hint?.[0].length ?? 0, hint ? 2 : 1);
  const filled = await flatMapInTurns(records, (record) => (isFilled(record) ? [record] : []));
  const at = shape.header ? findHeader(filled, shape.names) : -1;
  const header = (filled[at]?.cells ?? []).map((cell) => cell.trim());
  const rows = filled.slice(at + 1);
  const columns = new Map(shape.names.map((name) => [name, columnOf(header, name)] as const));
  const indexOf = (place: string | number): number =>
    typeof place === 'number' ? place - shape.firstColumn : (columns.get(place) ?? header.indexOf(place));
  const { fields = {}, places = [], rule = AUTO } = shape.sale ?? {};
  // Without a header the rows tell how many columns there are; most may leave the last one out.
  const width = shape.header
    ? trimmedLength(header)
    : Math.max(commonWidth(rows), ...places.map(indexOf).map((each) => each + 1));
  const columnAt = (place: string | number | undefined) => (place === undefined ? undefined : indexOf(place));
  const amount = columnAt(fields.amount);
  const behind = amount === undefined ? -1 : amount + 1;
  const role = FIELD_NAMES.find((field) => columnAt(fields[field]) === behind);
  const sheet = { text, delimiter, width, records: rows, sale: { order: columnAt(fields.order_id), amount } };
  const findFault = createFaultFinder(sheet, { ...sheet, amount, rule, name: header[behind] ?? '', role });
  return {
    rows: await flatMapInTurns(rows, (record) => [readRow(record, indexOf, findFault)]),
    places: shape.header
      ? header.slice(0, width)
      : Array.from({ length: width }, (_, index) => index + shape.firstColumn),
    delimiter,
  };
}

const isFilled = ({ cells }: Record): boolean => cells.some((cell) => cell.replace('\u001a', '').trim() !== '');

async function readRecords(body: string, delimiter: string, offset: number, firstLine: number): Promise<Record[]> {
  const plain = Buffer.byteLength(body) === body.length;
  const records: Record[] = [];
  let line = firstLine;
  let byte = 0;
  let char = 0;
  const add = (cells: readonly string[], length: number, open: boolean): void => {
    records.push({ cells, line, ...spanOf(body, char, char + length, offset), open });
    line += countLineEnds(body, char, char + length);
    char += length;
  };
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: false,
    // Collected here and not from the stream, which forgets what it holds when a later row is broken.
    on_record(cells: string[], info) {
      const bytes = info.bytes - byte;
      add(cells, plain ? bytes : lengthOf(body, char, bytes), false);
      byte = info.bytes;
      return null;
    },
  });
  const ended = finished(parser.resume());
  try {
    for (const slice of slices(body)) {
      parser.write(slice);
      await nextTurn();
    }
    parser.end();
    await ended;
  } catch (error) {
    // A quote that never closes swallows the rest of the file: the rows before it are good, the rest is one bad row.
    if ((error as { code?: string }).code !== 'CSV_QUOTE_NOT_CLOSED') throw error;
    add(['?'], body.length - char, true);
  }
  return records;
}

function* slices(body: string): Generator<string> {
  for (let at = 0, end = 0; at < body.length; at = end) {
    end = at + SLICE;
    // The two halves of one character are written together.
    if (isHighSurrogate(body.charCodeAt(end - 1))) end += 1;
    yield body.slice(at, end);
  }
}

/** How much of the text, from there on, is so many bytes of UTF-8: csv-parse counts these. */
function lengthOf(body: string, from: number, bytes: number): number {
  let at = from;
  for (let left = bytes; left > 0 && at < body.length; at += 1) {
    const code = body.charCodeAt(at);
    if (code < 0x80) left -= 1;
    else if (code < 0x800) left -= 2;
    else if (isHighSurrogate(code) && isLowSurrogate(body.charCodeAt(at + 1))) {
      left -= 4;
      at += 1;
    } else left -= 3;
  }
  return at - from;
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xdc00;
const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code < 0xe000;

function spanOf(body: string, start: number, end: number, offset: number): { start: number; end: number } {
  let last = end;
  if (body[last - 1] === '\n') last -= 1;
  if (last > start && body[last - 1] === '\r') last -= 1;
  return { start: start + offset, end: last + offset };
}

function readRow(
  record: Record,
  indexOf: (place: string | number) => number,
  findFault: (record: Record) => Reason | undefined,
): RawRow {
  const { line, start, end } = record;
  const fault = findFault(record);
  if (!fault) return { line, start, end, read: (place) => record.cells[indexOf(place)] };
  // What a quote tore apart has no values: one of them could pass it for a row of sums, which nobody hears of.
  const isTorn = fault.code.startsWith('quote_');
  return { line, start, end, read: (place) => (isTorn ? undefined : record.cells[indexOf(place)]), fault };
}

function createFaultFinder(sheet: Sheet, amounts: AmountSheet) {
  const findJoin = createJoinCheck(sheet);
  const findSplit = createSplitCheck(amounts);
  return (record: Record): Reason | undefined => {
    if (record.open) return reason('quote_open');
    const joined = findJoin(record);
    if (joined) return joined;
    const found = trimmedLength(record.cells);
    if (found > sheet.width) return reason('columns_many', { found, wanted: sheet.width });
    return findSplit(record);
  };
}

/** The number of columns up to the last one that holds something: exports end rows with empty ones. */
function trimmedLength(cells: readonly string[]): number {
  let length = cells.length;
  while (length > 0 && (cells[length - 1] ?? '').trim() === '') length -= 1;
  return length;
}

function commonWidth(records: readonly Record[]): number {
  const counts = new Map<number, number>();
  for (const { cells, open } of records) {
    const width = trimmedLength(cells);
    if (!open) counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
