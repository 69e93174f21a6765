import type { Request } from 'express';
import type { Clock } from '../../contract/clock.ts';
import type { Keys, UiSessions } from './deps.ts';
import { SCOPES } from '../../contract/keys.ts';
import { isOwnPage } from './guards.ts';
import type { Caller } from './operation.ts';

export interface CallerDeps {
  readonly keys: Keys;
  readonly sessions: UiSessions;
  readonly clock: Pick<Clock, 'now'>;
  readonly port: () => number;
}

/** Tells who asks, by key or by the window's cookie; undefined when neither holds. */
export function createCallerCheck({ keys, sessions, clock, port }: CallerDeps): (req: Request) => Caller | undefined {
  return (req) => {
    const presented = presentedKey(req);
    if (presented !== undefined) {
      const key = keys.check(presented);
      return key && { ...key, via: 'key' };
    }
    const token = readCookie(req, cookieName(port()));
    if (token === undefined || !isOwnPage(req, { port }) || !sessions.has(token, clock.now())) return undefined;
    return { name: 'window', scopes: SCOPES, via: 'session' };
  };
}

/** The key in whichever of the four places the caller put it; the first one counts. */
export function presentedKey(req: Request): string | undefined {
  const authorization = /^(bearer|basic) +(.+)$/i.exec(req.headers.authorization ?? '');
  if (authorization) {
    const [, scheme = '', value = ''] = authorization;
    if (scheme.toLowerCase() === 'bearer') return value.trim();
    // Basic: the user name is free, the password is the key (RFC 7617).
    const pair = Buffer.from(value, 'base64').toString('utf8');
    return pair.slice(pair.indexOf(':') + 1);
  }
  const header = req.headersDistinct['x-api-key']?.[0];
  if (header !== undefined) return header;
  return new URLSearchParams(req.originalUrl.split('?')[1] ?? '').get('key') ?? undefined;
}

/** Cookies know no ports, so two bridges on one PC need two names. */
export const cookieName = (port: number): string => `puente_${port}`;

export function readCookie(req: Request, name: string): string | undefined {
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name && value) return value;
  }
  return undefined;
}

/** Sessions that end with the process; the default where no store is given. */
export function createMemorySessions(): UiSessions {
  const expiries = new Map<string, number>();
  return {
    has: (token, nowMs) => (expiries.get(token) ?? 0) > nowMs,
    add: (token, expiresAtMs, nowMs) => {
      for (const [old, expiry] of expiries) if (expiry <= nowMs) expiries.delete(old);
      expiries.set(token, expiresAtMs);
    },
  };
}
