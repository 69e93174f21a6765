import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomically } from './write-file.ts';

/** Secrets of which an older one holds on while a new one is taken into use, newest first, in a file only this user may read. */
export function openSecretList(file: string, keep: number) {
  let secrets: readonly string[] = existsSync(file)
    ? readFileSync(file, 'utf8').split(/\s+/).filter(Boolean).slice(0, keep)
    : [];
  const save = (next: readonly string[]): void => {
    writeFileAtomically(file, next.map((secret) => `${secret}\n`).join(''), 0o600);
    secrets = next;
  };
  return {
    all: (): readonly string[] => secrets,
    /** The new one first; the oldest beyond `keep` is forgotten. */
    add: (secret: string): void => save([secret, ...secrets.filter((each) => each !== secret)].slice(0, keep)),
    /** The newest alone goes on. */
    dropOld: (): void => save(secrets.slice(0, 1)),
  };
}
export type SecretList = ReturnType<typeof openSecretList>;
