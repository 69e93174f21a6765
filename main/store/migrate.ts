import type { Database } from 'better-sqlite3';
import type { Migration } from './migrations/index.ts';

/** The file was written by a newer Puente; opening it with this one could lose what only the newer one understands. */
export class NewerDatabaseError extends Error {
  readonly found: number;
  readonly known: number;
  constructor(found: number, known: number) {
    super(`the database has schema ${found}, this version of Puente knows ${known}`);
    this.name = 'NewerDatabaseError';
    this.found = found;
    this.known = known;
  }
}

export const schemaVersion = (db: Database): number => Number(db.pragma('user_version', { simple: true }));

/**
 * Brings the schema up to date. Each step and its `user_version` are one transaction, so a kill in between leaves the step
 * before whole. `beforeChange` runs once, before the first step of a database that has data (to back it up).
 */
export function migrate(db: Database, steps: readonly Migration[], beforeChange: () => void): void {
  assertRising(steps);
  const known = steps.at(-1)?.version ?? 0;
  const found = schemaVersion(db);
  if (found > known) throw new NewerDatabaseError(found, known);
  const missing = steps.filter((step) => step.version > found);
  if (missing.length > 0 && found > 0) beforeChange();
  for (const step of missing) {
    db.transaction(() => {
      db.exec(step.sql);
      db.pragma(`user_version = ${step.version}`);
    }).immediate();
  }
}

function assertRising(steps: readonly Migration[]): void {
  steps.forEach((step, index) => {
    const before = steps[index - 1];
    if (before && before.version >= step.version)
      throw new Error(`migration ${step.version} stands after ${before.version}`);
  });
}
