import type { FolderConfig, FolderStatus } from '../../contract/folders.ts';
import { reason } from './reasons.ts';
import { describeTrouble, type TroubleBook } from './trouble.ts';
import type { WatchDeps } from './watch-deps.ts';

const LOCK_TOLD_AFTER_MS = 30_000;
/** A living bridge is through with any file by then. */
const OTHERS_TOLD_AFTER_MS = 600_000;

/** Files that wait for somebody else: a program that holds one open, another PC's bridge, a person. Each is told, and told again when it is over. */
export function createWaitingFiles(
  folder: FolderConfig,
  { clock, onTrouble, book }: Pick<WatchDeps, 'clock' | 'onTrouble'> & { readonly book: TroubleBook },
) {
  const lockedSince = new Map<string, number>();
  /** Files that another bridge has taken, and since when they have been seen. */
  const othersSince = new Map<string, number>();
  let standing: readonly string[] = [];
  let emptyFiles: readonly string[] = [];

  function free(name: string): void {
    lockedSince.delete(name);
    if (book.clear('file_locked', name)) onTrouble(describeTrouble(folder, 'file_free', { file: name }));
  }

  /** The PC that took them may be gone for good: only a person can know. */
  function takenForLong(others: readonly string[]): readonly string[] {
    for (const each of othersSince.keys()) if (!others.includes(each)) othersSince.delete(each);
    return others.filter((each) => {
      const sinceMs = othersSince.get(each) ?? clock.monotonic();
      othersSince.set(each, sinceMs);
      return clock.monotonic() - sinceMs >= OTHERS_TOLD_AFTER_MS;
    });
  }

  return {
    /** Its writer does not let it go. */
    lock(name: string): void {
      const sinceMs = lockedSince.get(name) ?? clock.monotonic();
      lockedSince.set(name, sinceMs);
      if (clock.monotonic() - sinceMs >= LOCK_TOLD_AFTER_MS)
        book.raise(describeTrouble(folder, 'file_locked', { file: name }));
    },
    free,
    /** Those that are gone wait no more. */
    keepLocked(isHere: (name: string) => boolean): void {
      for (const name of lockedSince.keys()) if (!isHere(name)) free(name);
    },
    isAnyLocked: (): boolean => lockedSince.size > 0,

    /** What only a person can set going again: told once, and once more when it is over. */
    tellStanding(others: readonly string[], misnamed: readonly string[]): void {
      const reasons = new Map([
        ...takenForLong(others).map((file) => [file, reason('taken_elsewhere')] as const),
        ...misnamed.map((file) => [file, reason('name_unreadable')] as const),
      ]);
      for (const file of standing)
        if (!reasons.has(file) && book.clear('import_failed', file))
          onTrouble(describeTrouble(folder, 'file_free', { file }));
      for (const [file, why] of reasons) book.raise(describeTrouble(folder, 'import_failed', { file, why }));
      standing = [...reasons.keys()];
    },
    tellEmpty(files: readonly string[]): void {
      emptyFiles = files;
      for (const file of files) book.raise(describeTrouble(folder, 'file_empty', { file }));
    },

    /** `failed`: the names of those that are tried again. */
    status: (failed: readonly string[]): FolderStatus['waiting'] => [
      ...[...lockedSince.keys()].map((file) => ({ file, reason: 'locked' as const })),
      ...failed.map((file) => ({ file, reason: 'failed' as const })),
      ...standing.map((file) => ({ file, reason: 'failed' as const })),
      ...emptyFiles.map((file) => ({ file, reason: 'empty' as const })),
    ],
  };
}
