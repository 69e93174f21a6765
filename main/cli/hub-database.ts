import path from 'node:path';
import { defaultDataFolder } from '../data-folder.ts';
import { readHubPassword } from '../hub-password.ts';
import { readDatabase, type ReadDatabase } from '../hub/central/address.ts';
import { createHubPool, type HubPool } from '../hub/database/pool.ts';
import { readArguments, sayFileFault, UsageError } from './arguments.ts';
import { trustSystemCertificates } from '../system-certificates.ts';

const TIMEOUT_MS = 20_000;
const CONNECTIONS = 20;

/** Where the hub's database is and where its own files are; common to all its commands. */
export const WHERE = { database: { type: 'string' }, data: { type: 'string' } } as const;
interface Where {
  readonly database?: string | undefined;
  readonly data?: string | undefined;
}

/** The hub's own folder: a bridge on the same machine keeps its own. */
export const hubFolder = ({ data }: Where): string =>
  path.resolve(data ?? path.join(defaultDataFolder(process.env), 'hub'));

export function openPool(where: Where, onError: (error: Error) => void = () => undefined): HubPool {
  const url = where.database ?? process.env['PUENTE_HUB_DATABASE'];
  if (url === undefined)
    throw new UsageError('falta --database postgres://usuario@servidor/base (o PUENTE_HUB_DATABASE)');
  const read = readWhere(url, hubFolder(where));
  if ('fault' in read) throw new UsageError(`--database: ${read.fault}`);
  return createHubPool({
    address: read.address,
    name: 'puente hub',
    size: CONNECTIONS,
    timeoutMs: TIMEOUT_MS,
    onError,
  });
}

/** Faults repeat nothing of the address: it may hold a password. */
function readWhere(url: string, folder: string): ReadDatabase {
  const password = readPassword(folder);
  try {
    return readDatabase(url, password);
  } catch (error) {
    // A password that was put in as it is, with a % of its own.
    if (error instanceof URIError)
      return { fault: 'tiene un signo % suelto; escríbalo %25, o ponga la contraseña en PUENTE_HUB_PASSWORD' };
    if (error instanceof Error && 'syscall' in error)
      return { fault: `no se puede leer el archivo de sslrootcert: ${sayFileFault(error)}` };
    throw error;
  }
}

function readPassword(folder: string): string | undefined {
  try {
    return readHubPassword(folder, process.env);
  } catch (error) {
    throw new UsageError(`no se puede leer la contraseña ${path.join(folder, 'hub-password')}: ${sayFileFault(error)}`);
  }
}

/** Opens the database for one piece of work. */
export async function onDatabase<T extends Record<string, { readonly type: 'string' }>>(
  args: readonly string[],
  options: T,
  work: (hub: HubPool, values: Readonly<Record<string, string | undefined>>) => Promise<number>,
): Promise<number> {
  const values = readArguments(args, options).values as Readonly<Record<string, string | undefined>>;
  trustSystemCertificates();
  const hub = openPool(values);
  try {
    return await work(hub, values);
  } finally {
    await hub.end();
  }
}
