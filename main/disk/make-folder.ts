import { mkdir } from 'node:fs/promises';

/**
 * Makes a folder inside one that exists, where it is not there yet. Never the one around it: that may be a share that went away a
 * moment ago, or is not mounted, and a folder of our own in its place would hide that it did. Rejects with ENOENT then.
 */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

/** The system's word for what went wrong with a file; nothing where the error has none. */
export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
