import type { Request, Response } from 'express';
import { createBridgeCalls } from './bridge-calls.ts';
import { asItStands } from './charge-answers.ts';
import { createCallerCheck, createMemorySessions } from './caller.ts';
import { createChargeCalls } from './charge-calls.ts';
import { createChargeChanges } from './charge-changes.ts';
import type { HttpIntakeDeps } from './deps.ts';
import { createDocs } from './docs.ts';
import { BRIDGE_API } from './openapi.ts';
import type { Operation } from './operation.ts';
import { sendPage, writeNotice } from './pages.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import type { ServerState } from './serve.ts';
import { serveUiFiles } from './ui-files.ts';
import { createWindow } from './window.ts';

/** A session tells nobody that it is over: what the window has open ends this long after it at the latest, in ms. */
const RECHECK_MS = 5000;

/** Puts the intake of one shop's bridge together (bridge-api.md, "Who may call" and "Charges"). */
export function createApp(deps: HttpIntakeDeps, { port, url, stopping }: ServerState): Pipeline {
  const {
    clock,
    config,
    keys,
    log,
    requestLog = log,
    newId,
    version,
    idempotency,
    extraOperations = [],
    extraRouters = [],
  } = deps;
  const sessions = deps.sessions ?? createMemorySessions();
  const window = createWindow({ clock, sessions, port, url });
  const operations: readonly Operation[] = [
    ...createChargeCalls(deps),
    ...createChargeChanges(deps),
    ...createBridgeCalls(deps),
    window.createLink,
    ...extraOperations,
  ];
  const sendClosed = (_req: Request, res: Response): void => sendPage(res, 401, writeNotice('closed'));
  return createPipeline({
    clock,
    log,
    requestLog,
    newId,
    ...(idempotency ? { idempotency } : {}),
    ...(deps.onRequest ? { onRequest: deps.onRequest } : {}),
    operations,
    stopping,
    guard: { port, allowedOrigins: () => config().server.allowedOrigins },
    checkCaller: createCallerCheck({ keys, sessions, clock, port }),
    asItStands: (body, call) => asItStands(deps, body, call),
    recheckMs: deps.recheckMs ?? RECHECK_MS,
    sendClosed,
    open: { '/open/:token': { get: window.openLink } },
    docs: createDocs({ about: BRIDGE_API, operations, version, url }),
    routers: [...extraRouters, serveUiFiles({ uiFiles: deps.uiFiles, page: 'index.html', sendClosed })],
  });
}
