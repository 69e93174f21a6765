import { UnreadableFile, reason } from './reasons.ts';
import { simplify } from './simplify.ts';

interface Row {
  readonly cells: readonly string[];
}

/** How far down a header may stand, below the title lines of a report. */
const HEADER_WITHIN = 20;
/** Of a header that is not the wanted one; a file of another kind has anything there. */
const SHOWN_OF_CELL = 30;
const SHOWN_CELLS = 12;

/** The first row that has every wanted name; without names the first row. */
export function findHeader(records: readonly Row[], names: readonly string[]): number {
  const candidates = records.slice(0, HEADER_WITHIN);
  const at = candidates.findIndex(({ cells }) => names.every((name) => matches(cells, name).length > 0));
  if (at >= 0) return at;
  const [first] = records;
  if (!first) return 0;
  const best = candidates.reduce((a, b) => (countNames(b.cells, names) > countNames(a.cells, names) ? b : a), first);
  throw new UnreadableFile(
    reason('header_missing', {
      field: names.find((name) => matches(best.cells, name).length === 0) ?? '',
      found: showCells(best.cells),
    }),
  );
}

const countNames = (cells: readonly string[], names: readonly string[]): number =>
  names.filter((name) => matches(cells, name).length > 0).length;

/** Columns of that name: exactly so, or else but for capitals, accents and spaces. */
function matches(cells: readonly string[], name: string): number[] {
  const find = (same: (cell: string) => boolean): number[] => cells.flatMap((cell, at) => (same(cell) ? [at] : []));
  const exact = find((cell) => cell.trim() === name);
  return exact.length > 0 ? exact : find((cell) => simplify(cell) === simplify(name));
}

export function columnOf(header: readonly string[], name: string): number {
  const found = matches(header, name);
  if (found.length > 1) throw new UnreadableFile(reason('header_repeated', { field: name }));
  return found[0] ?? -1;
}

/** Column names for people: those that can be read, and not too much of them. */
function showCells(cells: readonly string[]): string {
  const names = cells.map((cell) =>
    cell
      .replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]+|\ufffd+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  const shown = names
    .filter(Boolean)
    .map((name) => (name.length > SHOWN_OF_CELL ? `${name.slice(0, SHOWN_OF_CELL)}…` : name));
  return [...shown.slice(0, SHOWN_CELLS), ...(shown.length > SHOWN_CELLS ? ['…'] : [])].join(', ');
}
