import { createApp } from './app.ts';
import type { HttpIntakeDeps } from './deps.ts';
import type { ServerOptions } from './listen.ts';
import { serveOnLoopback, type RunningServer } from './serve.ts';

export type { HttpIntakeDeps, IdempotencyStore, Keys, StoredAnswer, UiSessions } from './deps.ts';
export { SCOPES } from '../../contract/keys.ts';
export { PortInUseError } from './listen.ts';
export { createSideServer } from './side-server.ts';
export { defineOperation, ok, refuse, WRITTEN } from './operation.ts';
export type { Answer, Call, Caller, Operation } from './operation.ts';

export type HttpIntake = RunningServer;

/**
 * Opens the bridge to callers on this PC (bridge-api.md, "Who may call" and "Charges"). Port 0 takes a free one.
 * Rejects with PortInUseError when the port is taken.
 */
export const startHttpIntake = (
  deps: HttpIntakeDeps,
  at: { readonly port: number } & Pick<ServerOptions, 'limits'>,
): Promise<HttpIntake> => serveOnLoopback((state) => createApp(deps, state), at);
