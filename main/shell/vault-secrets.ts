import { SECRET_NAMES, secretFile, type SecretName } from '../secret-place.ts';
import type { Vault } from './vault.ts';

/** What the vault hands to the bridge at its start. A name that is missing is kept in the data folder instead. */
export type HandedSecrets = Partial<Record<SecretName, string | null>>;

/** Never kept in the clear; the others fall back to private files where there is no vault. */
const NEVER_IN_A_FILE: SecretName = 'recurrente-key';

/**
 * Reads this user's secrets out of the vault. One that still lies in a file of the data folder (of a bridge that ran without the
 * desktop, or of an older version) moves into the vault, and the file goes.
 */
export async function readSecrets(vault: Vault, dataDir: string): Promise<HandedSecrets> {
  const handed: HandedSecrets = {};
  const isThere = await vault.isAvailable();
  for (const name of SECRET_NAMES) {
    if (!isThere && name !== NEVER_IN_A_FILE) continue;
    handed[name] = (await vault.read(name)) ?? (await moveIn(vault, dataDir, name));
  }
  return handed;
}

async function moveIn(vault: Vault, dataDir: string, name: SecretName): Promise<string | null> {
  const file = secretFile(dataDir, name);
  const text = file.read();
  if (text === undefined || (await vault.keep(name, text)) !== null) return null;
  await file.write(null);
  return text;
}
