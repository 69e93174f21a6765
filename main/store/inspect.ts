import { statSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import type { Status } from '../contract/charge.ts';
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

/**
 * How an order stands in a database that no bridge has open; undefined when it was never accepted. `elsewhere`: it was sent for
 * another shop's terminal, of which this database does not know the end. `unreadable`: the database does not tell.
 */
export function findOrderStatus(file: string, orderId: string): Status | 'elsewhere' | 'unreadable' | undefined {
  try {
    // Throws where another user may not look: nothing is known then.
    if (!statSync(file, { throwIfNoEntry: false })) return undefined;
    const db = new SqliteDatabase(file, { readonly: true, fileMustExist: true });
    try {
      if (schemaVersion(db) === 0) return undefined;
      const own = db.prepare<[string], { status: Status }>('SELECT status FROM charges WHERE order_id = ?');
      const sent = db.prepare<[string]>('SELECT 1 FROM remote_orders WHERE order_id = ?');
      return own.get(orderId)?.status ?? (sent.get(orderId) ? 'elsewhere' : undefined);
    } finally {
      db.close();
    }
  } catch {
    return 'unreadable';
  }
}
