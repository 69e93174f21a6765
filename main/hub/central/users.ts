import { createHash, randomBytes } from 'node:crypto';
import { SCOPES, type Scope } from '../../contract/keys.ts';
import type { HubPool } from '../database/pool.ts';

/** Someone, or a program, that may look at the chain. `shops` null: every shop. */
export interface NewUser {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly shops: readonly string[] | null;
}
export interface User extends NewUser {
  /** When it got its secret; sessions from before are over. */
  readonly sinceMs: number;
}
export interface ListedUser extends NewUser {
  readonly created_at: Date;
  readonly revoked_at: Date | null;
}

/** What a user of the hub may do: look, or also send charges to the shops' terminals. The rest is done at a till. */
export const USER_SCOPES = ['read', 'charge'] as const satisfies readonly Scope[];

/** How long an answer of the database about a user is believed, in ms: within this time a revoked one is locked out. */
const BELIEVED_MS = 5000;

/** A secret is made here and has 192 random bits, so a plain hash of it tells nothing and a slow one adds nothing. */
const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

interface UserRow {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly shops: readonly string[] | null;
  readonly created_at: Date;
}
const readUser = ({ name, scopes, shops, created_at }: UserRow): User => ({
  name,
  scopes: SCOPES.filter((scope) => scopes.includes(scope)),
  shops,
  sinceMs: created_at.getTime(),
});

/** The hub's users, in its database. Only hashes of their secrets are kept. */
export function createUsers(hub: Pick<HubPool, 'query'>, now: () => number, believedMs = BELIEVED_MS) {
  const believed = new Map<string, { readonly user: User | undefined; readonly untilMs: number }>();

  async function find(by: 'secret_hash' | 'name', value: string): Promise<User | undefined> {
    const key = `${by}:${value}`;
    const known = believed.get(key);
    if (known && known.untilMs > now()) return known.user;
    const [row] = await hub.query<UserRow>(
      `SELECT name, scopes, shops, created_at FROM puente.users WHERE ${by} = $1 AND revoked_at IS NULL`,
      [value],
    );
    const user = row && readUser(row);
    if (believed.size > 1000) believed.clear();
    believed.set(key, { user, untilMs: now() + believedMs });
    return user;
  }

  return {
    bySecret: (secret: string): Promise<User | undefined> => find('secret_hash', hashSecret(secret)),
    byName: (name: string): Promise<User | undefined> => find('name', name),
  };
}
export type Users = ReturnType<typeof createUsers>;

/** Makes a user, or gives one that was revoked a new secret. The secret is answered this once; undefined when the name is in use. */
export async function addUser(hub: Pick<HubPool, 'query'>, user: NewUser): Promise<string | undefined> {
  const secret = `hk_${randomBytes(24).toString('base64url')}`;
  const made = await hub.query(
    `INSERT INTO puente.users (name, scopes, shops, secret_hash) VALUES ($1, $2, $3, $4)
     ON CONFLICT (name) DO UPDATE SET scopes = excluded.scopes, shops = excluded.shops, secret_hash = excluded.secret_hash,
       created_at = now(), revoked_at = NULL WHERE users.revoked_at IS NOT NULL
     RETURNING name`,
    [user.name, user.scopes, user.shops, hashSecret(secret)],
  );
  return made.length === 1 ? secret : undefined;
}

export const listUsers = (hub: Pick<HubPool, 'query'>): Promise<ListedUser[]> =>
  hub.query<ListedUser>('SELECT name, scopes, shops, created_at, revoked_at FROM puente.users ORDER BY name');

/** False when there is no such user, or it was revoked before. */
export async function revokeUser(hub: Pick<HubPool, 'query'>, name: string): Promise<boolean> {
  const done = await hub.query(
    'UPDATE puente.users SET revoked_at = now() WHERE name = $1 AND revoked_at IS NULL RETURNING name',
    [name],
  );
  return done.length === 1;
}
