import { SaxesParser } from 'saxes';
import { parseAmount } from './amount.ts';
import type { Column } from './guess-roles.ts';
import { findDelimiter } from './delimiter.ts';
import { parseCsv } from './parse-csv.ts';
import { parseIni } from './parse-ini.ts';
import { parseJson, parseNdjson } from './parse-json.ts';
import { parseXml } from './parse-xml.ts';
import type { RawTable } from './rows.ts';
import { splitLines } from './rows.ts';
import { UnreadableFile, reason } from './reasons.ts';

export interface GuessedTable {
  readonly settings: Readonly<Record<string, unknown>> & { readonly format: string };
  readonly columns: readonly Column[];
  /** fixed: where each guessed column stands. */
  readonly spans?: Readonly<Record<string, readonly [number, number]>>;
}
const ROWS_READ = 200;

/** The format of a sample and its columns with their values, from its content alone. Throws UnreadableFile. */
export async function guessTable(text: string): Promise<GuessedTable> {
  const start = text.trimStart()[0];
  if (start === '<') {
    const record = findRecordPath(text);
    return { settings: { format: 'xml', record }, columns: columnsOf(await parseXml(text, record)) };
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

const columnsOf = (table: RawTable): Column[] =>
  table.places.map((place) => ({
    place,
    values: table.rows.slice(0, ROWS_READ).map((row) => (row.read(place) ?? '').trim()),
  }));

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

/** The element that repeats most and holds others or attributes: the sale. */
function findRecordPath(text: string): string {
  const counts = new Map<string, number>();
  const holders = new Set<string>();
  const trail: string[] = [];
  const parser = new SaxesParser({ xmlns: false });
  parser.on('doctype', () => {
    throw new UnreadableFile(reason('xml_doctype'));
  });
  parser.on('error', (error) => {
    throw new UnreadableFile(reason('xml_broken', { line: parser.line, detail: error.message }));
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (trail.length > 0) holders.add(trail.join('.'));
    trail.push(name.slice(name.indexOf(':') + 1));
    const here = trail.join('.');
    counts.set(here, (counts.get(here) ?? 0) + 1);
    if (Object.keys(attributes).some((attribute) => !attribute.startsWith('xmlns'))) holders.add(here);
  });
  parser.on('closetag', () => void trail.pop());
  parser.write(text).close();
  const [best] = [...counts]
    .filter(([path]) => holders.has(path) && path.includes('.'))
    .sort((a, b) => b[1] - a[1] || a[0].split('.').length - b[0].split('.').length);
  if (!best) throw new UnreadableFile(reason('record_missing', { field: 'Venta' }));
  return best[0];
}
