import { copyFileSync, existsSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { assertSound, CorruptDatabaseError, openDatabase } from './database.ts';
import { isSound, listBackups, QUICK_TO_CHECK_BYTES } from './backup.ts';

export interface Recovery {
  /** Where the damaged file was put; it is never deleted. */
  readonly setAside: string;
  readonly reason: string;
  /** When the backup that took its place was made; undefined when there was none and the bridge starts empty. */
  readonly backupAtMs: number | undefined;
}

/**
 * Looks at the database before it is used. A damaged one is set aside, whole, with its WAL; the newest sound backup takes its
 * place, or an empty file where there is none. What happened since that backup comes back from Recurrente (sweep) and from the
 * ERP's repeated orders (first-send check): nothing is charged twice for it.
 */
export function ensureSoundDatabase(file: string, backupFolder: string, nowMs: number): Recovery | undefined {
  if (!existsSync(file)) return undefined;
  const damage = findDamage(file);
  if (!damage) return undefined;
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replace(/[-:]/g, '');
  const setAside = `${file}.damaged-${stamp}Z`;
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(file + suffix)) renameSync(file + suffix, setAside + suffix);
  const backup = listBackups(backupFolder).find((each) => isSound(each.path));
  if (backup) {
    // A copy under another name first: a kill in between must not leave half a database in its place.
    const fresh = path.join(path.dirname(file), `.restoring-${path.basename(file)}`);
    copyFileSync(backup.path, fresh);
    renameSync(fresh, file);
  }
  return { setAside, reason: damage, backupAtMs: backup?.atMs };
}

function findDamage(file: string): string | undefined {
  // A large file that was closed in order is not read whole at each start (seconds for a gigabyte); the daily backup reads it.
  const unclean = existsSync(`${file}-wal`);
  const small = statSync(file).size <= QUICK_TO_CHECK_BYTES;
  try {
    const db = openDatabase(file);
    try {
      if (small || unclean) assertSound(db);
      return undefined;
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof CorruptDatabaseError) return error.message;
    throw error;
  }
}
