import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hubConfigSchema } from '../../contract/hub.ts';
import { readAddress, type HubAddress } from '../database/address.ts';

export type ReadDatabase = { readonly address: HubAddress } | { readonly fault: string };

/**
 * The hub's database from its address and, where the address holds no password, from `PUENTE_HUB_PASSWORD` or the file
 * `DIR/hub-password`. A fault is a sentence for people and repeats nothing of the address.
 */
export function readDatabase(url: string, dataFolder: string, env: NodeJS.ProcessEnv): ReadDatabase {
  const checked = hubConfigSchema.safeParse({ url, bridge: 'central' });
  if (!checked.success) return { fault: checked.error.issues.map(({ message }) => message).join('; ') };
  const file = path.join(dataFolder, 'hub-password');
  const password = env['PUENTE_HUB_PASSWORD'] ?? (existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined);
  return { address: readAddress(url, password) };
}
