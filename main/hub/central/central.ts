import type { Request, Response } from 'express';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../contract/clock.ts';
import type { Logger } from '../../intake/http/deps.ts';
import { createDocs } from '../../intake/http/docs.ts';
import { createPipeline } from '../../intake/http/pipeline.ts';
import { serveOnLoopback, type RunningServer } from '../../intake/http/serve.ts';
import { serveUiFiles } from '../../intake/http/ui-files.ts';
import type { HubPool } from '../database/pool.ts';
import { HUB_API } from './about.ts';
import { createChainCallerCheck } from './callers.ts';
import { createChainCalls } from './chain-calls.ts';
import { createChargeCalls } from './charge-calls.ts';
import { startHearing } from './hearing.ts';
import { createLive } from './live.ts';
import { createRemoteCalls } from './remote-calls.ts';
import { createReportCalls } from './report-calls.ts';
import { openSessions } from './sessions.ts';
import { createSignIn } from './sign-in.ts';
import { centralProblemOf } from './trouble.ts';
import { createUsers } from './users.ts';

export interface CentralOptions {
  readonly hub: HubPool;
  /** Holds the key of the browsers' sessions. */
  readonly dataFolder: string;
  readonly port: number;
  /** `https://central.example`: the address of a proxy in front, under which people and programs ask. */
  readonly publicOrigin?: string | undefined;
  readonly uiFiles?: string | undefined;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** How often a caller that waits is looked after without a notification, in ms. */
  readonly lookMs?: number;
  /** How long an answer of the database about a user is believed, in ms. */
  readonly believedMs?: number;
}

/** A page that stays open ends this long after its user is known to be locked out, in ms. */
const RECHECK_MS = 1000;

/**
 * `puente hub`: the chain's window and its API over the hub's database. It keeps nothing of its own, so that any number may run
 * beside each other. Listens on this machine only; others come through a proxy that speaks TLS.
 *
 * Rejects with PortInUseError when the port is taken; the schema must be up to date (ensureSchema).
 */
export async function startCentral(options: CentralOptions): Promise<RunningServer> {
  const { hub, clock, log, version, publicOrigin, uiFiles, lookMs = 5000 } = options;
  const now = (): number => clock.now();
  const users = createUsers(hub, now, options.believedMs);
  const sessions = openSessions(options.dataFolder);
  const hearing = startHearing({ hub, clock });
  const live = createLive({ hub, clock, log });
  const stopWatching = async (): Promise<void> => {
    await Promise.all([live.stop(), hearing.stop()]);
  };
  const deps = { hub, live, hear: hearing.hear, clock, log, lookMs };
  const operations = [
    ...createChainCalls(deps),
    ...createChargeCalls(deps),
    ...createRemoteCalls(deps),
    ...createReportCalls(deps),
  ];
  try {
    const server = await serveOnLoopback(
      ({ port, url, stopping }) => {
        const names = { port, publicOrigin };
        const signIn = createSignIn({ users, sessions, now, ...names });
        const sendClosed = (req: Request, res: Response): void => signIn.sendForm(req, res);
        return createPipeline({
          clock,
          log,
          newId: randomUUID,
          operations,
          stopping,
          guard: { ...names, allowedOrigins: () => [], misdirected: { code: 'hub_misdirected' } },
          checkCaller: createChainCallerCheck({ users, sessions, now, ...names }),
          recheckMs: RECHECK_MS,
          unauthorized: { code: 'hub_unauthorized' },
          sendClosed,
          open: { '/sign-in': { post: signIn.signIn }, '/sign-out': { post: signIn.signOut } },
          docs: createDocs({ about: HUB_API, operations, version, url: () => publicOrigin ?? url() }),
          problemOf: centralProblemOf,
          routers: [serveUiFiles({ uiFiles, page: 'central.html', sendClosed })],
        });
      },
      { port: options.port },
    );
    return {
      ...server,
      async stop() {
        await server.stop();
        await stopWatching();
      },
    };
  } catch (error) {
    await stopWatching();
    throw error;
  }
}
