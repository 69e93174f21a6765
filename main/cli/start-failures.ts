import { BadConfigError } from '../config-file.ts';
import { BadDataFolderError } from '../data-folder.ts';
import { PortInUseError } from '../intake/http/listen.ts';
import { FolderInUseError } from '../store/lock.ts';
import { NewerDatabaseError } from '../store/migrate.ts';

/** Why the bridge did not start, for people, with the exit code of bridge-api.md (3, 4, 5) or our own (6, 7). Undefined: a bug. */
export function describeStartFailure(
  error: unknown,
  dataFolder: string,
): { message: string; exitCode: number } | undefined {
  if (error instanceof FolderInUseError)
    return {
      exitCode: 3,
      message: `Ya hay un Puente abierto con la carpeta ${dataFolder}. Use esa ventana (puente open) o ciérrelo antes. / Another Puente is running on this data folder.`,
    };
  if (error instanceof PortInUseError)
    return {
      exitCode: 4,
      message: `El puerto ${error.port} ya lo usa otro programa. Ciérrelo o elija otro con --port o server.port. / The port is in use.`,
    };
  if (error instanceof BadConfigError)
    return {
      exitCode: 5,
      message: [
        'La configuración tiene errores; corríjalos y vuelva a abrir. / The configuration has faults:',
        ...error.faults.map(({ path, message }) => `  ${path}: ${message}`),
      ].join('\n'),
    };
  if (error instanceof NewerDatabaseError)
    return {
      exitCode: 6,
      message: `La base de datos es de una versión más nueva de Puente (esquema ${error.found}; esta conoce ${error.known}). Instale la versión nueva; nada se cambió. / The database is newer than this Puente.`,
    };
  if (error instanceof BadDataFolderError)
    return {
      exitCode: 7,
      message: `No se puede usar la carpeta de datos ${dataFolder}: ${error.message}. Revise los permisos. / The data folder cannot be used.`,
    };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(SQLITE_(FULL|READONLY|CANTOPEN|IOERR)|ENOSPC|EROFS|EACCES|EPERM)/.test(code))
    return {
      exitCode: 7,
      message: `No se puede escribir en la carpeta de datos ${dataFolder} (${code}). Libere espacio o revise los permisos y abra de nuevo; nada se perdió. / The data folder cannot be written.`,
    };
  return undefined;
}
