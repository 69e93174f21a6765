import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The hub's password where its address holds none: `PUENTE_HUB_PASSWORD`, or the file `DIR/hub-password`; an empty file is none. */
export function readHubPassword(dataFolder: string, env: NodeJS.ProcessEnv): string | undefined {
  const file = path.join(dataFolder, 'hub-password');
  return env['PUENTE_HUB_PASSWORD'] ?? (existsSync(file) ? readFileSync(file, 'utf8').trim() || undefined : undefined);
}
