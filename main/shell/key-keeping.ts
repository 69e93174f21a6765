import type { KeyStore } from '../secrets.ts';

/**
 * Recurrente's key as the bridge sees it under Electron: handed over at the start out of the system's vault, and given back
 * for keeping when the settings screen changes it. Nothing of it touches the data folder.
 */
export function createKeeping(
  kept: string | null,
  env: NodeJS.ProcessEnv,
  keepKey: (key: string | null) => Promise<string | null>,
): KeyStore {
  const fixed = env.RECURRENTE_SECRET_KEY;
  let key = fixed ?? kept ?? undefined;
  return {
    current: (): string | undefined => key,
    /** The environment's key cannot be changed from inside. */
    isFixed: (): boolean => fixed !== undefined,
    /** Where the system offers no encrypted place it says so, and the key in use stays the old one. */
    async set(next) {
      if (fixed !== undefined) throw new Error('the key is set by RECURRENTE_SECRET_KEY');
      const refusal = await keepKey(next);
      if (refusal === null) key = next ?? undefined;
      return refusal;
    },
  };
}
