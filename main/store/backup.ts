import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import SqliteDatabase from 'better-sqlite3';

export interface BackupFile {
  readonly path: string;
  readonly name: string;
  readonly atMs: number;
  readonly bytes: number;
}

/** `bridge-20261122T180405Z-daily.db`: sorted by name is sorted by time. */
const NAME = /^bridge-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[a-z-]+\.db$/;
const nameFor = (atMs: number, reason: string): string =>
  `bridge-${new Date(atMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z-${reason}.db`;

/** The backups of a folder, newest first. */
export function listBackups(folder: string): BackupFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const match = NAME.exec(name);
      if (!match) return [];
      const [, year, month, day, hour, minute, second] = match.map(Number);
      const file = path.join(folder, name);
      const atMs = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
      return [{ path: file, name, atMs, bytes: statSync(file).size }];
    })
    .sort((a, b) => (a.name < b.name ? 1 : -1));
}

/**
 * Copies the database while it is being used, and counts the copy only after SQLite found it sound. The oldest beyond `keep`
 * are removed, but never the last one.
 */
export function backUp(
  db: Database,
  folder: string,
  { atMs, reason, keep }: { atMs: number; reason: string; keep: number },
): BackupFile {
  mkdirSync(folder, { recursive: true });
  const name = nameFor(atMs, reason);
  const file = path.join(folder, name);
  const fresh = `${file}.tmp`;
  rmSync(fresh, { force: true });
  try {
    // VACUUM INTO reads one consistent state and writes a compact file; it is synchronous, some 30 ms per 10,000 charges.
    db.prepare('VACUUM INTO ?').run(fresh);
    if (!isSound(fresh)) throw new Error(`the backup ${name} did not pass SQLite's check`);
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  for (const old of listBackups(folder).slice(Math.max(1, keep))) rmSync(old.path, { force: true });
  return { path: file, name, atMs, bytes: statSync(file).size };
}

/**
 * The same while charges go on: SQLite's backup copies some pages a turn of the event loop and follows what is written meanwhile.
 * A copy of up to 64 MB is checked page by page; a larger one is opened and read in places, since a full check would hold up
 * the till for seconds, and is checked in full before it is ever restored.
 */
export async function backUpOnline(
  db: Database,
  folder: string,
  { atMs, reason, keep }: { atMs: number; reason: string; keep: number },
): Promise<BackupFile> {
  mkdirSync(folder, { recursive: true });
  const name = nameFor(atMs, reason);
  const file = path.join(folder, name);
  const fresh = `${file}.tmp`;
  rmSync(fresh, { force: true });
  try {
    await db.backup(fresh);
    const good = statSync(fresh).size <= QUICK_TO_CHECK_BYTES ? isSound(fresh) : isReadable(fresh);
    if (!good) throw new Error(`the backup ${name} did not pass SQLite's check`);
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  for (const old of listBackups(folder).slice(Math.max(1, keep))) rmSync(old.path, { force: true });
  return { path: file, name, atMs, bytes: statSync(file).size };
}

/** Up to this size SQLite reads every page in well under a second. */
export const QUICK_TO_CHECK_BYTES = 64 * 1024 * 1024;

function isReadable(file: string): boolean {
  try {
    const db = new SqliteDatabase(file, { readonly: true, fileMustExist: true });
    try {
      db.prepare('SELECT * FROM journal ORDER BY seq DESC LIMIT 1').get();
      db.prepare('SELECT * FROM charges ORDER BY seq DESC LIMIT 1').get();
      return true;
    } finally {
      db.close();
    }
  } catch {
    return false;
  }
}

/** True when the file opens as a database and every page reads well. Changes nothing. */
export function isSound(file: string): boolean {
  try {
    const db = new SqliteDatabase(file, { readonly: true, fileMustExist: true });
    try {
      return db.pragma('quick_check(1)', { simple: true }) === 'ok';
    } finally {
      db.close();
    }
  } catch {
    return false;
  }
}
