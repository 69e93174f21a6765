/** Letters that Spanish text in Guatemala is written with; any other letter is possible in a name, but odd. */
const SPANISH = 'áéíóúüñÁÉÍÓÚÜÑ';
const USUAL_SIGNS = '¿¡ºª°«»“”‘’–—…·€\u00a0';
const RARE_SIGNS = '•£®™©½¼¾±×÷´¨§¶¹²³†‡‰µ¢';

/** A character beyond ASCII in the middle, with two neighbours on each side. */
export type Neighbours = readonly [before2: string, before: string, char: string, after: string, after2: string];

/**
 * How strange a letter beyond ASCII looks between its neighbours, in a reading of a one-byte file: `wrong` is a sign that no text
 * has there (a box line, a currency sign inside a word, a lower-case letter among capitals), `odd` a letter or sign that is
 * seldom seen in Spanish.
 */
export function strangeness(near: Neighbours): 'wrong' | 'odd' | undefined {
  const [, before, char, after] = near;
  if (/\p{L}/u.test(char) && !'ºªµ'.includes(char)) {
    if (!fitsCase(char, before, after)) return 'wrong';
    return SPANISH.includes(char) ? undefined : 'odd';
  }
  if (!fitsSign(near)) return 'wrong';
  return USUAL_SIGNS.includes(char) ? undefined : 'odd';
}

/** A letter of Spanish in a word of at least three: `ÁVILA`, not the `ÁF` that `µF` is elsewhere. */
export const isSpanishWord = ([, before, char, after, after2]: Neighbours): boolean =>
  SPANISH.includes(char) && (isLetter(before) || (isLetter(after) && isLetter(after2)));

const isLetter = (char: string): boolean => /\p{L}/u.test(char) && !'ºªµ'.includes(char);
const isLower = (char: string): boolean => isLetter(char) && char !== char.toUpperCase();
const isUpper = (char: string): boolean => isLetter(char) && char !== char.toLowerCase();
const isDigit = (char: string): boolean => /\d/.test(char);

/** A capital does not follow a small letter inside a word, nor a small one stand between two capitals. */
function fitsCase(char: string, before: string, after: string): boolean {
  if ('ßıƒ'.includes(char)) return false;
  if (isUpper(char)) return !isLower(before);
  return !(isUpper(before) && isUpper(after));
}

function fitsSign([before2, before, char, after, after2]: Neighbours): boolean {
  if (char === '\u00a0') return !(isLetter(before) && isLetter(after));
  if (!USUAL_SIGNS.includes(char) && !RARE_SIGNS.includes(char)) return false;
  if ('¿¡«“‘'.includes(char)) return !isLetter(before) && !isDigit(before);
  if ('»”…®™©'.includes(char)) return !(isLetter(before) && isLetter(after));
  if (char === '’') return true;
  if ('ºª°½¼¾¹²³'.includes(char)) return !isLetter(after) && !(isLetter(before) && !/[nNpPaAoO]/.test(before));
  if (char === '±') return !isLetter(after) && !isLetter(before);
  if (char === '€' || char === '£') return /[\d\s.,;|"']/.test(before) || /[\d\s]/.test(after);
  // 50¢, ¢50 and 50 ¢, but not the `5 ó 6` of DOS; µF, but not its `ÁVILA`; § 5, but not its 5º and n.º.
  if (char === '¢') return isDigit(before) || isDigit(after) || (isDigit(before2) && !/[\p{L}\s]/u.test(after));
  if (char === 'µ') return !isLetter(before) && !(isLetter(after) && isLetter(after2));
  if (char === '§') return !isLetter(before) && !isDigit(before) && before !== '.';
  if (char === '¨') return !isLetter(after);
  return !(isLetter(before) && isLetter(after));
}
