import { hubConfigSchema } from '../../contract/hub.ts';
import { readAddress, type HubAddress } from '../database/address.ts';

export type ReadDatabase = { readonly address: HubAddress } | { readonly fault: string };

/** The hub's database from its address. A fault is a sentence for people and repeats nothing of the address. */
export function readDatabase(url: string, password: string | undefined): ReadDatabase {
  const checked = hubConfigSchema.safeParse({ url, bridge: 'central' });
  if (!checked.success) return { fault: checked.error.issues.map(({ message }) => message).join('; ') };
  return { address: readAddress(url, password) };
}
