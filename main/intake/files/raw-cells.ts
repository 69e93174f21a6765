/** A cell as it stands in the file, quotes and all. */
export interface RawCell {
  readonly text: string;
  /** It begins with a quote that no quote before a separator or the end answers. */
  readonly stray: boolean;
}

export const LINE_BREAK = /[\r\n]/;
export const LINE_ENDS = /\r\n|\n|\r/;

/** One record of delimited text cut into its cells, where the reader cuts them: what lies between quotes is one piece. */
export function cutCells(record: string, delimiter: string): RawCell[] {
  const cells: RawCell[] = [];
  for (let start = 0; start <= record.length;) {
    const closed = endOfQuoted(record, start);
    const next = record.indexOf(delimiter, closed);
    const end = next < 0 ? record.length : next;
    cells.push({ text: record.slice(start, end), stray: record[start] === '"' && (closed === start || end > closed) });
    start = end + delimiter.length;
  }
  return cells;
}

/** Where the quoted text that begins there has ended; where it began, if it is none. Searched for: an expression would step back over a whole file. */
function endOfQuoted(record: string, start: number): number {
  if (record[start] !== '"') return start;
  for (let at = record.indexOf('"', start + 1); at >= 0; at = record.indexOf('"', at + 2))
    if (record[at + 1] !== '"') return at + 1;
  return start;
}

/** A stray quote that took a separator or a line break into its cell: where this cell ends is anybody's guess. */
export const isTorn = (cells: readonly RawCell[], delimiter: string): boolean =>
  cells.some(({ text, stray }) => stray && (text.includes(delimiter) || LINE_BREAK.test(text)));

/** A quote that encloses nothing: an inch sign, or the end of a text that began in a line before. */
export const hasLooseQuote = (cells: readonly RawCell[]): boolean =>
  cells.some(({ text, stray }) => stray || (text.includes('"') && !text.startsWith('"')));
