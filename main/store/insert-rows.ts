import type { Database, Statement } from 'better-sqlite3';

/** The fewest rows that an import commits at once (import-file.ts); more in one statement gain little. */
const ROWS_A_STATEMENT = 25;

export interface InsertShape {
  /** `table (column, …)` */
  readonly into: string;
  readonly columns: number;
  /** What stands behind the values. */
  readonly tail?: string;
}
type Value = string | number | null;

/**
 * Inserts rows, values by position: SQLite looks a named value up by its name, which costs as much as an index. Many rows go by
 * few statements: each has all indexes opened anew and, in a table with AUTOINCREMENT, the sequence written.
 */
export function createInsert(db: Database, { into, columns, tail = '' }: InsertShape) {
  const row = `(${Array.from({ length: columns }, () => '?').join(', ')})`;
  const prepare = (rows: number): Statement<unknown[]> =>
    db.prepare(`INSERT INTO ${into} VALUES ${Array.from({ length: rows }, () => row).join(', ')} ${tail}`);
  const one = prepare(1);
  let many: Statement<unknown[]> | undefined;

  return (rows: readonly (readonly Value[])[]): void => {
    let at = 0;
    for (; at + ROWS_A_STATEMENT <= rows.length; at += ROWS_A_STATEMENT) {
      many ??= prepare(ROWS_A_STATEMENT);
      many.run(rows.slice(at, at + ROWS_A_STATEMENT).flat());
    }
    for (const rest of rows.slice(at)) one.run(rest);
  };
}
