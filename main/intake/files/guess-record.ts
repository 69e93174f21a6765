import { SaxesParser } from 'saxes';
import { columnsOf } from './columns.ts';
import { guessRoles } from './guess-roles.ts';
import { parseXml } from './parse-xml.ts';
import { UnreadableFile, reason } from './reasons.ts';
import type { RawTable } from './rows.ts';
import { WIZARD_WORDS } from './wizard-words.ts';

interface GuessedRecord {
  readonly record: string;
  readonly table: RawTable;
}
/** Each is one reading of the sample. */
const MOST_TRIED = 12;

/**
 * The element that is a sale: the outermost one that has an order number and an amount once each; its lines have amounts too, and
 * what holds all sales has none of its own. Else the element that repeats most. Throws UnreadableFile.
 */
export async function guessRecord(text: string): Promise<GuessedRecord> {
  const counts = countHolders(text);
  const depth = (path: string): number => path.split('.').length;
  const outermost = [...counts.keys()].sort(
    (a, b) => depth(a) - depth(b) || (counts.get(b) ?? 0) - (counts.get(a) ?? 0),
  );
  for (const path of outermost.slice(0, MOST_TRIED)) {
    const inner = findSale(await parseXml(text, path));
    if (inner === undefined) continue;
    const record = inner === '' ? path : `${path}.${inner}`;
    return { record, table: await parseXml(text, record) };
  }
  const [best] = [...counts]
    .filter(([path]) => path.includes('.'))
    .sort((a, b) => b[1] - a[1] || depth(a[0]) - depth(b[0]));
  if (!best) throw new UnreadableFile(reason('record_missing', { field: 'Venta' }));
  return { record: best[0], table: await parseXml(text, best[0]) };
}

/** The element within these records that holds the number and the amount; '' for the record itself, undefined where there are none. */
function findSale(table: RawTable): string | undefined {
  const { order_id, amount } = guessRoles(columnsOf(table), [], WIZARD_WORDS.es);
  if (order_id === undefined || amount === undefined) return undefined;
  const [one, other] = [String(order_id), String(amount)].map((place) => place.split('.').slice(0, -1));
  const differs = one?.findIndex((name, index) => name !== other?.[index]) ?? -1;
  return (differs < 0 ? one : one?.slice(0, differs))?.join('.');
}

/** How often each element comes that holds others or attributes, by its path. */
function countHolders(text: string): ReadonlyMap<string, number> {
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
  return new Map([...counts].filter(([path]) => holders.has(path)));
}
