import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
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
 *
 * Power can go at any step. The backup's copy is complete beside the database before that is touched, and the WAL leaves last: a
 * copy or a WAL without its database means that this was under way, and it is taken up again. Neither is ever left by a first start.
 */
export function ensureSoundDatabase(file: string, backupFolder: string, nowMs: number): Recovery | undefined {
  const fresh = path.join(path.dirname(file), `.restoring-${path.basename(file)}`);
  const present = existsSync(file);
  const interrupted = !present && (existsSync(fresh) || existsSync(`${file}-wal`));
  if (!present && !interrupted) return undefined;
  const damage = interrupted ? 'interrupted while it was being restored' : findDamage(file);
  if (!damage) {
    rmSync(fresh, { force: true });
    return undefined;
  }
  const backup = listBackups(backupFolder).find((each) => isSound(each.path));
  if (backup) copyToDisk(backup.path, fresh);
  const setAside = (interrupted && lastSetAside(file)) || nameAside(file, nowMs);
  for (const suffix of ['', '-shm', '-wal'])
    if (existsSync(file + suffix)) renameSync(file + suffix, setAside + suffix);
  if (backup) renameSync(fresh, file);
  return { setAside, reason: damage, backupAtMs: backup?.atMs };
}

const nameAside = (file: string, nowMs: number): string =>
  `${file}.damaged-${new Date(nowMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

/** The database that was set aside last, by the time in its name. */
function lastSetAside(file: string): string | undefined {
  const prefix = `${path.basename(file)}.damaged-`;
  const name = readdirSync(path.dirname(file))
    .filter((each) => each.startsWith(prefix) && each.endsWith('Z'))
    .sort()
    .at(-1);
  return name === undefined ? undefined : path.join(path.dirname(file), name);
}

/** A whole copy that is on the disk, not only in its cache, when this returns. */
function copyToDisk(from: string, to: string): void {
  copyFileSync(from, to);
  const handle = openSync(to, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
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
