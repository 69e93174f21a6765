import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import type { DueResult } from '../../contract/file-ledger.ts';
import type { ResultSettings } from '../../contract/folders.ts';
import type { FileEncoding } from '../../contract/folder-words.ts';
import type { ResultShape } from './shape.ts';
import { fillTemplate, oneLine, resultValues, stamps } from './template.ts';

const CSV_COLUMNS = [
  'order_id',
  'status',
  'code',
  'amount',
  'paid',
  'currency',
  'terminal',
  'auth_code',
  'last4',
  'network',
  'message',
  'date',
  'time',
  'charge_id',
] as const;

/** One result as a file of its own. */
export interface RenderedResult {
  readonly name: string;
  readonly content: Buffer;
}

const encodeText = (text: string, encoding: FileEncoding): Buffer =>
  iconv.encode(text, encoding, { addBOM: encoding.startsWith('utf-16') });

/** The result as the folder wants it, under the name that the ERP looks for. */
export function renderResult(
  due: DueResult,
  settings: ResultSettings,
  shape: ResultShape,
  nowMs: number,
): RenderedResult {
  const { charge, echo } = due;
  const values = valuesOf(due, settings, shape, nowMs);
  switch (shape.format) {
    case 'json': {
      const body = { ...charge, code: values['code'], file: due.fileName };
      return {
        name: `${orderFileName(charge.order_id)}.json`,
        content: encodeText(`${JSON.stringify(body, null, 2)}\n`, shape.encoding),
      };
    }
    case 'csv':
      return {
        name: `${orderFileName(charge.order_id)}.csv`,
        content: encodeText(csvHeader(shape) + csvLine(values, shape), shape.encoding),
      };
    case 'template': {
      if (!settings.template) throw new Error('a template result needs a template');
      const name = settings.template.file.replace(/\{(\w+)\}/g, (_, place: string) =>
        orderFileName(values[place] ?? ''),
      );
      return { name, content: encodeText(fillTemplate(settings.template.lines, values, echo), shape.encoding) };
    }
  }
}

/** `results-20261122.csv` of the shop's day. */
export const dayFileName = (nowMs: number): string => `results-${stamps(nowMs).date}.csv`;

const valuesOf = (due: DueResult, { codes }: ResultSettings, { decimal }: ResultShape, nowMs: number) =>
  resultValues(due.charge, { codes, decimal }, { fileName: due.fileName, nowMs });
const csvHeader = ({ delimiter }: ResultShape): string => row(CSV_COLUMNS, delimiter);
const csvLine = (values: Readonly<Record<string, string>>, { delimiter }: ResultShape): string =>
  row(
    CSV_COLUMNS.map((column) => oneLine(values[column] ?? '')),
    delimiter,
  );

/** A result, and its line in the file of the day. */
export interface ResultLine {
  readonly due: DueResult;
  readonly shape: ResultShape;
  readonly line: Buffer;
}
export function renderLine(due: DueResult, settings: ResultSettings, shape: ResultShape, nowMs: number): ResultLine {
  const text = csvLine(valuesOf(due, settings, shape, nowMs), shape);
  return { due, shape, line: iconv.encode(text, shape.encoding, { addBOM: false }) };
}

/** How often the line stands in the file. */
export function countLines(existing: Buffer | undefined, line: Buffer): number {
  let count = 0;
  for (let at = existing?.indexOf(line) ?? -1; at >= 0; at = existing?.indexOf(line, at + line.length) ?? -1)
    count += 1;
  return count;
}

/**
 * Adds the lines that the file of the day has not got yet: a killed run may have written some of them, and an order that came
 * again has one already that answers the time before. What stands there stays as it is, byte for byte. Undefined when nothing is new.
 */
export function appendResults(existing: Buffer | undefined, results: readonly ResultLine[]): Buffer | undefined {
  const [first] = results;
  if (!first) return undefined;
  const begun = existing && existing.length > 0 ? existing : encodeText(csvHeader(first.shape), first.shape.encoding);
  const parts: Buffer[] = [begun];
  const fresh = new Set<string>();
  if (!/[\r\n]\0?$/.test(begun.toString('latin1', begun.length - 2)))
    parts.push(iconv.encode('\r\n', first.shape.encoding, { addBOM: false }));
  for (const { due, line } of results) {
    const text = line.toString('latin1');
    if (countLines(existing, line) > (due.repeat?.linesBefore ?? 0) || fresh.has(text)) continue;
    fresh.add(text);
    parts.push(line);
  }
  return fresh.size === 0 ? undefined : Buffer.concat(parts);
}

const row = (cells: readonly string[], delimiter: string): string =>
  stringify([[...cells]], { delimiter, record_delimiter: 'windows' });

const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Most bytes that every file system takes for a name, less what is added to it. */
const MOST_NAME_BYTES = 200;

/** Names that are cut end in a fingerprint of the whole, so that two long order numbers do not meet either. */
export function orderFileName(orderId: string): string {
  const name = safeName(orderId);
  if (Buffer.byteLength(name) <= MOST_NAME_BYTES) return name;
  const mark = createHash('sha256').update(orderId).digest('hex').slice(0, 12);
  let kept = '';
  for (const char of name) {
    if (Buffer.byteLength(kept + char) > MOST_NAME_BYTES - mark.length - 1) break;
    kept += char;
  }
  return `${kept}-${mark}`;
}

/** An order number as a file name on every system: what a name cannot hold is written as `%2F`, so no two orders meet. */
export function safeName(text: string): string {
  const escape = (char: string): string =>
    [...Buffer.from(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  const safe = text.replace(/[\u0000-\u001f<>:"/\\|?*%]/g, escape).replace(/[. ]$|^[. ]/g, escape);
  return RESERVED.test(safe) ? `%${safe}` : safe;
}
