import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { plainName } from '../../contract/file-patterns.ts';
import type { FolderConfig } from '../../contract/folders.ts';
import { NEVER } from '../../contract/never-taken.ts';
import { hasUnwrittenEnd } from './encoding.ts';
import { isGone, isLocked } from './places.ts';
import { MOST_BYTES } from './read-file.ts';

/** A file of the folder that waits to be taken. */
export interface Candidate {
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
}
interface Sighting extends Candidate {
  /** Monotonic time since when size and mtime have not changed. */
  readonly sinceMs: number;
}
export interface Look {
  /** Complete, oldest first. */
  readonly ready: readonly Candidate[];
  /** How long until one of the others may be; undefined when there are none. */
  readonly againInMs: number | undefined;
  /** Files that have been empty for long. */
  readonly empty: readonly string[];
  /** Files that cannot be opened by the name that is read: its bytes are not UTF-8, as on a share that is mounted in another encoding. */
  readonly misnamed: readonly string[];
}

export { NEVER };
/** A file that does not look ended (XML, JSON, a last line without its line end) must be still for this many times longer. */
const UNENDED_FACTOR = 4;
/** A rename changes the inode's time but not the content's: the writer had finished by then. */
const RENAMED_AFTER_MS = 20;
const EMPTY_REPORTED_AFTER_MS = 60_000;
/** A file whose end stays unwritten for so long is taken as it is, and refused: then people hear of it. */
const UNWRITTEN_TAKEN_AFTER_MS = 60_000;

/**
 * Watches files until they are complete (file-intake.md, "When is a file complete?"): size and mtime unchanged for `stableMs`
 * by a monotonic clock, or at once with their semaphore. Each look reads the folder anew, so no notice can be missed.
 */
