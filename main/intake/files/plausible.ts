/** Letters that Spanish text in Guatemala is written with; any other letter is possible in a name, but odd. */
const SPANISH = 'áéíóúüñÁÉÍÓÚÜÑ';
const USUAL_SIGNS = '¿¡ºª°«»“”‘’–—…·€\u00a0';
const RARE_SIGNS = '•£®™©½¼¾±×´¨§¶²³';

/**
 * How strange a reading of a one-byte file looks: `wrong` counts signs that no text has there (a box line, a currency sign
 * inside a word, a lower-case letter among capitals), `odd` letters
 * and signs that are seldom seen in Spanish.
 */
export function strangeness(text: string): { wrong: number; odd: number } {
  let wrong = 0;
  let odd = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char < '\u0080') continue;
    const before = text[at - 1] ?? ' ';
    const after = text[at + 1] ?? ' ';
    if (/\p{L}/u.test(char) && !'ºª'.includes(char)) {
      if (!fitsCase(char, before, after)) wrong += 1;
      else if (!SPANISH.includes(char)) odd += 1;
      continue;
    }
    if (!fitsSign(char, before, after)) wrong += 1;
    else if (!USUAL_SIGNS.includes(char)) odd += 1;
  }
  return { wrong, odd };
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
