import type { RawRow, RawTable } from './rows.ts';
import { breathe, countLineEnds, splitLines } from './rows.ts';
import type { Reason } from './reasons.ts';
import { UnreadableFile, reason } from './reasons.ts';

interface Leaf {
  readonly text: string;
  readonly number: boolean;
}
/** What stands where in a JSON text that JSON.parse has found valid. */
interface Node {
  readonly kind: 'object' | 'array' | 'leaf';
  readonly start: number;
  readonly end: number;
  readonly leaf?: Leaf;
  readonly entries?: readonly (readonly [key: string, node: Node])[];
}

/** No export is built higher; a tower of brackets must not bring the reader down. */
const MOST_LEVELS = 100;

/** A single object, a list, or a list under `record` (`charges` without it). Numbers stay the digits that the file has. */
export async function parseJson(text: string, record: string | undefined): Promise<RawTable> {
  assertJson(text);
  const root = outline(text, 0);
  const found = findRecords(root, record);
  const rows: RawRow[] = [];
  let line = 1;
  let from = 0;
  for (const node of found) {
    line += countLineEnds(text, from, node.start);
    from = node.start;
    rows.push(toRow(node, line));
    await breathe(rows.length);
  }
  return { rows, places: listPlaces(rows) };
}

/** One object a line; a line that is none is one bad row. */
export async function parseNdjson(text: string): Promise<RawTable> {
  const rows: RawRow[] = [];
  for (const line of splitLines(text)) {
    if (line.text.trim() === '') continue;
    const base = { line: line.number, start: line.start, end: line.end };
    try {
      JSON.parse(line.text);
      rows.push({ ...toRow(outline(line.text, 0), line.number), ...base });
    } catch (error) {
      if (!(error instanceof SyntaxError) && !(error instanceof UnreadableFile)) throw error;
      rows.push({ ...base, read: () => undefined, fault: reason('json_row') });
    }
    await breathe(rows.length);
  }
  return { rows, places: listPlaces(rows) };
}

function assertJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    throw new UnreadableFile(reason('json_broken', { detail: (error as Error).message }));
  }
}

function findRecords(root: Node, record: string | undefined): readonly Node[] {
  const list = (node: Node): readonly Node[] =>
    node.kind === 'array' ? (node.entries ?? []).map(([, each]) => each) : [node];
  if (record !== undefined) {
    let nodes: readonly Node[] = [root];
    for (const key of record.split('.')) {
      nodes = nodes.flatMap((node) =>
        list(node).flatMap((each) => (each.entries ?? []).filter(([name]) => name === key).map(([, child]) => child)),
      );
    }
    if (nodes.length === 0) throw new UnreadableFile(reason('record_missing', { field: record }));
    return nodes.flatMap(list);
  }
  if (root.kind === 'leaf') throw new UnreadableFile(reason('json_shape'));
  const charges = root.kind === 'object' ? root.entries?.find(([key]) => key === 'charges')?.[1] : undefined;
  return charges?.kind === 'array' ? list(charges) : list(root);
}

interface ReadableRow extends RawRow {
  readonly keys: Iterable<string>;
}
function toRow(node: Node, line: number): ReadableRow {
  const base = { line, start: node.start, end: node.end };
  if (node.kind !== 'object') return { ...base, keys: [], read: () => undefined, fault: reason('json_row') };
  const leaves = new Map<string, Leaf>();
  let fault: Reason | undefined;
  const collect = (each: Node, path: string): void => {
    if (each.leaf) {
      if (leaves.has(path)) fault = reason('field_repeated', { field: path });
      leaves.set(path, each.leaf);
    }
    for (const [key, child] of each.entries ?? []) collect(child, path === '' ? key : `${path}.${key}`);
  };
  collect(node, '');
  const row = {
    ...base,
    keys: leaves.keys(),
    read: (place: string | number) => leaves.get(String(place))?.text,
    isNumber: (place: string | number) => leaves.get(String(place))?.number ?? false,
  };
  return fault ? { ...row, fault } : row;
}

const listPlaces = (rows: readonly RawRow[]): string[] => [
  ...new Set(rows.slice(0, 50).flatMap((row) => ('keys' in row ? [...(row as ReadableRow).keys] : []))),
];

/**
 * The outline of valid JSON: where each value begins and ends, with the digits of numbers as they stand (JSON.parse would
 * round 12345678901234567890) and with repeated keys kept apart.
 */
function outline(text: string, from: number): Node {
  let at = from;
  const skip = (): void => {
    while (/[\s,:]/.test(text[at] ?? '')) at += 1;
  };
  const token = (): string => {
    const match = /"(?:[^"\\]|\\.)*"|[^\s,:[\]{}]+/y;
    match.lastIndex = at;
    const found = match.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const value = (depth: number): Node => {
    if (depth > MOST_LEVELS) throw new UnreadableFile(reason('json_deep'));
    skip();
    const start = at;
    const open = text[at];
    if (open !== '{' && open !== '[') {
      const found = token();
      return { kind: 'leaf', start, end: at, ...asLeaf(found) };
    }
    at += 1;
    const entries: [string, Node][] = [];
    for (skip(); text[at] !== '}' && text[at] !== ']'; skip()) {
      const key = open === '{' ? (JSON.parse(token()) as string) : String(entries.length);
      entries.push([key, value(depth + 1)]);
    }
    at += 1;
    return { kind: open === '{' ? 'object' : 'array', start, end: at, entries };
  };
  return value(0);
}

function asLeaf(token: string): { leaf?: Leaf } {
  if (token === 'null') return {};
  if (token.startsWith('"')) return { leaf: { text: JSON.parse(token) as string, number: false } };
  return { leaf: { text: token, number: /^[-\d]/.test(token) } };
}
