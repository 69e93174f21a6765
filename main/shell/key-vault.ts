import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The part of Electron's safeStorage used here (DPAPI, Keychain, libsecret or KWallet). */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(sealed: Buffer): string;
  getSelectedStorageBackend?(): string;
}

export interface KeyVault {
  /** The key, or null when none is kept or this user's system cannot open it. */
  read(): string | null;
  /** Keeps the key, or forgets it (null). A refusal is a sentence for people; nothing is then written. */
  keep(key: string | null): string | null;
}

const REFUSAL =
  'Este sistema no ofrece dónde guardar la clave cifrada, y Puente no la guarda sin cifrar. Instale un llavero (GNOME Keyring o KWallet) ' +
  'o indíquela en la variable RECURRENTE_SECRET_KEY. / This system offers no encrypted place for the key, and Puente does not store it in ' +
  'the clear. Install a keyring (GNOME Keyring or KWallet), or give it in the variable RECURRENTE_SECRET_KEY.';

/** Recurrente's key, sealed by the operating system for this user. No plain text ever, however inconvenient. */
export function createKeyVault(safeStorage: SafeStorage, userDir: string): KeyVault {
  const file = path.join(userDir, 'recurrente-key.sealed');
  // On Linux without a keyring Electron would "encrypt" with a password that is in its source.
  const isSafe = (): boolean =>
    safeStorage.isEncryptionAvailable() && safeStorage.getSelectedStorageBackend?.() !== 'basic_text';

  return {
    read() {
      if (!existsSync(file) || !isSafe()) return null;
      try {
        return safeStorage.decryptString(readFileSync(file));
      } catch {
        // Sealed by another user or another installation of the system.
        return null;
      }
    },
    keep(key) {
      if (key === null) {
        rmSync(file, { force: true });
        return null;
      }
      if (!isSafe()) return REFUSAL;
      mkdirSync(userDir, { recursive: true });
      writeFileSync(`${file}.new`, safeStorage.encryptString(key), { mode: 0o600 });
      renameSync(`${file}.new`, file);
      return null;
    },
  };
}
