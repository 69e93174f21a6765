import { setImmediate as nextTurn } from 'node:timers/promises';
import { SaxesParser } from 'saxes';
import type { Reason } from './reasons.ts';
import type { RawRow, RawTable } from './rows.ts';
import { countLineEnds } from './rows.ts';
import { UnreadableFile, reason } from './reasons.ts';

interface OpenRecord {
  readonly line: number;
  readonly start: number;
  readonly values: Map<string, string>;
  fault?: Reason;
}
const SLICE = 65_536;
type Needed = ReadonlySet<string | number>;

/**
 * Reads every `record` element (dotted from the root, prefixes may be left out) as a stream, without a tree in memory. A
 * DOCTYPE is refused: it can name other files and blow up entities. A sale may have what it likes more than once, such as lines,
 * but for the `needed` places, by which it is charged.
 */
export async function parseXml(text: string, record: string, needed: Needed = new Set()): Promise<RawTable> {
  const wanted = record.split('.');
  const [name = ''] = wanted.slice(-1);
  const rows: RawRow[] = [];
  const places = new Set<string>();
  const repeated = new Set<string>();
  const path: { name: string; text: string; children: boolean }[] = [];
  let tagStart = 0;
  let open: OpenRecord | undefined;
  const parser = new SaxesParser({ xmlns: false });

  const put = (place: string, value: string): void => {
    if (!open) return;
    if (open.values.has(place)) {
      repeated.add(place);
      if (needed.has(place)) open.fault ??= reason('field_repeated', { field: place });
    }
    if (isOfInner(place, name, needed)) open.fault ??= reason('record_nested', { field: name });
    open.values.set(place, value);
    places.add(place);
  };
  const placeOf = (): string =>
    path
      .slice(wanted.length)
      .map(({ name }) => name)
      .join('.');

  parser.on('doctype', () => {
    throw new UnreadableFile(reason('xml_doctype'));
  });
  parser.on('error', (error) => {
    const detail = error.message.replace(/^\d+:\d+:\s*/, '');
    throw new UnreadableFile(reason('xml_broken', { line: parser.line, detail }));
  });
  parser.on('opentagstart', ({ name }) => {
    // The position is behind the name and the sign that ended it.
    tagStart = text.lastIndexOf('<', parser.position - name.length);
  });
  parser.on('opentag', ({ name, attributes }) => {
    const parent = path.at(-1);
    if (parent) parent.children = true;
    path.push({ name: local(name), text: '', children: false });
    if (!open && isAt(path, wanted)) open = { line: lineAt(tagStart), start: tagStart, values: new Map() };
    if (!open) return;
    const prefix = placeOf();
    for (const [attribute, value] of Object.entries(attributes)) {
      if (attribute === 'xmlns' || attribute.startsWith('xmlns:')) continue;
      put(`${prefix === '' ? '' : `${prefix}.`}@${local(attribute)}`, value);
    }
  });
  const addText = (data: string): void => {
    const current = path.at(-1);
    if (open && current) current.text += data;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = path.at(-1);
    if (open && closed && !closed.children) {
      const place = placeOf();
      if (place !== '') put(place, closed.text.trim());
      else if (closed.text.trim() !== '') put('.', closed.text.trim());
    }
    if (open && path.length === wanted.length) {
      const { line, start, values, fault } = open;
      rows.push({
        line,
        start,
        end: parser.position,
        read: (at) => values.get(String(at)),
        ...(fault && { fault }),
      });
      open = undefined;
    }
    path.pop();
  });

  let countedTo = 0;
  let line = 1;
  const lineAt = (position: number): number => {
    line += countLineEnds(text, countedTo, position);
    countedTo = position;
    return line;
  };

  for (let at = 0; at < text.length; at += SLICE) {
    parser.write(text.slice(at, at + SLICE));
    await nextTurn();
  }
  parser.close();
  if (rows.length === 0) throw new UnreadableFile(reason('record_missing', { field: record }));
  return { rows, places: [...places], repeated };
}

/** A value by which a sale is charged, of a sale that stands within this one. */
function isOfInner(place: string, name: string, needed: Needed): boolean {
  const parts = place.split('.');
  const at = parts.lastIndexOf(name);
  return at >= 0 && !needed.has(place) && needed.has(parts.slice(at + 1).join('.'));
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

const isAt = (path: readonly { name: string }[], wanted: readonly string[]): boolean =>
  path.length === wanted.length && wanted.every((name, at) => local(name) === path[at]?.name);