export function createCandidates(folder: FolderConfig) {
  const { stableMs, semaphore, trailer } = folder.ready;
  const wanted = matcher(folder.match);
  let seen = new Map<string, Sighting>();

  async function isEnded(file: string, quietMs: number, renamed: boolean): Promise<boolean> {
    if (trailer === undefined && (renamed || quietMs >= UNWRITTEN_TAKEN_AFTER_MS)) return true;
    const { size, start, end } = await readEnds(file, trailer);
    // What is too large is refused however it ends.
    if (quietMs < UNWRITTEN_TAKEN_AFTER_MS && size <= MOST_BYTES && hasUnwrittenEnd(start, end)) return false;
    if (trailer === undefined && quietMs >= stableMs * UNENDED_FACTOR) return true;
    // Without the NULs of UTF-16 and the end mark of DOS.
    const tail = end.toString('latin1').replace(/[\0\u001a]/g, '');
    if (trailer !== undefined) return squeeze(tail).endsWith(squeeze(trailer));
    if (folder.format === 'xml') return tail.trimEnd().endsWith('>');
    if (folder.format === 'json') return /[}\]]$/.test(tail.trimEnd());
    return /[\r\n]$/.test(tail);
  }

  /** Shares tell a size from memory for some seconds; who opens the file is told the true one. */
  async function hasGrown(name: string, size: number): Promise<boolean> {
    const handle = await open(path.join(folder.path, name), 'r').catch(() => undefined);
    try {
      return handle !== undefined && (await handle.stat()).size !== size;
    } finally {
      await handle?.close();
    }
  }

  return {
    async look(nowMs: number): Promise<Look> {
      const names = await readdir(folder.path, { withFileTypes: true });
      // Windows lists the files of OneDrive and of deduplicated disks as links too: lstat tells them apart.
      const all = new Set(names.filter((each) => each.isFile() || each.isSymbolicLink()).map((each) => each.name));
      const next = new Map<string, Sighting>();
      const ready: Candidate[] = [];
      const empty: string[] = [];
      const misnamed: string[] = [];
      let againInMs: number | undefined;
      const wait = (ms: number): void => {
        againInMs = Math.min(againInMs ?? ms, Math.max(ms, 10));
      };
      for (const name of all) {
        if (NEVER.test(name) || !wanted(name) || (semaphore !== undefined && isSemaphore(name))) continue;
        const now = await lstat(path.join(folder.path, name)).catch((error: unknown) => {
          // A writer that lets nobody even look at its file is looked at again.
          if (isGone(error) || isLocked(error)) return undefined;
          throw error;
        });
        if (!now) {
          if (name.includes('\ufffd')) misnamed.push(name);
          else wait(stableMs);
          continue;
        }
        // Links are left alone: one could point at any file that the bridge may read, and its rows would come back in rejected/.
        if (!now.isFile()) continue;
        const before = seen.get(name);
        const same = before?.size === now.size && before.mtimeMs === now.mtimeMs;
        const sighting = { name, size: now.size, mtimeMs: now.mtimeMs, sinceMs: same ? before.sinceMs : nowMs };
        next.set(name, sighting);
        if (semaphore !== undefined) {
          if (semaphoreOf(name, semaphore, all) !== undefined) ready.push(sighting);
          continue;
        }
        const quietMs = nowMs - sighting.sinceMs;
        if (now.size === 0) {
          // Created and not yet filled. It wakes the watcher when it is.
          if (quietMs >= EMPTY_REPORTED_AFTER_MS) empty.push(name);
        } else if (quietMs < stableMs) wait(stableMs - quietMs);
        else if (await hasGrown(name, now.size)) {
          next.set(name, { ...sighting, sinceMs: nowMs });
          wait(stableMs);
        } else if (await isEnded(path.join(folder.path, name), quietMs, now.ctimeMs - now.mtimeMs > RENAMED_AFTER_MS))
          ready.push(sighting);
        else wait(stableMs);
      }
      seen = next;
      ready.sort((a, b) => a.mtimeMs - b.mtimeMs || (a.name < b.name ? -1 : 1));
      return { ready, againInMs, empty, misnamed };
    },
    isWanted: wanted,
    /** Whether a file that was taken before, and that its writer went on with, is complete. */
    isComplete: async (file: string, quietMs: number): Promise<boolean> =>
      quietMs >= stableMs && isEnded(file, quietMs, false),
    /** The semaphore file that announced this one. */
    semaphoreOf: async (name: string): Promise<string | undefined> =>
      semaphore === undefined ? undefined : semaphoreOf(name, semaphore, new Set(await readdir(folder.path))),
    /** Whether that semaphore announces another file, which would wait for ever without it. */
    async isNeeded(announced: string): Promise<boolean> {
      const all = new Set(await readdir(folder.path));
      return [...all].some(
        (name) => isData(name) && wanted(name) && semaphoreOf(name, semaphore ?? '', all) === announced,
      );
    },
    /** Semaphores whose file is gone: a killed run took it. Left alone they would announce the next file too early. */
    async strayedSemaphores(): Promise<readonly string[]> {
      if (semaphore === undefined) return [];
      const all = new Set(await readdir(folder.path));
      // Another folder of the same path may want what this one does not.
      const used = new Set(
        [...all].filter(isData).flatMap((name) => {
          const found = semaphoreOf(name, semaphore, all);
          return found !== undefined && (wanted(name) || found.length > semaphore.length) ? [found] : [];
        }),
      );
      return [...all].filter((name) => isSemaphore(name) && !used.has(name));
    },
  };

  function isData(name: string): boolean {
    return !isSemaphore(name) && !NEVER.test(name);
  }
  function isSemaphore(name: string): boolean {
    return name.toLowerCase().endsWith((semaphore ?? '').toLowerCase());
  }
}

/** `A.csv.ok`, `A.ok`, or a fixed name. */
function semaphoreOf(name: string, semaphore: string, all: ReadonlySet<string>): string | undefined {
  const stem = path.parse(name).name;
  const wanted = [`${name}${semaphore}`, `${stem}${semaphore}`, semaphore].map(plainName);
  return [...all].find((each) => wanted.includes(plainName(each)));
}

/** `*` and `?`, capitals or not, however the accents are written. */
export function matcher(match: string | readonly string[]): (name: string) => boolean {
  const patterns = [match].flat().map((glob) => {
    const source = plainName(glob)
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${source}$`, 'is');
  });
  return (name) => patterns.some((pattern) => pattern.test(plainName(name)));
}

const squeeze = (text: string): string => text.replace(/\s+/g, '');

interface Ends {
  readonly size: number;
  readonly start: Buffer;
  readonly end: Buffer;
}
/** The first and the last bytes. */
async function readEnds(file: string, trailer: string | undefined): Promise<Ends> {
  const handle = await open(file, 'r').catch(() => undefined);
  // Locked, or gone by now: the claim finds out.
  if (!handle) return { size: 0, start: Buffer.alloc(0), end: Buffer.alloc(0) };
  try {
    const { size } = await handle.stat();
    const read = async (length: number, from: number): Promise<Buffer> =>
      (await handle.read(Buffer.alloc(length), 0, length, from)).buffer;
    const length = Math.min(size, 256 + (trailer?.length ?? 0) * 4);
    return { size, start: await read(Math.min(size, 8), 0), end: await read(length, size - length) };
  } finally {
    await handle.close();
  }
}
