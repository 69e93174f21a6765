import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Reason } from './reasons.ts';

/** One record of a file before it is understood. Offsets are code units of the decoded text. */
export interface RawRow {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** The value at a column, path or key; undefined when the record has none there. */
  read(place: string | number): string | undefined;
  /** True where the value is a number of JSON: its dot is the decimal mark, whatever the folder says. */
  isNumber?(place: string | number): boolean;
  /** Why the record as such cannot be read. */
  readonly fault?: Reason;
}

export interface RawTable {
  readonly rows: readonly RawRow[];
  /** Every column, path or key that occurs, in the order of the file. */
  readonly places: readonly (string | number)[];
  /** Those of which a record has more than one. */
  readonly repeated?: ReadonlySet<string | number>;
  /** The mark between columns, where there is one. */
  readonly delimiter?: string;
}

const ROWS_A_TURN = 100;

/** Lets other work of the process run now and then: `await breathe(count)` in a loop over rows. */
export async function breathe(count: number): Promise<void> {
  if (count % ROWS_A_TURN === ROWS_A_TURN - 1) await nextTurn();
}

/** As `rows.flatMap(make)`, with other work let in between. */
export async function flatMapInTurns<Row, Made>(
  rows: readonly Row[],
  make: (row: Row) => readonly Made[],
): Promise<Made[]> {
  const made: Made[] = [];
  for (const [index, row] of rows.entries()) {
    made.push(...make(row));
    await breathe(index);
  }
  return made;
}

/** A text without the end-of-file mark of DOS, and without what a writer's buffer left behind it. */
export const withoutEndMark = (text: string): string => text.replace(/\u001a[\s\u001a]*$/, '');

export interface Line {
  readonly number: number;
  readonly start: number;
  /** Without the line end. */
  readonly end: number;
  readonly text: string;
}

/** Lines that end with CRLF, LF or a lone CR; a DOS end-of-file mark counts as nothing. */
export function* splitLines(text: string): Generator<Line> {
  const ends = /\r\n|\n|\r/g;
  let start = 0;
  for (let number = 1; start <= text.length; number += 1) {
    ends.lastIndex = start;
    const found = ends.exec(text);
    const end = found ? found.index : text.length;
    const line = text.slice(start, end);
    yield { number, start, end, text: line === '\u001a' ? '' : line };
    if (!found) return;
    start = found.index + found[0].length;
  }
}

/** Line ends in text[from, to): CRLF, LF or a lone CR. */
export function countLineEnds(text: string, from: number, to: number): number {
  let ends = 0;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) ends += 1;
  }
  return ends;
}
