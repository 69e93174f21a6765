import type { SecretPlace } from '../secret-place.ts';

/**
 * A secret as the bridge's process sees it under Electron: handed over at the start out of the system's vault, and given back
 * for keeping when it changes. Nothing of it touches the data folder.
 */
export function createVaultPlace(
  kept: string | null,
  keep: (text: string | null) => Promise<string | null>,
): SecretPlace {
  let current = kept;
  return {
    read: () => current ?? undefined,
    async write(text) {
      const refusal = await keep(text);
      if (refusal === null) current = text;
      return refusal;
    },
  };
}
