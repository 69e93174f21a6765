import type { JsonLeaf, JsonNode } from './json-outline.ts';
import { outlineJson } from './json-outline.ts';
import type { RawRow, RawTable } from './rows.ts';
import { breathe, countLineEnds, splitLines } from './rows.ts';
import type { Reason } from './reasons.ts';
import { UnreadableFile, reason } from './reasons.ts';

/** A single object, a list, or a list under `record` (`charges` without it). Numbers stay the digits that the file has. */
export async function parseJson(text: string, record: string | undefined): Promise<RawTable> {
  const found = findRecords(await outlineJson(text), record);
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
      rows.push({ ...toRow(await outlineJson(line.text), line.number), ...base });
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      rows.push({ ...base, read: () => undefined, fault: reason('json_row') });
    }
    await breathe(rows.length);
  }
  return { rows, places: listPlaces(rows) };
}

function findRecords(root: JsonNode, record: string | undefined): readonly JsonNode[] {
  const list = (node: JsonNode): readonly JsonNode[] =>
    node.kind === 'array' ? (node.entries ?? []).map(([, each]) => each) : [node];
  if (record !== undefined) {
    let nodes: readonly JsonNode[] = [root];
    for (const key of record.split('.')) {
      nodes = nodes.flatMap((node) =>
        list(node).flatMap((each) => (each.entries ?? []).filter(([name]) => name === key).map(([, child]) => child)),
      );
    }
    if (nodes.length === 0) throw new UnreadableFile(reason('record_missing', { field: record }));
    return nodes.flatMap(list);
  }
  if (root.kind === 'leaf') throw new UnreadableFile(reason('json_shape'));
  const [charges, second] = (root.kind === 'object' ? (root.entries ?? []) : []).flatMap(([key, child]) =>
    key === 'charges' ? [child] : [],
  );
  // Other readers of JSON keep the last one; whichever it is, the sales of the other would vanish.
  if (second) throw new UnreadableFile(reason('list_repeated', { field: 'charges' }));
  return charges?.kind === 'array' ? list(charges) : list(root);
}

interface ReadableRow extends RawRow {
  readonly keys: Iterable<string>;
}
function toRow(node: JsonNode, line: number): ReadableRow {
  const base = { line, start: node.start, end: node.end };
  if (node.kind !== 'object') return { ...base, keys: [], read: () => undefined, fault: reason('json_row') };
  const leaves = new Map<string, JsonLeaf>();
  let fault: Reason | undefined;
  const collect = (each: JsonNode, path: string): void => {
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
