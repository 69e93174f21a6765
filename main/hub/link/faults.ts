import type { HubProblem } from '../../contract/hub.ts';
import { HubNotPreparedError, NewerHubError } from '../database/migrate.ts';

/** Another installation answers to this bridge's name, and lives. */
export class NameTakenError extends Error {
  constructor(bridge: string) {
    super(`another installation is connected as ${bridge}`);
    this.name = 'NameTakenError';
  }
}

/** The place of the hub's password is there, and this bridge may not read it. */
export class UnreadablePasswordError extends Error {
  constructor(options: ErrorOptions) {
    super("the hub's password cannot be read", options);
    this.name = 'UnreadablePasswordError';
  }
}

/** PostgreSQL's and TLS's codes that a person must look at; any other fault is a connection that will come back. */
const CODES: readonly (readonly [RegExp, HubProblem])[] = [
  [/^28/, 'password'],
  [/^(3D000|42P01|3F000)$/, 'not_prepared'],
  [/^42501$/, 'no_permission'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'certificate_name'],
  [/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_)/, 'certificate'],
];

/** What stands in the way, where waiting does not help; null for a hub that just cannot be reached. */
export function problemOf(error: unknown): HubProblem | null {
  if (error instanceof NameTakenError) return 'name_taken';
  // A URIError: the address holds a `%` that was not written as `%25`.
  if (error instanceof UnreadablePasswordError || error instanceof URIError) return 'password';
  if (error instanceof NewerHubError) return 'newer';
  if (error instanceof HubNotPreparedError) return 'not_prepared';
  if (!(error instanceof Error)) return null;
  // The driver has no code for it.
  if (/does not support SSL/.test(error.message)) return 'no_tls';
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  // `sslrootcert` names a file that cannot be read, or a folder. A line that breaks is a `read` too.
  if (syscall === 'open' || code === 'EISDIR') return 'certificate';
  return CODES.find(([pattern]) => pattern.test(code))?.[1] ?? null;
}
