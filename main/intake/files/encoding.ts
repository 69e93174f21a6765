import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import iconv from 'iconv-lite';
import type { FileEncoding } from '../../contract/folder-words.ts';
import { UnreadableFile, reason, type ReasonCode } from './reasons.ts';
import { judgeUtf8, readBrokenUtf8, type TextPiece } from './broken-utf8.ts';
import { detectSingleByte } from './single-byte.ts';

/** A file as text, with the way back to its bytes. Offsets are UTF-16 code units of `text`. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: FileEncoding;
  /** Where bytes stand that are no text, rising: a character of UTF-8 that was cut, each byte of it as one U+FFFD. */
  readonly broken: readonly number[];
  /** The original bytes of text[start, end). */
  bytesOf(start: number, end: number): Uint8Array;
}

/** A ms or two. */
const DECODED_AT_ONCE = 256 * 1024;
/** A mark has been taken off before; another one is text. */
const AS_IT_STANDS = { stripBOM: false };

/**
 * Decodes a file. With `auto`, a reading that must be right comes first (byte order mark, the NULs of UTF-16, valid UTF-8, or UTF-8
 * but for a few cut characters), then what the file says of itself, then the one-byte encoding in which the accents stand where
 * Spanish puts them. Throws UnreadableFile, naming the choice, where two readings are equally good.
 */
export function decodeFile(bytes: Uint8Array, wanted: FileEncoding | 'auto'): DecodedText {
  const { encoding, body } = chooseEncoding(bytes, wanted);
  const text = startText();
  for (const piece of readPieces(body, encoding)) text.add(piece);
  return toDecoded(bytes, body, encoding, text);
}

/** The same for large files, with other work let in between. */
export async function decodeInTurns(bytes: Uint8Array, wanted: FileEncoding | 'auto'): Promise<DecodedText> {
  const { encoding, body } = chooseEncoding(bytes, wanted);
  const text = startText();
  for (const piece of readPieces(body, encoding)) {
    text.add(piece);
    await nextTurn();
  }
  return toDecoded(bytes, body, encoding, text);
}

function* readPieces(body: Buffer, encoding: FileEncoding): Generator<TextPiece> {
  if (encoding === 'utf-8' && !isUtf8(body)) {
    yield* readBrokenUtf8(body);
    return;
  }
  const decoder = iconv.getDecoder(encoding, AS_IT_STANDS);
  for (let at = 0; at < body.length; at += DECODED_AT_ONCE)
    yield { text: decoder.write(body.subarray(at, at + DECODED_AT_ONCE)), broken: [] };
  yield { text: decoder.end() ?? '', broken: [] };
}

function startText() {
  const parts: string[] = [];
  const broken: number[] = [];
  let length = 0;
  return {
    broken,
    add(piece: TextPiece): void {
      parts.push(piece.text);
      for (const at of piece.broken) broken.push(length + at);
      length += piece.text.length;
    },
    join: (): string => parts.join(''),
  };
}

function chooseEncoding(bytes: Uint8Array, wanted: FileEncoding | 'auto'): { encoding: FileEncoding; body: Buffer } {
  const mark = byteOrderMark(bytes);
  const encoding = wanted === 'auto' ? (mark?.encoding ?? detect(bytes)) : wanted;
  if (mark && mark.encoding !== encoding)
    throw new UnreadableFile(reason('encoding_mark', { found: mark.encoding.toUpperCase(), wanted: encoding }));
  const unmarked = bytes.subarray(mark?.length ?? 0);
  const body = Buffer.from(unmarked.buffer, unmarked.byteOffset, unmarked.byteLength);
  assertDecodable(body, encoding);
  return { encoding, body };
}

function toDecoded(
  bytes: Uint8Array,
  body: Buffer,
  encoding: FileEncoding,
  { join, broken }: ReturnType<typeof startText>,
): DecodedText {
  const text = join();
  if (text.includes('\0')) throw new UnreadableFile(reason(nameBinary(bytes)));
  return { text, encoding, broken, bytesOf: byteRange(text, body, encoding, broken) };
}

/** The encoding of a file, or of its beginning if that is all there is. Throws UnreadableFile. */
export function detect(bytes: Uint8Array): FileEncoding {
  const mark = byteOrderMark(bytes);
  if (mark) return mark.encoding;
  const wide = guessUtf16(bytes);
  if (wide) return wide;
  if (looksBinary(bytes)) throw new UnreadableFile(reason(nameBinary(bytes)));
  if (isUtf8(bytes)) return 'utf-8';
  const { good, alien } = judgeUtf8(bytes);
  if (good > alien) return 'utf-8';
  return declaredEncoding(bytes) ?? detectSingleByte(bytes);
}

