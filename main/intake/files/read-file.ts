import type { Profile } from '../../contract/folders.ts';
import type { FileWriting } from '../../contract/file-ledger.ts';
import type { FileEncoding } from '../../contract/folder-words.ts';
import { createBrokenCheck } from './broken-rows.ts';
import { chargePlaces } from './charge-places.ts';
import type { DecodedText } from './encoding.ts';
import { decodeInTurns } from './encoding.ts';
import type { FileFacts, MappedRow } from './map-row.ts';
import { mapRow } from './map-row.ts';
import { parseCsv } from './parse-csv.ts';
import { parseFixed } from './parse-fixed.ts';
import { parseIni } from './parse-ini.ts';
import { parseJson, parseNdjson } from './parse-json.ts';
import { parseXml } from './parse-xml.ts';
import type { RawTable } from './rows.ts';
import { breathe, withoutEndMark } from './rows.ts';
import { UnreadableFile, reason } from './reasons.ts';

/** A file above this is refused rather than held in memory; 10,000 rows are about 1 MB. */
export const MOST_BYTES = 64 * 1024 * 1024;

export interface ReadFile {
  readonly encoding: FileEncoding;
  readonly delimiter: string | undefined;
  /** What its answers are written alike. */
  readonly writing: FileWriting;
  /** Every record in the order of the file, without the skipped ones. */
  readonly rows: readonly Exclude<MappedRow, { kind: 'skipped' }>[];
  readonly skipped: number;
  /** The original bytes of rows[index]. */
  bytesOf(index: number): Uint8Array;
}

/** Bytes to orders by the folder's settings; pure but for turns given to others. Throws UnreadableFile for a file as a whole. */
export async function readFile(bytes: Uint8Array, profile: Profile, facts: FileFacts): Promise<ReadFile> {
  if (bytes.length > MOST_BYTES) throw tooLarge(bytes.length);
  const decoded = await decodeInTurns(bytes, profile.encoding);
  if (withoutEndMark(decoded.text).trim() === '') throw new UnreadableFile(reason('file_empty'));
  const table = await parseTable(decoded, profile);
  const rows: Exclude<MappedRow, { kind: 'skipped' }>[] = [];
  const spans: (readonly [start: number, end: number])[] = [];
  const withoutBroken = createBrokenCheck(decoded, profile);
  for (const [index, raw] of table.rows.entries()) {
    const mapped = mapRow(withoutBroken(raw), profile, facts);
    if (mapped.kind !== 'skipped') {
      rows.push(mapped);
      spans.push([raw.start, raw.end]);
    }
    await breathe(index);
  }
  return {
    encoding: decoded.encoding,
    delimiter: table.delimiter,
    rows,
    skipped: table.rows.length - rows.length,
    writing: {
      encoding: isAscii(decoded) ? null : decoded.encoding,
      delimiter: table.delimiter ?? null,
      decimal: commonMark(rows),
    },
    bytesOf(index) {
      const [start, end] = spans[index] ?? [0, 0];
      return decoded.bytesOf(start, end);
    },
  };
}

export function tooLarge(size: number): UnreadableFile {
  const megabytes = (each: number): number => Math.ceil(each / 1024 / 1024);
  return new UnreadableFile(reason('file_too_large', { found: megabytes(size), wanted: megabytes(MOST_BYTES) }));
}

/** Plain ASCII says nothing of the encoding that the ERP reads. */
const isAscii = ({ text, encoding }: DecodedText): boolean =>
  !encoding.startsWith('utf-16') && Buffer.byteLength(text) === text.length;

/** The decimal mark, when the file has one only. */
function commonMark(rows: readonly MappedRow[]): '.' | ',' | null {
  const marks = new Set<'.' | ','>();
  for (const row of rows) if (row.kind === 'order' && row.mark) marks.add(row.mark);
  const [mark] = marks;
  return marks.size === 1 && mark ? mark : null;
}

/** The records of a text, in the format of the settings. */
export function parseTable(decoded: Pick<DecodedText, 'text'>, profile: Profile): Promise<RawTable> {
  const text = withoutEndMark(decoded.text);
  switch (profile.format) {
    case 'csv':
      return parseCsv(text, csvShape(profile));
    case 'json':
      return parseJson(text, profile.record);
    case 'ndjson':
      return parseNdjson(text);
    case 'xml':
      return parseXml(text, profile.record ?? '', chargePlaces(profile));
    case 'fixed':
      return parseFixed(text, profile.columns ?? {}, profile.header ?? false);
    case 'ini':
      return parseIni(text, wantedPlaces(profile).map(String));
  }
}

const wantedPlaces = (profile: Profile): (string | number)[] => [
  ...Object.values(profile.fields).filter((place) => place !== undefined),
  ...Object.values(profile.metadata),
];

function csvShape(profile: Profile) {
  const places = wantedPlaces(profile);
  const names = [...new Set(places.filter((place) => typeof place === 'string'))];
  const header = profile.header ?? names.length > 0;
  if (!header && names[0] !== undefined) throw new UnreadableFile(reason('header_needed', { field: names[0] }));
  return {
    delimiter: profile.delimiter === 'tab' ? '\t' : profile.delimiter,
    header,
    names,
    firstColumn: profile.firstColumn ?? (places.includes(0) ? 0 : 1),
    sale: { fields: profile.fields, places, rule: { decimal: profile.decimal, unit: profile.amountUnit } },
  } as const;
}
