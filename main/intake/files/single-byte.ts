import iconv from 'iconv-lite';
import type { FileEncoding } from '../../contract/folder-words.ts';
import { isSpanishWord, strangeness, type Neighbours } from './plausible.ts';
import { UnreadableFile, reason } from './reasons.ts';

const SINGLE_BYTE = ['windows-1252', 'cp850', 'cp437'] as const;
const SPACE = 0x20;
/** A letter is judged with two neighbours on each side. */
const WINDOW = 5;

interface Reading {
  readonly encoding: FileEncoding;
  /** The letters in question with their neighbours. */
  readonly text: string;
  readonly wrong: number;
  readonly odd: number;
  /** Letters of Spanish inside a word: what a reading is believed for. */
  readonly spanish: number;
}

/**
 * The one-byte encoding in which the accents stand where Spanish puts them. Signs that are seldom seen (`®`, `£`, `µ`) count nothing
 * against windows-1252 where no other reading makes words of them. Throws UnreadableFile, naming the choice, where two are equally good.
 */
export function detectSingleByte(bytes: Uint8Array): FileEncoding {
  const sample = bytes.subarray(0, 1 << 20);
  const letters = countLetters(sample);
  const readings = SINGLE_BYTE.map((encoding) => readLetters(letters, encoding));
  const [windows, dos850, dos437] = readings as [Reading, Reading, Reading];
  const dos =
    dos437.wrong < dos850.wrong || (dos437.wrong === dos850.wrong && dos437.odd < dos850.odd) ? dos437 : dos850;
  if (windows.wrong < dos.wrong) return windows.encoding;
  const isBetter = dos.spanish > windows.spanish;
  if (dos.wrong > 0) {
    // Nothing fits; windows-1252 is what is left, unless it has no such bytes or the other makes words.
    if (windows.text.includes('\ufffd') || (dos.wrong < windows.wrong && isBetter))
      throw new UnreadableFile(reason('encoding_unknown'));
    return windows.encoding;
  }
  if (windows.wrong === 0) {
    if (windows.odd <= dos.odd || !isBetter) return windows.encoding;
    throw ambiguous(sample, windows, dos);
  }
  if (dos437.wrong === 0 && dos850.text !== dos437.text && dos850.wrong === 0 && dos850.odd === dos437.odd)
    throw ambiguous(sample, dos850, dos437);
  return dos.encoding;
}

/**
 * How often each byte that the encodings read differently stands between which neighbours, as one number of five bytes: all that
 * a reading is judged by, and much less than the text.
 */
function countLetters(bytes: Uint8Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (let at = 0; at < bytes.length; at += 1) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    let key = 0;
    for (let near = at - 2; near <= at + 2; near += 1) key = key * 256 + (bytes[near] ?? SPACE);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function readLetters(letters: ReadonlyMap<number, number>, encoding: FileEncoding): Reading {
  const bytes = [...letters.keys()].flatMap((key) =>
    Array.from({ length: WINDOW }, (_, at) => Math.floor(key / 256 ** (WINDOW - 1 - at)) % 256),
  );
  const text = iconv.decode(Buffer.from(bytes), encoding);
  const found = { wrong: 0, odd: 0, spanish: 0 };
  [...letters.values()].forEach((count, index) => {
    const near = [...text.slice(index * WINDOW, (index + 1) * WINDOW)] as unknown as Neighbours;
    const kind = strangeness(near);
    if (kind) found[kind] += count;
    else if (isSpanishWord(near)) found.spanish += count;
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
