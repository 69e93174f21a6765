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
