import type { RawRow, RawTable } from './rows.ts';
import { breathe, splitLines } from './rows.ts';
import { type Reason, reason } from './reasons.ts';

export type Spans = Readonly<Record<string, readonly [from: number, to: number] | undefined>>;

/** Lines with columns by position, in characters. A line that ends before a column begins is a bad row. */
export async function parseFixed(text: string, columns: Spans, header: boolean): Promise<RawTable> {
  const rows: RawRow[] = [];
  let skip = header;
  for (const { number, start, end, text: line } of splitLines(text)) {
    if (line.trim() === '') continue;
    if (skip) {
      skip = false;
      continue;
    }
    // Positions count characters; an emoji in a name is two code units.
    const chars = /[\ud800-\udfff]/.test(line) ? [...line] : line;
    const cell = (span: readonly [number, number]): string => {
      const cut = chars.slice(span[0], span[1]);
      return typeof cut === 'string' ? cut : cut.join('');
    };
    const fault = findFault(chars.length, columns, cell);
    rows.push({
      line: number,
      start,
      end,
      read(place) {
        const span = columns[String(place)];
        return span && cell(span).trim();
      },
      ...(fault && { fault }),
    });
    await breathe(rows.length);
  }
  return { rows, places: Object.keys(columns) };
}

function findFault(
  length: number,
  columns: Spans,
  cell: (span: readonly [number, number]) => string,
): Reason | undefined {
  for (const field of ['order_id', 'amount'] as const) {
    const span = columns[field];
    if (span && length <= span[0]) return reason('line_short', { found: length, field, wanted: span[0] });
  }
  const { amount } = columns;
  // A number that is filled up on its left reaches to the end of its column: cut off, it would be another one.
  if (amount && length < amount[1] && /^(?:\s|0\d)/.test(cell(amount)))
    return reason('line_cut', { found: length, field: 'amount', wanted: amount[1] });
  return undefined;
}
