/** Letters that Spanish text in Guatemala is written with; any other letter is possible in a name, but odd. */
const SPANISH = 'áéíóúüñÁÉÍÓÚÜÑ';
const USUAL_SIGNS = '¿¡ºª°«»“”‘’–—…·€\u00a0';
const RARE_SIGNS = '•£®™©½¼¾±×´¨§¶²³';

/**
 * How strange a letter beyond ASCII looks between its neighbours, in a reading of a one-byte file: `wrong` is a sign that no text
 * has there (a box line, a currency sign inside a word, a lower-case letter among capitals), `odd` a letter or sign that is
 * seldom seen in Spanish.
 */
export function strangeness(before: string, char: string, after: string): 'wrong' | 'odd' | undefined {
  if (/\p{L}/u.test(char) && !'ºª'.includes(char)) {
    if (!fitsCase(char, before, after)) return 'wrong';
    return SPANISH.includes(char) ? undefined : 'odd';
  }
  if (!fitsSign(char, before, after)) return 'wrong';
  return USUAL_SIGNS.includes(char) ? undefined : 'odd';
}

const isLetter = (char: string): boolean => /\p{L}/u.test(char) && !'ºªµ'.includes(char);
const isLower = (char: string): boolean => isLetter(char) && char !== char.toUpperCase();
const isUpper = (char: string): boolean => isLetter(char) && char !== char.toLowerCase();

/** A capital does not follow a small letter inside a word, nor a small one stand between two capitals. */
function fitsCase(char: string, before: string, after: string): boolean {
  if ('µßıƒªº'.includes(char)) return false;
  if (isUpper(char)) return !isLower(before);
  return !(isUpper(before) && isUpper(after));
}

function fitsSign(char: string, before: string, after: string): boolean {
  if (char === '\u00a0') return !(isLetter(before) && isLetter(after));
  if (!USUAL_SIGNS.includes(char) && !RARE_SIGNS.includes(char)) return false;
  if ('¿¡«“‘'.includes(char)) return !isLetter(before) && !/\d/.test(before);
  if ('»”…®™©'.includes(char)) return !(isLetter(before) && isLetter(after));
  if (char === '’') return true;
  if ('ºª°½¼¾±²³'.includes(char)) return !isLetter(after) && !(isLetter(before) && !/[nNpPaAoO]/.test(before));
  if (char === '€' || char === '£') return /[\d\s.,;|"']/.test(before) || /[\d\s]/.test(after);
  return !(isLetter(before) && isLetter(after));
}
