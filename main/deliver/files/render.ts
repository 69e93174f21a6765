import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import type { DueResult } from '../../contract/file-ledger.ts';
import type { FileEncoding, ResultSettings } from '../../contract/folders.ts';
import { fillTemplate, resultValues, stamps } from './template.ts';

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

/** The result in the folder's format, under the name that the ERP looks for. */
export function renderResult(
  due: DueResult,
  settings: ResultSettings,
  encoding: FileEncoding,
  nowMs: number,
): RenderedResult {
  const { charge, echo } = due;
  const values = resultValues(charge, settings, { fileName: due.fileName, nowMs });
  switch (settings.format) {
    case 'json': {
      const body = { ...charge, code: values['code'], file: due.fileName };
      return {
        name: `${safeName(charge.order_id)}.json`,
        content: encodeText(`${JSON.stringify(body, null, 2)}\n`, encoding),
      };
    }
    case 'csv':
      return {
        name: `${safeName(charge.order_id)}.csv`,
        content: encodeText(csvHeader(settings) + csvLine(due, settings, nowMs), encoding),
      };
    case 'template': {
      if (!settings.template) throw new Error('a template result needs a template');
      const name = settings.template.file.replace(/\{(\w+)\}/g, (_, place: string) => safeName(values[place] ?? ''));
      return { name, content: encodeText(fillTemplate(settings.template.lines, values, echo), encoding) };
    }
  }
}

/** `results-20261122.csv` of the shop's day. */
export const dayFileName = (nowMs: number): string => `results-${stamps(nowMs).date}.csv`;

const csvHeader = ({ delimiter }: ResultSettings): string => row(CSV_COLUMNS, delimiter);
export function csvLine(due: DueResult, settings: ResultSettings, nowMs: number): string {
  const values = resultValues(due.charge, settings, { fileName: due.fileName, nowMs });
  return row(
    CSV_COLUMNS.map((column) => (values[column] ?? '').replace(/\s+/g, ' ')),
    settings.delimiter,
  );
}

/** Adds the lines that the file has not got yet: a killed run may have written some of them. */
export function appendLines(
  existing: Buffer | undefined,
  lines: readonly string[],
  settings: ResultSettings,
  encoding: FileEncoding,
): Buffer {
  const before = existing ? iconv.decode(existing, encoding) : csvHeader(settings);
  const known = new Set(before.split(/(?<=\r\n)/));
  const fresh = [...new Set(lines)].filter((line) => !known.has(line));
  return encodeText(before + (before === '' || before.endsWith('\n') ? '' : '\r\n') + fresh.join(''), encoding);
}

const row = (cells: readonly string[], delimiter: string): string =>
  stringify([[...cells]], { delimiter, record_delimiter: 'windows' });

const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** An order number as a file name on every system: what a name cannot hold is written as `%2F`, so no two orders meet. */
export function safeName(text: string): string {
  const escape = (char: string): string =>
    [...Buffer.from(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  const safe = text.replace(/[\u0000-\u001f<>:"/\\|?*%]/g, escape).replace(/[. ]$|^[. ]/g, escape);
  return RESERVED.test(safe) ? `%${safe}` : safe;
}
