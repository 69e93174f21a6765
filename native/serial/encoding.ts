import codepage from '@point-of-sale/codepage-encoder';
import type { SerialEncoding } from '../../main/contract/serial-profile.ts';

const COMBINING = /\p{M}/gu;
const withoutAccents = (text: string): string => text.normalize('NFD').replace(COMBINING, '');

const reverse = new Map<SerialEncoding, string[]>();

/** The 256 characters of a code page, by byte. */
function charactersOf(encoding: SerialEncoding): string[] {
  const known = reverse.get(encoding);
  if (known) return known;
  const points = encoding === 'ascii' ? [] : codepage.getCodepoints(encoding, true);
  const table = Array.from({ length: 256 }, (_, byte) =>
    byte < 0x80
      ? String.fromCharCode(byte)
      : points[byte] === undefined
        ? '\ufffd'
        : String.fromCodePoint(points[byte]),
  );
  reverse.set(encoding, table);
  return table;
}

/**
 * Text to the bytes of a display or till. A character that the code page lacks loses its accent first (CP437 has no Á) and
 * becomes `?` only when that does not help. Always one byte a character, so that columns stay in line.
 */
export function encodeText(text: string, encoding: SerialEncoding): Uint8Array {
  const table = charactersOf(encoding);
  const bytes = [...text.normalize('NFC')].map((character) => {
    const exact = table.indexOf(character);
    if (exact >= 0 && character !== '\ufffd') return exact;
    const plain = withoutAccents(character);
    const code = plain.length === 1 ? plain.charCodeAt(0) : 0x3f;
    return code < 0x80 ? code : 0x3f;
  });
  return Uint8Array.from(bytes);
}

/** Bytes of a till to text. */
export function decodeText(bytes: Uint8Array, encoding: SerialEncoding): string {
  const table = charactersOf(encoding);
  return Array.from(bytes, (byte) => table[byte] ?? '\ufffd').join('');
}

/** The text as that code page can write it: what it lacks has lost its accent, or is `?`. */
export const fitText = (text: string, encoding: SerialEncoding): string =>
  decodeText(encodeText(text, encoding), encoding);
