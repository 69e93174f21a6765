import { USER_SCOPES, addUser, listUsers, revokeUser } from '../hub/central/users.ts';
import { UsageError } from './arguments.ts';
import { onDatabase, WHERE } from './hub-database.ts';
import type { Run } from './commands.ts';

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} _.@-]{0,59}$/u;

/**
 * `puente hub user add NAME [--scopes read,charge] [--shops a,b]`: prints the user's secret, this once. `puente hub user list`,
 * `puente hub user revoke NAME`: locked out within seconds.
 */
export const runHubUser: Run = async ([word = '', ...args]) => {
  switch (word) {
    case 'add': {
      const options = {
        ...WHERE,
        name: { type: 'string' },
        scopes: { type: 'string' },
        shops: { type: 'string' },
      } as const;
      return onDatabase(named(args), options, async (hub, { name = '', scopes = 'read', shops }) => {
        const wanted = split(scopes);
        const unknown = wanted.find((scope) => !USER_SCOPES.some((each) => each === scope));
        if (wanted.length === 0 || unknown !== undefined)
          throw new UsageError(`--scopes ${scopes}: se admiten ${USER_SCOPES.join(' y ')}`);
        const secret = await addUser(hub, {
          name,
          // Whoever sends a charge must be able to ask what became of it.
          scopes: USER_SCOPES.filter((scope) => scope === 'read' || wanted.includes(scope)),
          shops: shops === undefined ? null : split(shops),
        });
        if (secret === undefined) {
          process.stderr.write(`puente hub user: ya hay un usuario ${name}. Revóquelo antes, o use otro nombre.\n`);
          return 1;
        }
        process.stdout.write(`${secret}\n`);
        process.stderr.write('Este es su secreto. No se volverá a mostrar: entréguelo ahora por un medio seguro.\n');
        return 0;
      });
    }
    case 'list':
      return onDatabase(args, WHERE, async (hub) => {
        for (const user of await listUsers(hub)) {
          const state = user.revoked_at ? `revocado ${user.revoked_at.toISOString()}` : user.scopes.join(',');
          process.stdout.write(`${user.name}\t${state}\t${user.shops?.join(',') ?? 'todas las tiendas'}\n`);
        }
        return 0;
      });
    case 'revoke':
      return onDatabase(named(args), { ...WHERE, name: { type: 'string' } }, async (hub, { name = '' }) => {
        if (await revokeUser(hub, name)) return 0;
        process.stderr.write(`puente hub user: no hay un usuario ${name} que pueda entrar.\n`);
        return 1;
      });
    default:
      throw new UsageError('escriba puente hub user add NOMBRE, puente hub user list o puente hub user revoke NOMBRE');
  }
};

/** The user's name is the first word; the rest are options. */
function named([name = '', ...rest]: readonly string[]): readonly string[] {
  if (!NAME.test(name)) throw new UsageError('falta el nombre del usuario, de 1 a 60 letras o cifras');
  return ['--name', name, ...rest];
}

const split = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
