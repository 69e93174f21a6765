import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cookieName } from '../../intake/http/caller.ts';
import type { OwnNames } from '../../intake/http/guards.ts';
import { isSameSecret } from '../../secrets.ts';
import { writeFileAtomically } from '../../write-file.ts';

export const SESSION_KEPT_MS = 12 * 3_600_000;
const PRIVATE = 0o600;

/** Hubs behind one public name share their sessions, whatever their ports; others on one machine are told apart by them. */
export const chainCookie = ({ port, publicOrigin }: OwnNames): string =>
  publicOrigin === undefined ? cookieName(port()) : 'puente_central';

/**
 * A browser's session: who signed in and until when, signed with a key of this folder. Nothing is kept of it, so it outlives a
 * restart, and two hubs that share the key share the sessions. Who was revoked is asked at each call.
 */
export function openSessions(dataFolder: string) {
  const file = path.join(dataFolder, 'session-key');
  if (!existsSync(file)) writeFileAtomically(file, `${randomBytes(32).toString('base64url')}\n`, PRIVATE);
  const key = readFileSync(file, 'utf8').trim();
  const sign = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');

  return {
    make(user: Signed, nowMs: number): string {
      const text = `${Buffer.from(user.name).toString('base64url')}.${user.sinceMs}.${nowMs + SESSION_KEPT_MS}`;
      return `${text}.${sign(text)}`;
    },
    /** Who signed in; undefined for a session that is over or was not made here. */
    read(token: string, nowMs: number): Signed | undefined {
      const [name = '', sinceMs = '', untilMs = '', signature = ''] = token.split('.');
      if (!isSameSecret(signature, sign(`${name}.${sinceMs}.${untilMs}`)) || !(Number(untilMs) > nowMs))
        return undefined;
      return { name: Buffer.from(name, 'base64url').toString('utf8'), sinceMs: Number(sinceMs) };
    },
  };
}
export type Sessions = ReturnType<typeof openSessions>;

interface Signed {
  readonly name: string;
  /** When the user got the secret that was shown. */
  readonly sinceMs: number;
}
