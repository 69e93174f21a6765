import type { Request } from 'express';
import { presentedKey, readCookie } from '../../intake/http/caller.ts';
import { isOwnPage, type OwnNames } from '../../intake/http/guards.ts';
import type { Caller } from '../../intake/http/operation.ts';
import { chainCookie, type Sessions } from './sessions.ts';
import type { User, Users } from './users.ts';

export interface CallerDeps extends OwnNames {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly now: () => number;
}

/** Tells which user asks, by secret or by the window's cookie; undefined when neither holds. */
export function createChainCallerCheck({ users, sessions, now, ...names }: CallerDeps) {
  return async (req: Request): Promise<Caller | undefined> => {
    const secret = presentedKey(req);
    if (secret !== undefined) return callerOf(await users.bySecret(secret), 'key');
    const token = readCookie(req, chainCookie(names));
    const signed = token !== undefined && isOwnPage(req, names) ? sessions.read(token, now()) : undefined;
    const user = signed && (await users.byName(signed.name));
    return user?.sinceMs === signed?.sinceMs ? callerOf(user, 'session') : undefined;
  };
}

const callerOf = (user: User | undefined, via: Caller['via']): Caller | undefined =>
  user && { name: user.name, scopes: user.scopes, shops: user.shops, via };
