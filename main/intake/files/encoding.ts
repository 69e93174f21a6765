import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import iconv from 'iconv-lite';
import type { FileEncoding } from '../../contract/folder-words.ts';
import { UnreadableFile, reason, type ReasonCode } from './reasons.ts';
import { strangeness } from './plausible.ts';

/** A file as text, with the way back to its bytes. Offsets are UTF-16 code units of `text`. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: FileEncoding;
  /** The original bytes of text[start, end). */
  bytesOf(start: number, end: number): Uint8Array;
}

const SINGLE_BYTE = ['windows-1252', 'cp850', 'cp437'] as const;
const SPACE = 0x20;
/** A ms or two. */
const DECODED_AT_ONCE = 256 * 1024;
/** A mark has been taken off before; another one is text. */
const AS_IT_STANDS = { stripBOM: false };

/**
 * Decodes a file. With `auto`, a reading that must be right comes first (byte order mark, the NULs of UTF-16, valid UTF-8),
 * then what the file says of itself, then the one-byte encoding in which the accents stand where Spanish puts them.
 * Throws UnreadableFile, naming the choice, where two readings are equally good.
 */
export function decodeFile(bytes: Uint8Array, wanted: FileEncoding | 'auto'): DecodedText {
  const { encoding, body } = chooseEncoding(bytes, wanted);
  return toDecoded(bytes, body, encoding, iconv.decode(body, encoding, AS_IT_STANDS));
}

/** The same for large files, with other work let in between. */
export async function decodeInTurns(bytes: Uint8Array, wanted: FileEncoding | 'auto'): Promise<DecodedText> {
  const { encoding, body } = chooseEncoding(bytes, wanted);
  const decoder = iconv.getDecoder(encoding, AS_IT_STANDS);
  const parts: string[] = [];
  for (let at = 0; at < body.length; at += DECODED_AT_ONCE) {
    parts.push(decoder.write(body.subarray(at, at + DECODED_AT_ONCE)));
    await nextTurn();
  }
  parts.push(decoder.end() ?? '');
  return toDecoded(bytes, body, encoding, parts.join(''));
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

function toDecoded(bytes: Uint8Array, body: Buffer, encoding: FileEncoding, text: string): DecodedText {
  if (text.includes('\0')) throw new UnreadableFile(reason(nameBinary(bytes)));
  return { text, encoding, bytesOf: byteRange(text, body, encoding) };
}

/** The encoding of a file, or of its beginning if that is all there is. Throws UnreadableFile. */
export function detect(bytes: Uint8Array): FileEncoding {
  const mark = byteOrderMark(bytes);
  if (mark) return mark.encoding;
  const wide = guessUtf16(bytes);
  if (wide) return wide;
  if (looksBinary(bytes)) throw new UnreadableFile(reason(nameBinary(bytes)));
  if (isUtf8(bytes)) return 'utf-8';
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

function detectSingleByte(bytes: Uint8Array): FileEncoding {
  const sample = bytes.subarray(0, 1 << 20);
  const letters = countLetters(sample);
  const readings = SINGLE_BYTE.map((encoding) => readLetters(letters, encoding));
  const [windows, dos850, dos437] = readings as [Reading, Reading, Reading];
  const dos =
    dos437.wrong < dos850.wrong || (dos437.wrong === dos850.wrong && dos437.odd < dos850.odd) ? dos437 : dos850;
  if (windows.wrong < dos.wrong || (windows.wrong === dos.wrong && windows.odd <= dos.odd && windows.wrong === 0))
    return windows.encoding;
  if (dos.wrong < windows.wrong) {
    if (dos.wrong > 0) throw new UnreadableFile(reason('encoding_unknown'));
    if (dos850.wrong === 0 && dos437.wrong === 0 && dos850.text !== dos437.text && dos850.odd === dos437.odd)
      throw ambiguous(sample, dos850, dos437);
    return dos.encoding;
  }
  if (windows.wrong > 0 && !windows.text.includes('\ufffd')) return windows.encoding;
  if (windows.wrong > 0) throw new UnreadableFile(reason('encoding_unknown'));
  throw ambiguous(sample, windows, dos);
}
interface Reading {
  readonly encoding: FileEncoding;
  /** The letters in question with their neighbours. */
  readonly text: string;
  readonly wrong: number;
  readonly odd: number;
}

/**
 * How often each byte that the encodings read differently stands between which neighbours, as one number of three bytes: all that
 * a reading is judged by, and much less than the text.
 */
function countLetters(bytes: Uint8Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    const key = ((bytes[at - 1] ?? SPACE) << 16) | (byte << 8) | (bytes[at + 1] ?? SPACE);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function readLetters(letters: ReadonlyMap<number, number>, encoding: FileEncoding): Reading {
  const bytes = [...letters.keys()].flatMap((key) => [key >> 16, (key >> 8) & 0xff, key & 0xff]);
  const text = iconv.decode(Buffer.from(bytes), encoding);
  const found = { wrong: 0, odd: 0 };
  [...letters.values()].forEach((count, index) => {
    const [before = '', char = '', after = ''] = text.slice(index * 3, index * 3 + 3);
    const kind = strangeness(before, char, after);
    if (kind) found[kind] += count;
  });
  return { encoding, text, ...found };
}

function ambiguous(sample: Uint8Array, first: Reading, second: Reading): UnreadableFile {
  const words = ({ encoding }: Reading): string[] => iconv.decode(Buffer.from(sample), encoding).split(/[\s,;|\t"=]+/u);
  const one = words(first);
  const other = words(second);
  const at = one.findIndex((word, index) => word !== other[index]);
  return new UnreadableFile(
    reason('encoding_ambiguous', {
      first: first.encoding,
      second: second.encoding,
      a: one[at] ?? '',
      b: other[at] ?? '',
    }),
  );
}

function assertDecodable(body: Uint8Array, encoding: FileEncoding): void {
  if (encoding === 'utf-8' && !isUtf8(body))
    throw new UnreadableFile(reason('encoding_wrong', { wanted: 'UTF-8', line: firstBadLine(body) }));
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
function byteRange(text: string, body: Uint8Array, encoding: FileEncoding): DecodedText['bytesOf'] {
  if (encoding.startsWith('utf-16')) return (start, end) => body.subarray(start * 2, end * 2);
  if (encoding !== 'utf-8') return (start, end) => body.subarray(start, end);
  if (text.length === body.length) return (start, end) => body.subarray(start, end);
  // Rows are asked for in rising order, so each call goes on from the last one.
  let chars = 0;
  let byte = 0;
  return (start, end) => {
    if (start < chars) {
      chars = 0;
      byte = 0;
    }
    byte += Buffer.byteLength(text.slice(chars, start));
    chars = start;
    return body.subarray(byte, byte + Buffer.byteLength(text.slice(start, end)));
  };
}
