import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/**
 * Where the charges of this PC live. One place for the machine, not one for each user: whoever is logged on, there is one
 * queue. On Linux only when IT made /var/lib/puente; else in the user's own folder. `PUENTE_DATA` or `--data` win.
 */
export function machineDataFolder(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (env.PUENTE_DATA) return path.resolve(env.PUENTE_DATA);
  if (platform === 'win32') return path.win32.join(env.ProgramData ?? 'C:\\ProgramData', 'Puente');
  if (platform === 'darwin') return '/Users/Shared/Puente';
  if (isWritable('/var/lib/puente')) return '/var/lib/puente';
  return path.join(env.XDG_DATA_HOME ?? path.join(home, '.local/share'), 'puente');
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
