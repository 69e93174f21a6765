import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readPlainFile } from './plain-file.ts';
import { PRIVATE, type SecretPlace } from './secret-place.ts';
import { writeFileAtomically } from './write-file.ts';

/**
 * A secret from the environment. One that is set to nothing is not set (services name variables that nobody filled in), and the
 * spaces around it are not meant (`set X=… && …` on Windows keeps one): no HTTP header carries them.
 */
export const readSecretVariable = (
  env: NodeJS.ProcessEnv,
  name: 'PUENTE_API_KEY' | 'RECURRENTE_SECRET_KEY',
): string | undefined => env[name]?.trim() || undefined;

/** The ERP's key: made on first start, kept in `DIR/api-key` (bridge-api.md, "Start it"). PUENTE_API_KEY overrides it. */
export function openApiKey(dataFolder: string, env: NodeJS.ProcessEnv) {
  const fixed = readSecretVariable(env, 'PUENTE_API_KEY');
  const file = path.join(dataFolder, 'api-key');
  let key = fixed ?? (existsSync(file) ? readPlainFile(file).toString('utf8').trim() : '');
  let end = createEnd();
  const renew = (): string => {
    if (fixed) throw new Error('the key is set by PUENTE_API_KEY');
    key = `pk_${randomBytes(24).toString('base64url')}`;
    writeFileAtomically(file, `${key}\n`, PRIVATE);
    end.abort('renewed');
    end = createEnd();
    return key;
  };
  if (key === '') renew();
  return {
    current: (): string => key,
    /** Aborted when this key is replaced by another. */
    ended: (): AbortSignal => end.signal,
    isFixed: (): boolean => fixed !== undefined,
    renew,
  };
}

/** What tells that a key ended. Each call that waits listens to it, and there may be many. */
export function createEnd(): AbortController {
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  return end;
}

// As text first: a buffer of its own costs more than the hash.
const digest = (text: string): Buffer => Buffer.from(hash('sha256', text, 'hex'));

/** Compares hashes of equal length, so that neither the length nor a common beginning of the key shows in the time taken. */
export const isSameSecret = (presented: string, known: string): boolean =>
  timingSafeEqual(digest(presented), digest(known));

/** The same for one secret that every request is held against; its hash is made anew only when it changes. */
export function createSecretCheck(known: () => string): (presented: string) => boolean {
  let secret = known();
  let expected = digest(secret);
  return (presented) => {
    if (known() !== secret) {
      secret = known();
      expected = digest(secret);
    }
    return timingSafeEqual(digest(presented), expected);
  };
}

/** Recurrente's secret key: from the environment, which cannot be changed from inside, else where secrets are kept. */
export function createKeyStore(place: SecretPlace, env: NodeJS.ProcessEnv) {
  const fixed = readSecretVariable(env, 'RECURRENTE_SECRET_KEY');
  let key = fixed ?? (place.read()?.trim() || undefined);
  return {
    current: (): string | undefined => key,
    isFixed: (): boolean => fixed !== undefined,
    /** Keeps or forgets (null) the key. Answers why it was not kept, in words for people, or null; the old one then goes on. */
    async set(next: string | null): Promise<string | null> {
      if (fixed !== undefined) throw new Error('the key is set by RECURRENTE_SECRET_KEY');
      const refusal = await place.write(next === null ? null : `${next}\n`);
      if (refusal === null) key = next ?? undefined;
      return refusal;
    },
  };
}
export type KeyStore = ReturnType<typeof createKeyStore>;
