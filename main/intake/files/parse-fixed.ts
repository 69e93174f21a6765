import type { RawRow, RawTable } from './rows.ts';
import { breathe, splitLines } from './rows.ts';
import { reason } from './reasons.ts';

export type Spans = Readonly<Record<string, readonly [from: number, to: number] | undefined>>;

/** Lines with columns by position, in characters. A line that ends before a column begins is a bad row. */
export async function parseFixed(text: string, columns: Spans, header: boolean): Promise<RawTable> {
  const rows: RawRow[] = [];
  let skip = header;
  const needed = (['order_id', 'amount'] as const).filter((name) => columns[name]);
  for (const { number, start, end, text: line } of splitLines(text)) {
    if (line.trim() === '') continue;
    if (skip) {
      skip = false;
      continue;
    }
    // Positions count characters; an emoji in a name is two code units.
    const chars = /[\ud800-\udfff]/.test(line) ? [...line] : line;
    const missing = needed.find((name) => chars.length <= (columns[name]?.[0] ?? 0));
    const row: RawRow = {
      line: number,
      start,
      end,
      read(place) {
        const span = columns[String(place)];
        if (!span) return undefined;
        const cut = chars.slice(span[0], span[1]);
        return (typeof cut === 'string' ? cut : cut.join('')).trim();
      },
    };
    rows.push(
      missing === undefined
        ? row
        : {
            ...row,
            fault: reason('line_short', { found: chars.length, field: missing, wanted: columns[missing]?.[0] ?? 0 }),
          },
    );
    await breathe(rows.length);
  }
  return { rows, places: Object.keys(columns) };
}
