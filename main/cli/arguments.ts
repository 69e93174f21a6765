import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The command line does not make sense; the sentence says why. Exit code 3. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Node's own parser, with its refusals as UsageError. Unknown options are an error: a misspelt `--amuont` must not pass. */
export function readArguments<const T extends Options>(args: readonly string[], options: T, allowPositionals = false) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals });
  } catch (error) {
    throw new UsageError(describeFault(error, options));
  }
}

/** Node's refusal in Spanish, with what would have been right. */
function describeFault(error: unknown, options: Options): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const option = /'(?:-\w, )?(--[\w-]+|-\w)/.exec(message)?.[1] ?? '';
  const known = Object.keys(options).map((name) => `--${name}`);
  switch (code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `no existe la opción ${option}. Las que hay: ${known.join(', ')}`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return options[option.slice(2)]?.type === 'boolean'
        ? `${option} no lleva valor`
        : `${option} necesita un valor después; si empieza con guion, escriba ${option}=VALOR`;
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `sobra «${/'([^']*)'/.exec(message)?.[1] ?? ''}». Un valor con espacios va entre comillas`;
    default:
      return message;
  }
}

export function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`--port ${text}: un puerto es un número de 0 a 65535`);
  return port;
}

export function readHttpUrl(option: string, text: string | undefined): string | undefined {
  if (text === undefined || /^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new UsageError(`${option} ${text}: escriba una dirección completa, por ejemplo https://app.recurrente.com`);
}

/** A text file that was named on the command line, without its byte order mark. `what` says which it is, as in «la lista». */
export function readNamedFile(what: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UsageError(`no se puede leer ${what} ${file}: ${sayFileFault(error)}`);
  }
}

/** A file that is going to be written, in a folder that exists: a mistyped path makes no folders and hides nothing away. */
export function checkWritable(option: string, file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${option} ${file}: es una carpeta; escriba también el nombre del archivo`);
  const folder = path.dirname(file);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${option} ${file}: no existe la carpeta ${folder}; créela o elija otra`);
}

/** Why a file cannot be used, in Spanish, with the system's own code behind. */
export function sayFileFault(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'error';
  return `${FILE_FAULTS[code] ?? 'revise la ruta y los permisos'} (${code})`;
}
const FILE_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'no existe',
  EISDIR: 'es una carpeta, no un archivo',
  ENOTDIR: 'una parte de la ruta no es una carpeta',
  EACCES: 'no hay permiso',
  EPERM: 'no hay permiso',
  EROFS: 'el disco no admite escritura',
  ENOSPC: 'el disco está lleno',
};
