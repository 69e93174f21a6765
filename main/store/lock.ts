import SqliteDatabase from 'better-sqlite3';
import path from 'node:path';

/** Another bridge works on this data folder. */
export class FolderInUseError extends Error {
  constructor(folder: string) {
    super(`another Puente is running on ${folder}`);
    this.name = 'FolderInUseError';
  }
}

/**
 * Takes the data folder for this process until release() or its death.
 *
 * An exclusive SQLite transaction on a file of its own: SQLite locks bytes of the file through the operating system, on all
 * three systems, and the system frees them when the process dies, however it dies. A file with a pid in it cannot promise that.
 */
export function lockFolder(folder: string): { release(): void } {
  const db = new SqliteDatabase(path.join(folder, 'bridge.lock'), { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (isHeldByAnother(error)) throw new FolderInUseError(folder);
    throw error;
  }
  return { release: () => db.close() };
}

/** SQLite could not have the file because another program, or another connection, holds it. */
export const isHeldByAnother = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
