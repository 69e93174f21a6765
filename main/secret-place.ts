import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomically } from './write-file.ts';

/** The secrets that are kept beside the configuration, by name: Recurrente's key, and what signs webhooks and callbacks. */
export const SECRET_NAMES = ['recurrente-key', 'webhook-secrets', 'callback-secrets'] as const;
export type SecretName = (typeof SECRET_NAMES)[number];

/** Where one secret text is kept: a private file, or on the desktop the operating system's vault. */
export interface SecretPlace {
  read(): string | undefined;
  /** Keeps or forgets (null) the text. Answers why it was not kept, in words for people, or null. */
  write(text: string | null): string | null | Promise<string | null>;
}

/** Only this user may read it. */
export const PRIVATE = 0o600;

/** The file of that name in the data folder. */
export function secretFile(dataFolder: string, name: SecretName): SecretPlace {
  const file = path.join(dataFolder, name);
  return {
    read: () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined),
    write(text) {
      if (text === null) rmSync(file, { force: true });
      else writeFileAtomically(file, text, PRIVATE);
      return null;
    },
  };
}
