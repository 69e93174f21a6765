import SqliteDatabase from 'better-sqlite3';
import { createJournal, CHAIN_START } from './journal.ts';
import { schemaVersion } from './migrate.ts';

export interface Inspection {
  readonly sound: boolean;
  readonly schema: number;
  readonly charges: number;
  readonly lines: number;
  /** What breaks the journal's chain of hashes; undefined when it holds to the end. */
  readonly broken: string | undefined;
}

/** Looks at a database without changing it, also while a bridge is using it. Throws when it cannot be opened at all. */
export function inspectDatabase(file: string): Inspection {
  const db = new SqliteDatabase(file, { readonly: true, fileMustExist: true });
  try {
    const sound = db.pragma('quick_check(1)', { simple: true }) === 'ok';
    const schema = schemaVersion(db);
    const chain =
      schema === 0
        ? { seq: 0, done: true }
        : createJournal(db).verify({ seq: 0, hash: CHAIN_START }, Number.MAX_SAFE_INTEGER);
    const charges =
      schema === 0 ? 0 : (db.prepare<[], { n: number }>('SELECT count(*) AS n FROM charges').get()?.n ?? 0);
    return { sound, schema, charges, lines: chain.seq, broken: 'broken' in chain ? chain.broken : undefined };
  } finally {
    db.close();
  }
}
