import { parseAmount } from './amount.ts';
import type { Column } from './guess-roles.ts';
import { columnsOf, ROWS_READ } from './columns.ts';
import { findDelimiter } from './delimiter.ts';
import { guessRecord } from './guess-record.ts';
import { parseCsv } from './parse-csv.ts';
import { parseIni } from './parse-ini.ts';
import { parseJson, parseNdjson } from './parse-json.ts';
import { splitLines, withoutEndMark } from './rows.ts';
import { UnreadableFile, reason } from './reasons.ts';

export interface GuessedTable {
  readonly settings: Readonly<Record<string, unknown>> & { readonly format: string };
  readonly columns: readonly Column[];
  /** fixed: where each guessed column stands. */
  readonly spans?: Readonly<Record<string, readonly [number, number]>>;
}

/** The format of a sample and its columns with their values, from its content alone. Throws UnreadableFile. */
export async function guessTable(whole: string): Promise<GuessedTable> {
  const text = withoutEndMark(whole);
  const start = text.trimStart()[0];
  if (start === '<') {
    const { record, table } = await guessRecord(text);
    return { settings: { format: 'xml', record }, columns: columnsOf(table) };
  }
  const lines = [...splitLines(text)]
    .map((line) => line.text)
    .filter((line) => line.trim() !== '')
    .slice(0, ROWS_READ);
  if (start === '{' || (start === '[' && !looksLikeKeys(lines))) return guessJson(text);
  if (looksLikeKeys(lines)) return { settings: { format: 'ini' }, columns: columnsOf(await parseIni(text, [])) };
  if (lines.some((line) => /[,;\t|]/.test(line)) && hasSteadyDelimiter(text)) return guessCsv(text);
  return guessFixed(lines);
}

async function guessJson(text: string): Promise<GuessedTable> {
  try {
    JSON.parse(text);
  } catch {
    return { settings: { format: 'ndjson' }, columns: columnsOf(await parseNdjson(text)) };
  }
  const root = JSON.parse(text) as unknown;
  const isPlain = Array.isArray(root) || (typeof root === 'object' && root !== null && 'charges' in root);
  const list = isPlain
    ? undefined
    : Object.entries(root as object).find(([, value]) => Array.isArray(value) && typeof value[0] === 'object')?.[0];
  const settings = { format: 'json', ...(list !== undefined && { record: list }) };
  return { settings, columns: columnsOf(await parseJson(text, list)) };
}

async function guessCsv(text: string): Promise<GuessedTable> {
  const shape = { delimiter: 'auto', names: [], firstColumn: 1 } as const;
  const bare = await parseCsv(text, { ...shape, header: false });
  const [first] = bare.rows;
  // A header has names where the rows below have amounts.
  const header = bare.places.some((place) => {
    const values = bare.rows.slice(1, ROWS_READ).map((row) => row.read(place) ?? '');
    return (
      !isAmount(first?.read(place) ?? '') &&
      values.some((value) => value !== '') &&
      values.filter(isAmount).length > values.length / 2
    );
  });
  const table = header ? await parseCsv(text, { ...shape, header: true }) : bare;
  const delimiter = table.delimiter === '\t' ? 'tab' : (table.delimiter ?? 'auto');
  return {
    settings: { format: 'csv', delimiter, header, ...(header ? {} : { firstColumn: 1 }) },
    columns: columnsOf(table),
  };
}

/** Columns are what stands between positions that are blank in every line. */
function guessFixed(lines: readonly string[]): GuessedTable {
  const width = Math.max(...lines.map((line) => line.length));
  const spans: Record<string, readonly [number, number]> = {};
  let from: number | undefined;
  for (let at = 0; at <= width; at += 1) {
    const blank = at === width || lines.every((line) => (line[at] ?? ' ') === ' ');
    if (!blank) from ??= at;
    else if (from !== undefined) {
      spans[String(Object.keys(spans).length + 1)] = [from, at];
      from = undefined;
    }
  }
  if (Object.keys(spans).length < 2) throw new UnreadableFile(reason('delimiter_unknown'));
  const columns = Object.entries(spans).map(([place, [start, end]]) => ({
    place,
    values: lines.map((line) => line.slice(start, end).trim()),
  }));
  const header = columns.some(
    ({ values }) => !isAmount(values[0] ?? '') && values.length > 1 && values.slice(1).every(isAmount),
  );
  return {
    settings: { format: 'fixed', header },
    columns: header
      ? columns.map(({ place, values }) => ({ place, label: values[0] ?? '', values: values.slice(1) }))
      : columns,
    spans,
  };
}

const isAmount = (text: string): boolean => {
  const found = parseAmount(text, { decimal: 'auto', unit: 'units' });
  return !('refusal' in found) || found.refusal.code === 'amount_ambiguous';
};

const looksLikeKeys = (lines: readonly string[]): boolean => {
  const pairs = lines.filter((line) => /^\s*[\w .-]{1,40}\s*=/.test(line));
  const rest = lines.filter((line) => !/^\s*(?:[;#[]|[\w .-]{1,40}\s*=)/.test(line));
  return pairs.length >= 2 && rest.length === 0;
};

function hasSteadyDelimiter(text: string): boolean {
  try {
    const mark = findDelimiter(text, []);
    return text.includes(mark);
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    return false;
  }
}
