import type { Clock } from '../../contract/clock.ts';
import type { Config } from '../../contract/config.ts';
import type { Desk } from '../../contract/desk.ts';
import type { Elsewhere } from '../../contract/elsewhere.ts';
import type { Scope } from '../../contract/keys.ts';
import type { Operation } from './operation.ts';
import type { RequestHandler } from 'express';

/** Looks a presented key up in constant time; undefined when it is none of ours. `ended` is aborted when the key ends. */
export interface Keys {
  check(
    presented: string,
  ): { readonly name: string; readonly scopes: readonly Scope[]; readonly ended?: AbortSignal } | undefined;
}

export interface StoredAnswer {
  /** Hash of what was asked, so that the same key with another body is noticed. */
  readonly fingerprint: string;
  readonly status: number;
  /** The answer's body as JSON text. */
  readonly body: string;
}

/** Answers by Idempotency-Key; `get` knows nothing older than 24 hours. */
export interface IdempotencyStore {
  get(key: string, nowMs: number): StoredAnswer | undefined;
  put(key: string, answer: StoredAnswer, nowMs: number): void;
}

/** Sessions of the window in a browser. A store on disk lets the window survive a restart of the bridge. */
export interface UiSessions {
  has(token: string, nowMs: number): boolean;
  add(token: string, expiresAtMs: number, nowMs: number): void;
}

/** The part of pino that the intake uses. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface HttpIntakeDeps {
  readonly desk: Desk;
  readonly keys: Keys;
  /** Asked at each request, because settings change while the bridge runs. */
  readonly config: () => Config;
  readonly log: Logger;
  /** For the line of each request, which holds nothing secret; `log` without it. */
  readonly requestLog?: Logger;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: () => string;
  readonly version: string;
  /** Folder of the built window; without it `/` explains that there is none. */
  readonly uiFiles?: string;
  /** Told of each request as it comes in. */
  readonly onRequest?: () => void;
  /** Without it an Idempotency-Key is only honoured while the bridge runs the first request of that key. */
  readonly idempotency?: IdempotencyStore;
  /** Kept in memory unless given. */
  readonly sessions?: UiSessions;
  /** Charges for terminals of other bridges; without it there are none. */
  readonly elsewhere?: Elsewhere;
  /** Further calls of other rooms; they get the checks, the formats and a place in `/docs` like all others. */
  readonly extraOperations?: readonly Operation[];
  /** Further routers, mounted behind the key check. */
  readonly extraRouters?: readonly RequestHandler[];
  /** How often the window's session is asked for while something of it is open, in ms; 5 000 unless told otherwise. */
  readonly recheckMs?: number;
  /** Time between two heartbeats of an event stream in ms; 15 000 unless told otherwise. */
  readonly heartbeatMs?: number;
}
