/** What a case hands back: one table, its rows measured in turns with one another. */
export interface CaseResult {
  readonly title: string;
  readonly rows: readonly Row[];
  /** What the reader must know to read the rows rightly. */
  readonly notes?: readonly string[];
  readonly goals?: readonly Goal[];
}

/** What is wanted of one cell of the table: of its median, or of the ratio to the same column of another row. */
export interface Goal {
  readonly row: string;
  readonly column: string;
  /** The row that the ratio is to. */
  readonly beside?: string;
  readonly least?: number;
  readonly most?: number;
}

export interface Row {
  readonly what: string;
  /** The row that this one is put beside; the table shows the ratio of the medians. */
  readonly beside?: string;
  /** Column, with its unit, to one figure a repeat. */
  readonly figures: Readonly<Record<string, readonly number[]>>;
}

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The q-quantile (0 to 1) of figures in any order; NaN of none. */
export function quantile(figures: readonly number[], q: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}

export function summarize(figures: readonly number[]): Summary {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
  return { median, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}

/** Collects figures row by row and column by column while repeats take turns. */
export function createRows(beside: Readonly<Record<string, string>> = {}) {
  const rows = new Map<string, Map<string, number[]>>();
  return {
    add(what: string, column: string, ...figures: readonly number[]): void {
      const row = rows.get(what) ?? new Map<string, number[]>();
      rows.set(what, row);
      row.set(column, [...(row.get(column) ?? []), ...figures]);
    },
    rows: (): Row[] =>
      [...rows].map(([what, figures]) => ({
        what,
        ...(beside[what] === undefined ? {} : { beside: beside[what] }),
        figures: Object.fromEntries(figures),
      })),
  };
}

/** Calls `work` and answers how long it took, in ms. */
export async function timeMs(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
