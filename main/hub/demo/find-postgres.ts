import { accessSync, constants, readdirSync } from 'node:fs';
import path from 'node:path';

/** No PostgreSQL server program was found on this machine; the sentence says what to install. */
export class PostgresMissingError extends Error {
  constructor() {
    super(
      [
        'No se encontró PostgreSQL 14 o más nuevo en esta computadora; la demostración lo necesita para un momento.',
        'Debian y Ubuntu: apt-get install postgresql · macOS: brew install postgresql@17 · Windows: el instalador de postgresql.org.',
        'Si está en otra carpeta, indíquela con PUENTE_PG_BIN (la que contiene initdb y postgres).',
      ].join('\n'),
    );
    this.name = 'PostgresMissingError';
  }
}

const OLDEST = 14;
const suffix = process.platform === 'win32' ? '.exe' : '';

/** The folder with the newest `initdb` and `postgres`: where the system's packages put them, else on the PATH. */
export function findPostgres(env: NodeJS.ProcessEnv): string {
  const told = env['PUENTE_PG_BIN'];
  const places =
    told === undefined ? [...packaged(), ...(env['PATH'] ?? '').split(path.delimiter).filter(Boolean)] : [told];
  const found = places.find((folder) => isProgram(folder, 'initdb') && isProgram(folder, 'postgres'));
  if (found === undefined) throw new PostgresMissingError();
  return found;
}

/** `{parent}/{version}/bin`, newest version first: Debian, Homebrew and the Windows installer all do it so. */
function packaged(): string[] {
  const parents = [
    { parent: '/usr/lib/postgresql', name: /^(\d+)$/ },
    { parent: '/opt/homebrew/opt', name: /^postgresql@(\d+)$/ },
    { parent: '/usr/local/opt', name: /^postgresql@(\d+)$/ },
    { parent: 'C:/Program Files/PostgreSQL', name: /^(\d+)$/ },
  ];
  return parents.flatMap(({ parent, name }) =>
    list(parent)
      .map((entry) => ({ entry, version: Number(name.exec(entry)?.[1] ?? 0) }))
      .filter(({ version }) => version >= OLDEST)
      .sort((a, b) => b.version - a.version)
      .map(({ entry }) => path.join(parent, entry, 'bin')),
  );
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isProgram(folder: string, name: string): boolean {
  try {
    accessSync(path.join(folder, name + suffix), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
