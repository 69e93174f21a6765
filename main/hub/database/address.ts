import { readFileSync } from 'node:fs';
import type { ClientConfig } from 'pg';
import { isLoopback } from '../../contract/hub.ts';

/** Where the hub's database is, as `pg` wants it. Made from a checked `hub.url` (contract/hub.ts). */
export type HubAddress = Pick<ClientConfig, 'host' | 'port' | 'user' | 'database' | 'password' | 'ssl'>;

/**
 * Reads the address. The certificate is always verified, the host's name included (`sslmode=verify-full`), but for a server on
 * this very computer; `sslrootcert` names a file with the authority to trust instead of the system's.
 *
 * Throws the file system's error when that file cannot be read.
 */
export function readAddress(url: string, password: string | undefined): HubAddress {
  const parsed = new URL(url);
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  const encrypted = !isLoopback(parsed.hostname) || parsed.searchParams.get('sslmode') === 'verify-full';
  const authority = parsed.searchParams.get('sslrootcert');
  const secret = password ?? decodeURIComponent(parsed.password);
  return {
    host,
    port: Number(parsed.port || 5432),
    user: decodeURIComponent(parsed.username) || 'puente',
    database: decodeURIComponent(parsed.pathname.slice(1)),
    ...(secret === '' ? {} : { password: secret }),
    ssl: encrypted && {
      rejectUnauthorized: true,
      // Node sends and checks no name for a bare address unless told one.
      servername: host,
      ...(authority === null ? {} : { ca: readFileSync(authority, 'utf8') }),
    },
  };
}
