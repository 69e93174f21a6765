import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The data folder cannot be used, and why. */
export class BadDataFolderError extends Error {
  constructor(folder: string, reason: string) {
    super(`the data folder ${folder} cannot be used: ${reason}`);
    this.name = 'BadDataFolderError';
  }
}

/** One folder a machine, not a user: whoever sits at the till finds the same bridge. PUENTE_DATA overrides it. */
export function defaultDataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (env['PUENTE_DATA']) return path.resolve(env['PUENTE_DATA']);
  if (platform === 'win32') return path.join(env['ProgramData'] ?? 'C:\\ProgramData', 'Puente');
  // Not /Library: an app that is dragged into Applications has no installer to make a folder there for every user.
  if (platform === 'darwin') return '/Users/Shared/Puente';
  return path.join(env['XDG_DATA_HOME'] ?? path.join(homedir(), '.local', 'share'), 'puente');
}

/** Makes the folder if need be and proves that it can be written. */
export function prepareDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new BadDataFolderError(folder, (error as Error).message);
  }
}
