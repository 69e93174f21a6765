import { isUtf8 } from 'node:buffer';

/** Enough to tell an encoding by. */
const JUDGED_AT_MOST = 1 << 20;
/** A ms or two. */
const READ_AT_ONCE = 256 * 1024;
const LINE_FEED = 0x0a;
/** What stands for a byte that is no text. */
const BROKEN = '\ufffd';

/**
 * How much speaks for UTF-8 in a file that is not valid UTF-8 as a whole: `good` counts letters and signs of western text that only
 * UTF-8 makes (an `ñ` of two bytes is `Ã±` elsewhere), `alien` the bytes that no cut UTF-8 leaves behind, such as the `ñ` of
 * windows-1252. A field of so many bytes cuts its last letter and leaves neither.
 */
export function judgeUtf8(bytes: Uint8Array): { readonly good: number; readonly alien: number } {
  let from = 0;
  while (from < bytes.length && (bytes[from] ?? 0) < 0x80) from += 1;
  const end = Math.min(bytes.length, from + JUDGED_AT_MOST);
  let good = 0;
  let alien = 0;
  for (let at = from; at < end;) {
    const lead = bytes[at] ?? 0;
    const length = lengthAt(bytes, at);
    if (length > 1 && isWestern(lead, bytes[at + 1] ?? 0)) good += 1;
    if (length === 0 && lead > 0xc3 && lead !== 0xe2 && lead !== 0xf0) alien += 1;
    at += Math.max(length, 1);
  }
  return { good, alien };
}

/** U+00A0 to U+00FF, the quotes, dashes and signs of U+2000 to U+213F, and all that needs four bytes. */
const isWestern = (lead: number, next: number): boolean =>
  lead === 0xc2 || lead === 0xc3 || (lead === 0xe2 && next <= 0x84) || lead >= 0xf0;

/** How many bytes the character takes that begins there; 0 where none does. */
function lengthAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  return at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

/** A piece of a text, and where in it the broken bytes stand, each as one U+FFFD. */
export interface TextPiece {
  readonly text: string;
  readonly broken: readonly number[];
}

/** Reads UTF-8 with broken bytes in it, in pieces that end with a line. */
export function* readBrokenUtf8(body: Buffer): Generator<TextPiece> {
  for (let start = 0; start < body.length;) {
    const found = body.indexOf(LINE_FEED, Math.min(start + READ_AT_ONCE, body.length) - 1);
    const end = found < 0 ? body.length : found + 1;
    const piece = body.subarray(start, end);
    yield isUtf8(piece) ? { text: piece.toString('utf8'), broken: [] } : readPiece(piece);
    start = end;
  }
}

function readPiece(piece: Buffer): TextPiece {
  const broken: number[] = [];
  let text = '';
  let from = 0;
  for (let at = 0; at < piece.length;) {
    const length = lengthAt(piece, at);
    if (length === 0) {
      text += piece.toString('utf8', from, at);
      broken.push(text.length);
      text += BROKEN;
      from = at + 1;
    }
    at += Math.max(length, 1);
  }
  return { text: text + piece.toString('utf8', from), broken };
}
