import { summarize, type CaseResult, type Row } from './figures.ts';

/** A case as a markdown table: median [min..max] of its repeats, and ×ratio where a row stands beside another. */
export function writeTable({ title, rows, notes = [] }: CaseResult): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.figures)))];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `## ${title}`,
    '',
    line(['', ...columns]),
    line(['---', ...columns.map(() => '---:')]),
    ...rows.map((row) => line([row.what, ...columns.map((column) => writeCell(row, column, rows))])),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `- ${note}`)] : []),
    '',
  ].join('\n');
}

function writeCell(row: Row, column: string, rows: readonly Row[]): string {
  const figures = row.figures[column];
  if (!figures || figures.length === 0) return '';
  const { median, min, max } = summarize(figures);
  const spread = figures.length > 1 ? ` [${short(min)}..${short(max)}]` : '';
  const other = rows.find(({ what }) => what === row.beside)?.figures[column];
  const ratio = other && other.length > 0 ? ` ×${short(median / summarize(other).median)}` : '';
  return `${short(median)}${spread}${ratio}`;
}

/** Three figures that count; whole numbers from a hundred on, with the thousands set apart. */
const short = (figure: number): string =>
  Math.abs(figure) >= 100 ? Math.round(figure).toLocaleString('en-US') : String(Number(figure.toPrecision(3)));
