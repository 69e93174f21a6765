import SqliteDatabase, { type Database } from 'better-sqlite3';
import { allowGivingBack } from './vacuum.ts';

/** SQLite found broken pages: the file must be set aside and a backup restored. */
export class CorruptDatabaseError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CorruptDatabaseError';
  }
}

/** 64 MB of log. */
const FAR_BEHIND_PAGES = 16_384;

/**
 * Opens a database file with the settings that the guarantees rest on, and reads them back.
 *
 * WAL with synchronous=FULL: a commit is on the disk before it returns (better-sqlite3 builds SQLite with NORMAL for WAL,
 * which can lose acknowledged commits at a power cut). `fullfsync` makes macOS flush the drive's own cache too.
 */
export function openDatabase(path: string): Database {
  const db = new SqliteDatabase(path);
  try {
    db.pragma('busy_timeout = 5000');
    allowGivingBack(db);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('fullfsync = 1');
    db.pragma('checkpoint_fullfsync = 1');
    db.pragma('foreign_keys = ON');
    // 4 MB: what is read again is in the system's own memory as well.
    db.pragma('cache_size = -4000');
    db.pragma('trusted_schema = OFF');
    // Checkpoints are made between commits (checkpoint.ts); SQLite's own, inside a caller's, only should those fall far behind.
    db.pragma(`wal_autocheckpoint = ${FAR_BEHIND_PAGES}`);
    assertPragma(db, 'journal_mode', 'wal');
    assertPragma(db, 'synchronous', 2);
    assertPragma(db, 'foreign_keys', 1);
    return db;
  } catch (error) {
    db.close();
    throw asCorruption(error);
  }
}

/** `quick_check` reads every page: some milliseconds for a shop's year. Throws CorruptDatabaseError with SQLite's words. */
export function assertSound(db: Database): void {
  let answer: string;
  try {
    answer = String(db.pragma('quick_check(1)', { simple: true }));
  } catch (error) {
    throw asCorruption(error);
  }
  if (answer !== 'ok') throw new CorruptDatabaseError(answer);
}

/** SQLite's corruption codes as our error; any other error unchanged. */
export function asCorruption(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^SQLITE_(CORRUPT|NOTADB)/.test(code) ? new CorruptDatabaseError((error as Error).message) : error;
}

function assertPragma(db: Database, name: string, wanted: string | number): void {
  const found: unknown = db.pragma(name, { simple: true });
  if (found !== wanted)
    throw new Error(
      `SQLite answered ${name} = ${String(found)} where ${wanted} was set; the disk's guarantees would not hold`,
    );
}
