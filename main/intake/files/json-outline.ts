import { setImmediate as nextTurn } from 'node:timers/promises';
import { UnreadableFile, reason } from './reasons.ts';
import { countLineEnds } from './rows.ts';

export interface JsonLeaf {
  readonly text: string;
  readonly number: boolean;
}
/** What stands where in a JSON text. */
export interface JsonNode {
  readonly kind: 'object' | 'array' | 'leaf';
  readonly start: number;
  readonly end: number;
  /** None for null. */
  readonly leaf?: JsonLeaf | undefined;
  readonly entries?: readonly JsonEntry[];
}
/** The key in a list is the place, from 0. */
type JsonEntry = readonly [key: string, node: JsonNode];

interface OpenNode {
  readonly kind: 'object' | 'array';
  readonly start: number;
  readonly entries: JsonEntry[];
  /** Of the value that comes next. */
  key: string;
}

/** No export is built higher; a tower of brackets must not bring the reader down. */
const MOST_LEVELS = 100;
/** Values between two turns for others; some hundred µs. */
const VALUES_A_TURN = 1000;
/** Of what cannot be read. */
const SHOWN = 20;

/** A value that is no object and no list, but for strings. */
const BARE = /(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|true|false|(null)/y;
/** What a string may not hold as it stands; all else is its own text. */
const ESCAPED = /[\\\u0000-\u001f]/;

/**
 * The outline of a JSON text, with other work let in between: where each value begins and ends, with the digits of numbers as they
 * stand (JSON.parse would round 12345678901234567890) and with repeated keys kept apart. Takes what JSON.parse takes and nothing
 * else; that on a whole export would keep everybody waiting.
 */
export async function outlineJson(text: string): Promise<JsonNode> {
  let at = 0;
  const open: OpenNode[] = [];

  for (let count = 1; ; count += 1) {
    if (count % VALUES_A_TURN === 0) await nextTurn();
    let closed = readValue();
    // A value may end those around it.
    while (closed) {
      const around = open.at(-1);
      if (!around) {
        skipSpace();
        return at === text.length ? closed : refuse();
      }
      around.entries.push([around.kind === 'array' ? String(around.entries.length) : around.key, closed]);
      skipSpace();
      closed = undefined;
      if (take(',')) readKey(around);
      else closed = close(around);
    }
  }

  /** The value that begins here; undefined where it has been opened and its first entry comes next. */
  function readValue(): JsonNode | undefined {
    if (open.length > MOST_LEVELS) throw new UnreadableFile(reason('json_deep'));
    skipSpace();
    const start = at;
    const sign = text[at];
    if (sign !== '{' && sign !== '[') {
      const leaf = sign === '"' ? { text: readString(), number: false } : readBare();
      return { kind: 'leaf', start, end: at, leaf };
    }
    at += 1;
    const node: OpenNode = { kind: sign === '{' ? 'object' : 'array', start, entries: [], key: '' };
    open.push(node);
    skipSpace();
    if (text[at] === '}' || text[at] === ']') return close(node);
    readKey(node);
    return undefined;
  }

  function readKey(node: OpenNode): void {
    if (node.kind === 'array') return;
    skipSpace();
    node.key = readString();
    skipSpace();
    if (!take(':')) refuse();
  }

  function close({ kind, start, entries }: OpenNode): JsonNode {
    if (!take(kind === 'object' ? '}' : ']')) refuse();
    open.pop();
    return { kind, start, end: at, entries };
  }

  function readString(): string {
    if (text[at] !== '"') refuse();
    let end = text.indexOf('"', at + 1);
    while (end >= 0 && isEscaped(end)) end = text.indexOf('"', end + 1);
    if (end < 0) {
      at = text.length;
      refuse();
    }
    const inner = text.slice(at + 1, end);
    const read = ESCAPED.test(inner) ? unescape(text.slice(at, end + 1)) : inner;
    at = end + 1;
    return read;
  }

  function isEscaped(quote: number): boolean {
    let before = quote - 1;
    while (text[before] === '\\') before -= 1;
    return (quote - before) % 2 === 0;
  }

  function unescape(quoted: string): string {
    try {
      return JSON.parse(quoted) as string;
    } catch {
      return refuse();
    }
  }

  function readBare(): JsonLeaf | undefined {
    BARE.lastIndex = at;
    const [found, number, none] = BARE.exec(text) ?? refuse();
    at += found.length;
    return none === undefined ? { text: found, number: number !== undefined } : undefined;
  }

  function skipSpace(): void {
    for (let code = text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13); code = text.charCodeAt(at)) {
      if (code === 11 || code === 12) refuse();
      at += 1;
    }
  }

  function take(sign: string): boolean {
    if (text[at] !== sign) return false;
    at += 1;
    return true;
  }

  function refuse(): never {
    const line = 1 + countLineEnds(text, 0, at);
    const near = text.slice(at, at + SHOWN).trim();
    throw new UnreadableFile(near === '' ? reason('json_cut', { line }) : reason('json_broken', { line, text: near }));
  }
}
