import type { Database, Statement } from 'better-sqlite3';

/** Some kB each. What is asked with few conditions is asked again and again; the rest is made anew when its turn comes. */
const KEPT = 64;

const statements = new WeakMap<Database, Map<string, Statement>>();

/** The statement of a question whose text is put together as it is asked: preparing one costs as much as a page of rows. */
export function prepared<Values extends unknown[], Row>(db: Database, sql: string): Statement<Values, Row> {
  let kept = statements.get(db);
  if (!kept) statements.set(db, (kept = new Map<string, Statement>()));
  const statement = kept.get(sql) ?? db.prepare(sql);
  // The one that was asked last goes to the end.
  kept.delete(sql);
  kept.set(sql, statement);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return statement as Statement<Values, Row>;
}
