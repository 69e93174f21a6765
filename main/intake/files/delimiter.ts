import { UnreadableFile, reason } from './reasons.ts';
import { splitLines } from './rows.ts';

const CANDIDATES = [',', ';', '\t', '|'] as const;
const LINES_READ = 30;

/**
 * The mark between columns: the one that splits the wanted column names apart, or the one that gives every line the same
 * number of columns. Throws UnreadableFile where two marks do equally well.
 */
export function findDelimiter(text: string, names: readonly string[]): string {
  const lines: string[] = [];
  for (const line of splitLines(text)) {
    if (line.text.trim() !== '') lines.push(line.text);
    if (lines.length === LINES_READ) break;
  }
  if (names.length > 0) {
    const fitting = CANDIDATES.filter((mark) =>
      lines.some((line) => {
        const cells = line.split(mark).map((cell) => cell.replace(/^\s*"?|"?\s*$/g, '').toLowerCase());
        return names.every((name) => cells.includes(name.toLowerCase()));
      }),
    );
    if (fitting.length === 1 && names.length > 1) return fitting[0] ?? ',';
  }
  const scores = CANDIDATES.map((mark) => ({ mark, ...evenness(lines.map((line) => countOutside(line, mark))) }))
    .filter((each) => each.columns > 0)
    .sort((a, b) => b.share - a.share || b.columns - a.columns);
  const [best, next] = scores;
  if (!best) return ',';
  if (next && next.share === best.share && next.columns === best.columns)
    throw new UnreadableFile(reason('delimiter_unknown'));
  return best.mark;
}

/** How many of the mark most lines have (leaving out lines without any), and which share of all lines that is. */
function evenness(counts: readonly number[]): { columns: number; share: number } {
  const seen = new Map<number, number>();
  for (const count of counts) if (count > 0) seen.set(count, (seen.get(count) ?? 0) + 1);
  const [columns = 0, times = 0] = [...seen].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
  return { columns, share: counts.length === 0 ? 0 : times / counts.length };
}

function countOutside(line: string, mark: string): number {
  let quoted = false;
  let count = 0;
  for (const char of line) {
    if (char === '"') quoted = !quoted;
    else if (char === mark && !quoted) count += 1;
  }
  return count;
}
