import { open, readFile, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../../disk/make-folder.ts';

/** Writes to a temporary name, flushes it, renames it: a reader that polls sees the whole file or none. */
export async function replaceFile(
  target: string,
  content: Uint8Array,
  failpoint: (name: string) => void,
): Promise<void> {
  const fresh = `${target}.tmp`;
  try {
    failpoint('before:result-write');
    const handle = await open(fresh, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    failpoint('before:result-rename');
    await rename(fresh, target);
    failpoint('after:result-rename');
  } catch (error) {
    await unlink(fresh).catch(() => undefined);
    throw error;
  }
}

export async function readIfThere(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
}

export const resultsFolder = (folder: { path: string; results?: { path?: string | undefined } | undefined }): string =>
  folder.results?.path ?? path.join(folder.path, 'results');
