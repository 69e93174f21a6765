import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomically } from '../write-file.ts';

/** The part of Electron's safeStorage used here (DPAPI, Keychain, libsecret or KWallet). */
export interface SafeStorage {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(text: string): Promise<Buffer>;
  decryptStringAsync(sealed: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>;
  getSelectedStorageBackend?(): string;
}

export interface Vault {
  /** False where this system offers no encrypted place. */
  isAvailable(): Promise<boolean>;
  /** The text kept under this name, or null when there is none or this user's system cannot open it. */
  read(name: string): Promise<string | null>;
  /** Keeps the text, or forgets it (null). A refusal is a sentence for people; nothing is then written. */
  keep(name: string, text: string | null): Promise<string | null>;
}

const REFUSAL =
  'Este sistema no ofrece dónde guardar la clave cifrada, y Puente no la guarda sin cifrar. Instale un llavero (GNOME Keyring o KWallet) ' +
  'o indíquela en la variable RECURRENTE_SECRET_KEY. / This system offers no encrypted place for the key, and Puente does not store it in ' +
  'the clear. Install a keyring (GNOME Keyring or KWallet), or give it in the variable RECURRENTE_SECRET_KEY.';

/** Secrets, sealed by the operating system for this user, each in a file of `userDir`. No plain text ever, however inconvenient. */
export function createVault(safeStorage: SafeStorage, userDir: string): Vault {
  const fileOf = (name: string): string => path.join(userDir, `${name}.sealed`);
  // On Linux without a keyring Electron would "encrypt" with a password that is in its source.
  const isAvailable = async (): Promise<boolean> =>
    (await safeStorage.isAsyncEncryptionAvailable()) && safeStorage.getSelectedStorageBackend?.() !== 'basic_text';
  const seal = async (name: string, text: string): Promise<void> =>
    writeFileAtomically(fileOf(name), await safeStorage.encryptStringAsync(text), 0o600);

  return {
    isAvailable,
    async read(name) {
      if (!existsSync(fileOf(name)) || !(await isAvailable())) return null;
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(readFileSync(fileOf(name)));
        // The system changed the key that it seals with.
        if (shouldReEncrypt) await seal(name, result);
        return result;
      } catch {
        // Sealed by another user or another installation of the system.
        return null;
      }
    },
    async keep(name, text) {
      if (text === null) {
        rmSync(fileOf(name), { force: true });
        return null;
      }
      if (!(await isAvailable())) return REFUSAL;
      await seal(name, text);
      return null;
    },
  };
}
