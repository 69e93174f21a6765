import { isDatabaseAway } from '../hub/central/trouble.ts';
import { HubNotPreparedError, NewerHubError } from '../hub/database/migrate.ts';
import { describeStartFailure } from './start-failures.ts';

/** Why `puente hub` did not start or did not do what it was told, for people. Undefined: a bug. */
export function describeHubFailure(error: unknown): { message: string; exitCode: number } | undefined {
  if (error instanceof NewerHubError)
    return {
      exitCode: 6,
      message:
        'La base de datos es de una versión más nueva de Puente. Instale la versión nueva; nada se cambió. / The database is newer than this Puente.',
    };
  if (error instanceof HubNotPreparedError)
    return {
      exitCode: 8,
      message:
        'La base de datos aún no está preparada y este usuario no puede hacerlo. Ejecute «puente hub migrate» con el usuario dueño (puente_owner). / Run `puente hub migrate` as the owner.',
    };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('28'))
    return {
      exitCode: 8,
      message:
        'PostgreSQL no acepta ese usuario o esa contraseña. Ponga la contraseña en PUENTE_HUB_PASSWORD o en el archivo hub-password de la carpeta. / User or password refused.',
    };
  if (code === '42501')
    return {
      exitCode: 8,
      message:
        'Este usuario de PostgreSQL no tiene permiso para eso. Use el del dueño (puente_owner). / Permission denied by the database.',
    };
  if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS)/.test(code))
    return {
      exitCode: 8,
      message: `El certificado de PostgreSQL no se pudo comprobar (${code}). Indique su autoridad con ?sslrootcert=ARCHIVO en la dirección. / The database's certificate could not be verified.`,
    };
  if (isDatabaseAway(error))
    return {
      exitCode: 8,
      message: `La base de datos no contesta (${code || (error as Error).message}). Revise la dirección, que PostgreSQL esté encendido y el cortafuegos. / The database does not answer.`,
    };
  return describeStartFailure(error, '');
}
