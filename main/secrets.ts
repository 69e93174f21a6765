import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomically } from './write-file.ts';

/** Only this user may read it. */
const PRIVATE = 0o600;

/** The ERP's key: made on first start, kept in `DIR/api-key` (bridge-api.md, "Start it"). PUENTE_API_KEY overrides it. */
export function openApiKey(dataFolder: string, env: NodeJS.ProcessEnv) {
  const fixed = env['PUENTE_API_KEY'];
  const file = path.join(dataFolder, 'api-key');
  let key = fixed ?? (existsSync(file) ? readFileSync(file, 'utf8').trim() : '');
  const renew = (): string => {
    if (fixed) throw new Error('the key is set by PUENTE_API_KEY');
    key = `pk_${randomBytes(24).toString('base64url')}`;
    writeFileAtomically(file, `${key}\n`, PRIVATE);
    return key;
  };
  if (key === '') renew();
  return { current: (): string => key, isFixed: (): boolean => fixed !== undefined, renew };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares hashes of equal length, so that neither the length nor a common beginning of the key shows in the time taken. */
export const isSameSecret = (presented: string, known: string): boolean =>
  timingSafeEqual(digest(presented), digest(known));

/** Recurrente's secret key: from the environment, else from a file only this user may read. The desktop hands it in from the system's store. */
export function createKeyStore(dataFolder: string, env: NodeJS.ProcessEnv): KeyStore {
  const file = path.join(dataFolder, 'recurrente-key');
  const fixed = env['RECURRENTE_SECRET_KEY'];
  let key = fixed ?? (existsSync(file) ? readFileSync(file, 'utf8').trim() || undefined : undefined);
  return {
    current: (): string | undefined => key,
    isFixed: (): boolean => fixed !== undefined,
    set(next) {
      if (fixed !== undefined) throw new Error('the key is set by RECURRENTE_SECRET_KEY');
      if (next === null) rmSync(file, { force: true });
      else {
        writeFileAtomically(file, `${next}\n`, PRIVATE);
        chmodSync(file, PRIVATE);
      }
      key = next ?? undefined;
      return null;
    },
  };
}

/** Where Recurrente's key is kept: a private file, or on the desktop the operating system's vault. */
export interface KeyStore {
  current(): string | undefined;
  /** The environment's key cannot be changed from inside. */
  isFixed(): boolean;
  /** Keeps or forgets (null) the key. Answers why it was not kept, in words for people, or null. */
  set(next: string | null): string | null | Promise<string | null>;
}
