import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/** Files that belong to the project: tracked, or new and not ignored; paths from the root. */
export function projectFiles(): string[] {
  const listed = execFileSync(
    'git',
    ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  return listed.split('\0').filter((name) => name !== '' && existsSync(path.join(root, name)));
}

export const readText = (name: string): string => readFileSync(path.join(root, name), 'utf8');
