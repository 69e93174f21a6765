const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/** One object or list on the way to the place that is read. */
interface Level {
  /** Its keys so far, each with where its value lies in the text; null for a list. */
  readonly keys: Map<string, readonly [from: number, to: number]> | null;
  key: string;
  /** Where the present value begins; -1 before the colon. */
  valueAt: number;
  index: number;
}

/**
 * Keys that stand twice in an object of this JSON with different values, as dotted paths; `JSON.parse` keeps the last of them in silence,
 * of two amounts too. The text must be valid JSON. Objects deeper than `deepest` levels are passed over.
 *
 * One pass over the characters, with a key's text taken only where it is looked at: a till's body costs some millionths of a second.
 */
export function findRepeatedKeys(json: string, deepest = Number.POSITIVE_INFINITY): string[] {
  const found = new Set<string>();
  const levels: Level[] = [];
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const sign = json.charCodeAt(at);
    const level = depth <= deepest ? levels.at(-1) : undefined;
    if (sign === QUOTE) {
      const end = endOfString(json, at);
      if (level?.keys && level.valueAt < 0) level.key = readKey(json.slice(at + 1, end));
      at = end;
    } else if (sign === COLON) {
      if (level) level.valueAt = at + 1;
    } else if (sign === OPEN_OBJECT || sign === OPEN_LIST) {
      depth += 1;
      if (depth <= deepest)
        levels.push({ keys: sign === OPEN_OBJECT ? new Map() : null, key: '', valueAt: -1, index: 0 });
    } else if (sign === COMMA || sign === CLOSE_OBJECT || sign === CLOSE_LIST) {
      if (level) endValue(level, at);
      if (sign === COMMA) continue;
      if (level) levels.pop();
      depth -= 1;
    }
  }
  return [...found];

  function endValue(level: Level, at: number): void {
    level.index += 1;
    if (!level.keys || level.valueAt < 0) return;
    const before = level.keys.get(level.key);
    if (before && json.slice(...before).trim() !== json.slice(level.valueAt, at).trim()) found.add(pathTo(level.key));
    level.keys.set(level.key, [level.valueAt, at]);
    level.valueAt = -1;
  }

  function pathTo(key: string): string {
    const above = levels.slice(0, -1).map((level) => (level.keys ? level.key : String(level.index)));
    return [...above, key].join('.');
  }
}

/** As the parser reads it: letters may be written as escapes. */
const readKey = (written: string): string =>
  written.includes('\\') ? (JSON.parse(`"${written}"`) as string) : written;

function endOfString(json: string, from: number): number {
  let end = json.indexOf('"', from + 1);
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end;
}

function isEscaped(json: string, at: number): boolean {
  let before = at - 1;
  while (json.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}
