/** Patterns of file names, `*` and `?`, as the watched folders have them in `match`. */

/** Capitals or not: FAT and NTFS do not tell them apart. Macs write an accent as a sign of its own. */
export const plainName = (name: string): string => name.normalize('NFC').toLowerCase();

/**
 * Whether a name could fit both patterns. Walks every pair of places that one name can reach in the two of them; patterns are
 * short, so the table is small.
 */
function meet(first: string, second: string): boolean {
  const [a, b] = [plainName(first), plainName(second)];
  const seen = new Set<string>();
  const open: (readonly [number, number])[] = [[0, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [i, j] = next;
    if (i === a.length && j === b.length) return true;
    const key = `${i}:${j}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const [x, y] = [a[i], b[j]];
    // A star stands for nothing, or swallows what the other pattern wants here.
    if (x === '*') open.push([i + 1, j]);
    if (y === '*') open.push([i, j + 1]);
    if (x === undefined || y === undefined) continue;
    if (x === '*' && y !== '*') open.push([i, j + 1]);
    else if (y === '*' && x !== '*') open.push([i + 1, j]);
    else if (x === y || x === '?' || y === '?') open.push([i + 1, j + 1]);
  }
  return false;
}

/** Whether a file could be wanted by both of two settings. */
export const patternsMeet = (first: string | readonly string[], second: string | readonly string[]): boolean =>
  [first].flat().some((a) => [second].flat().some((b) => meet(a, b)));
