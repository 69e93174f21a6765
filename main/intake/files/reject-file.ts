import iconv from 'iconv-lite';
import type { FileEncoding } from '../../contract/folder-words.ts';

export interface Reject {
  readonly line: number;
  readonly reason: string;
  /** The row as the ERP wrote it. */
  readonly original: Uint8Array;
}

const MARKS: Partial<Record<FileEncoding, readonly number[]>> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
};

/**
 * `NAME.rejected.csv`: line number, reason, then the original row byte for byte, unquoted, so that it can be cut out and exported
 * again. The file keeps the encoding of the original and, where there is one, its delimiter.
 */
export function renderRejects(
  rejects: readonly Reject[],
  { encoding, delimiter = ',' }: { encoding: FileEncoding; delimiter: string | undefined },
): Buffer {
  const encode = (text: string): Buffer => iconv.encode(text, encoding, { addBOM: false });
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const parts: Uint8Array[] = [
    Buffer.from(MARKS[encoding] ?? []),
    encode(['linea', 'motivo', 'original'].join(delimiter) + '\r\n'),
  ];
  for (const { line, reason, original } of rejects) {
    parts.push(encode(`${line}${delimiter}${quote(reason)}${delimiter}`), original, encode('\r\n'));
  }
  return Buffer.concat(parts);
}

/** `NAME.error.txt`: UTF-8 with a mark, so that Notepad shows the accents. */
export const renderError = (name: string, reason: string): Buffer =>
  Buffer.from(`\ufeff${name}\r\n\r\n${reason}\r\n\r\nNo se hizo ningún cobro de este archivo.\r\n`, 'utf8');
