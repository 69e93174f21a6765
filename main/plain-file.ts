import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { BadConfigError } from './bad-config.ts';

/** The bytes of a file that IT puts into the data folder; what is no file, or nobody lets us read, is told by its name. */
export function readPlainFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR')
      throw misplaced(
        file,
        'es una carpeta y debe ser un archivo; quítela o cámbiele el nombre (a folder, not a file)',
      );
    if (code === 'EACCES' || code === 'EPERM')
      throw misplaced(file, `no se puede leer (${code}); revise sus permisos (it cannot be read)`);
    throw error;
  }
}

/** Refuses a file where a folder belongs; what is not there yet is made by whoever needs it. */
export function requireFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
    throw misplaced(
      folder,
      'es un archivo y debe ser una carpeta; quítelo o cámbiele el nombre (a file, not a folder)',
    );
}

const misplaced = (file: string, message: string): BadConfigError =>
  new BadConfigError(file, [{ path: path.basename(file), message }]);