function byteOrderMark(bytes: Uint8Array): { encoding: FileEncoding; length: number } | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', length: 2 };
  return undefined;
}

/** Western text in UTF-16 without a mark: every second byte is nearly always NUL, the others never. */
function guessUtf16(bytes: Uint8Array): FileEncoding | undefined {
  const sample = bytes.subarray(0, 4096 & ~1);
  if (bytes.length < 4 || bytes.length % 2 === 1) return undefined;
  let even = 0;
  let odd = 0;
  sample.forEach((byte, index) => {
    if (byte === 0 && index % 2 === 0) even += 1;
    if (byte === 0 && index % 2 === 1) odd += 1;
  });
  const half = sample.length / 2;
  if (odd > half * 0.8 && even === 0) return 'utf-16le';
  if (even > half * 0.8 && odd === 0) return 'utf-16be';
  return undefined;
}

const looksBinary = (bytes: Uint8Array): boolean =>
  nameBinary(bytes) !== 'file_binary' || bytes.subarray(0, 8192).includes(0);

function nameBinary(bytes: Uint8Array): ReasonCode {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  if (start.startsWith('PK\x03\x04')) return 'file_xlsx';
  if (start.startsWith('\xd0\xcf\x11\xe0')) return 'file_xls';
  if (start.startsWith('%PDF')) return 'file_pdf';
  return 'file_binary';
}

/**
 * Whether a file ends in bytes that nobody has written yet: NULs, as old writers make them who set the size of a file before they
 * fill it. Text of two bytes a character has NULs too, but never two at its end; workbooks do, and are no text anyway.
 */
export function hasUnwrittenEnd(start: Uint8Array, tail: Uint8Array): boolean {
  if (tail.at(-1) !== 0 || nameBinary(start) !== 'file_binary') return false;
  return tail.at(-2) === 0 || !tail.subarray(0, -1).includes(0);
}

/** `<?xml … encoding="ISO-8859-1"?>`; a declaration of UTF-8 has been proved wrong by then and is passed over. */
function declaredEncoding(bytes: Uint8Array): FileEncoding | undefined {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']/i.exec(head)?.[1]?.toLowerCase();
  switch (declared) {
    case 'windows-1252':
    case 'cp1252':
      return 'windows-1252';
    // Files that say ISO-8859-1 hold windows-1252 quotes and euros often enough; for the rest the two are the same.
    case 'iso-8859-1':
    case 'latin1':
      return 'windows-1252';
    case 'cp850':
    case 'ibm850':
      return 'cp850';
    case 'cp437':
    case 'ibm437':
      return 'cp437';
    default:
      return undefined;
  }
}

function assertDecodable(body: Uint8Array, encoding: FileEncoding): void {
  if (encoding === 'utf-8' && !isUtf8(body)) {
    const { good, alien } = judgeUtf8(body);
    if (alien > good) throw new UnreadableFile(reason('encoding_wrong', { wanted: 'UTF-8', line: firstBadLine(body) }));
  }
  if (encoding.startsWith('utf-16') && body.length % 2 === 1)
    throw new UnreadableFile(reason('encoding_wrong', { wanted: encoding.toUpperCase(), line: '?' }));
}

function firstBadLine(body: Uint8Array): number {
  let line = 1;
  for (let start = 0; ; line += 1) {
    const end = body.indexOf(0x0a, start);
    if (end < 0 || !isUtf8(body.subarray(start, end))) return line;
    start = end + 1;
  }
}

/** Every supported encoding gives each code unit a fixed or computable number of bytes, so the way back is exact. */
function byteRange(
  text: string,
  body: Uint8Array,
  encoding: FileEncoding,
  broken: readonly number[],
): DecodedText['bytesOf'] {
  if (encoding.startsWith('utf-16')) return (start, end) => body.subarray(start * 2, end * 2);
  if (encoding !== 'utf-8') return (start, end) => body.subarray(start, end);
  if (text.length === body.length) return (start, end) => body.subarray(start, end);
  /** A broken byte is one byte, though its sign would be three. */
  const lengthOf = (start: number, end: number): number =>
    Buffer.byteLength(text.slice(start, end)) - 2 * (countBelow(broken, end) - countBelow(broken, start));
  // Rows are asked for in rising order, so each call goes on from the last one.
  let chars = 0;
  let byte = 0;
  return (start, end) => {
    if (start < chars) {
      chars = 0;
      byte = 0;
    }
    byte += lengthOf(chars, start);
    chars = start;
    return body.subarray(byte, byte + lengthOf(start, end));
  };
}

/** How many of these rising numbers are below that one. */
export function countBelow(rising: readonly number[], limit: number): number {
  let from = 0;
  let to = rising.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rising[middle] ?? 0) < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}
