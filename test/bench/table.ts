import { summarize, type CaseResult, type Goal, type Row } from './figures.ts';

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A case as a markdown table: median [min..max] of its repeats, and ×ratio where a row stands beside another. */
export function writeTable({ title, rows, notes = [] }: CaseResult): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.figures)))];
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

/** All goals of a run as one table: figure, baseline of the same run, ratio, goal, met or not. Empty without goals. */
export function writeGoals(results: readonly CaseResult[]): string {
  const judged = results.flatMap((result) => (result.goals ?? []).map((goal) => judge(result, goal)));
  if (judged.length === 0) return '';
  return [
    '## Goals',
    '',
    line(['what', 'figure', 'baseline', 'ratio', 'goal', 'met']),
    line(['---', '---:', '---:', '---:', '---:', '---']),
    ...judged.map(({ what, figure, baseline, ratio, wanted, met }) =>
      line([what, short(figure), showing(baseline), showing(ratio, '×'), wanted, met ? 'yes' : '**no**']),
    ),
    '',
  ].join('\n');
}

function judge({ title, rows }: CaseResult, goal: Goal) {
  const medianOf = (what: string): number =>
    summarize(rows.find((row) => row.what === what)?.figures[goal.column] ?? []).median;
  const figure = medianOf(goal.row);
  const baseline = goal.beside === undefined ? undefined : medianOf(goal.beside);
  const ratio = baseline === undefined ? undefined : figure / baseline;
  const judged = ratio ?? figure;
  const sign = ratio === undefined ? '' : '×';
  const wanted = [
    ...(goal.least === undefined ? [] : [`≥ ${sign}${short(goal.least)}`]),
    ...(goal.most === undefined ? [] : [`≤ ${sign}${short(goal.most)}`]),
  ].join(', ');
  // What was not measured is not met.
  const met = judged >= (goal.least ?? -Infinity) && judged <= (goal.most ?? Infinity);
  return { what: `${title}: ${goal.row}, ${goal.column}`, figure, baseline, ratio, wanted, met };
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

const showing = (figure: number | undefined, sign = ''): string =>
  figure === undefined ? '' : `${sign}${short(figure)}`;

/** Three figures that count; whole numbers from a hundred on, with the thousands set apart. */
const short = (figure: number): string =>
  Math.abs(figure) >= 100 ? Math.round(figure).toLocaleString('en-US') : String(Number(figure.toPrecision(3)));
