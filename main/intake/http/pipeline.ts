import express from 'express';
import type { Express, NextFunction, Request, RequestHandler, Response, Router } from 'express';
import type { Problem } from '../../contract/problems.ts';
import { readLang, sendAnswer, sendProblem } from './answer.ts';
import { isTooLong, MAX_BODY_BYTES, readBody } from './body.ts';
import type { HttpIntakeDeps } from './deps.ts';
import type { createDocs } from './docs.ts';
import { problemOf } from './failures.ts';
import { checkBody, checkQuery } from './faults-of.ts';
import type { GuardDeps } from './guards.ts';
import { guardOrigins, hardenAnswers, refuseForeignHosts, refuseWhileStopping } from './guards.ts';
import { createIdempotency } from './idempotency.ts';
import type { Answer, Call, Caller, Operation } from './operation.ts';
import { refuse, WRITTEN } from './operation.ts';
import { isNavigation } from './pages.ts';
import { logRequests, requestId } from './request-log.ts';

type Handlers = Readonly<Record<string, RequestHandler>>;

export interface PipelineDeps extends Pick<HttpIntakeDeps, 'clock' | 'log' | 'newId' | 'idempotency'> {
  readonly operations: readonly Operation[];
  readonly guard: Omit<GuardDeps, 'isStopping'>;
  readonly stopping: AbortSignal;
  /** Tells who asks; undefined for nobody known. */
  readonly checkCaller: (req: Request) => Caller | undefined | Promise<Caller | undefined>;
  /** What a program is told that nobody let in. */
  readonly unauthorized?: Problem;
  /** Shown to a person's browser that nobody let in. */
  readonly sendClosed: (req: Request, res: Response) => void;
  /** Paths that are open to callers without a key. */
  readonly open: Readonly<Record<string, Handlers>>;
  readonly docs: ReturnType<typeof createDocs>;
  /** What a caller is told of an exception; the disk's troubles by name and all else by the request's number without it. */
  readonly problemOf?: typeof problemOf;
  /** What comes after the operations, for callers that were let in. */
  readonly routers: readonly (RequestHandler | Router)[];
}

/**
 * The way of a request. The order is the contract's: where it was sent, whose page sent it, its key, its size and type, and
 * only then what it says.
 */
export function createPipeline(deps: PipelineDeps): Express {
  const { clock, log, newId, operations, stopping, docs } = deps;
  const guard: GuardDeps = { ...deps.guard, isStopping: () => stopping.aborted };
  const runOnce = createIdempotency({ store: deps.idempotency, clock, log });

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.use(logRequests({ newId, clock, log }));
  app.use(...hardenAnswers());
  app.use(refuseForeignHosts(guard));
  app.use(guardOrigins(guard));
  app.use(refuseWhileStopping(guard));
  mount(app, '/healthz', { get: (_req, res) => void res.json({ ok: true }) });
  for (const [path, handlers] of Object.entries(deps.open)) mount(app, path, handlers);
  app.use(requireCaller(deps));
  // What no call would read is refused before it is known which call is meant.
  app.use(refuseLongBodies(Math.max(MAX_BODY_BYTES, ...operations.map(({ request }) => request?.maxBytes ?? 0))));

  for (const [path, onPath] of Map.groupBy(operations, (operation) => operation.path))
    mount(
      app,
      path.replace(/\{(\w+)\}/g, ':$1'),
      Object.fromEntries(onPath.map((operation) => [operation.method, run(operation)])),
    );
  mount(app, '/v1/openapi.json', { get: docs.sendDocument });
  mount(app, '/docs', { get: docs.sendPage });
  for (const router of deps.routers) app.use(router);
  app.use((req, res) => sendProblem(req, res, { code: 'not_found' }));
  app.use(explainFailures);
  return app;

  function run(operation: Operation): RequestHandler {
    return async (req, res) => {
      const call = begin(req, res, operation);
      const answer = 'status' in call ? call : await runChecked(operation, call);
      if (answer !== WRITTEN) sendAnswer(req, res, answer);
    };
  }

  function begin(req: Request, res: Response, operation: Operation): Call | Answer {
    const lang = readLang(req);
    const caller = callerOf(res);
    if (!caller.scopes.includes(operation.scope))
      return refuse({ code: 'forbidden_scope', params: { scope: operation.scope } }, lang);
    const leaving = new AbortController();
    // With a reason of its own: the default one is an exception, made anew for each request.
    const leave = (): void => leaving.abort('gone');
    stopping.addEventListener('abort', leave);
    res.once('close', () => {
      stopping.removeEventListener('abort', leave);
      leave();
    });
    const params = req.params as Record<string, string>;
    return {
      id: requestId(res),
      lang,
      caller,
      params,
      body: undefined,
      query: undefined,
      gone: leaving.signal,
      req,
      res,
    };
  }

  async function runChecked(operation: Operation, call: Call): Promise<Answer | typeof WRITTEN> {
    let { body, query } = call;
    if (operation.query) {
      const checked = checkQuery(operation.query, new URLSearchParams(call.req.originalUrl.split('?')[1] ?? ''));
      if ('problem' in checked) return refuse(checked.problem, call.lang);
      query = checked.value;
    }
    if (operation.request) {
      const read = await readBody(call.req, call.lang, operation.request.maxBytes);
      if ('problem' in read) return refuse(read.problem, call.lang);
      const checked = checkBody(operation.request, read.body);
      if ('problem' in checked) return refuse(checked.problem, call.lang);
      body = checked.value;
    }
    return runOnce(operation, { ...call, body, query });
  }

  function explainFailures(error: unknown, req: Request, res: Response, _next: NextFunction): void {
    // The router's own complaint about a path that is no valid percent-encoding.
    if (error instanceof URIError) {
      sendProblem(req, res, { code: 'not_found' });
      return;
    }
    // The caller hung up while it was sending; there is nobody to tell, and nothing went wrong here.
    if (req.destroyed && !req.complete) return;
    const problem = (deps.problemOf ?? problemOf)(error, requestId(res));
    log.error({ err: error, request_id: requestId(res), code: problem.code }, 'a request failed');
    if (res.headersSent) res.destroy();
    else sendProblem(req, res, problem);
  }
}

/** Routes a path; other methods are answered with those that it has. */
function mount(app: Express, path: string, handlers: Handlers): void {
  const route = app.route(path);
  for (const [method, handler] of Object.entries(handlers)) route[method as 'get' | 'post'](handler);
  const methods = Object.keys(handlers).map((method) => method.toUpperCase());
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
  route.all((req, res) => sendProblem(req, res, { code: 'method_not_allowed', params: { allow } }, { Allow: allow }));
}

function requireCaller({
  checkCaller,
  sendClosed,
  unauthorized = { code: 'unauthorized' },
}: Pick<PipelineDeps, 'checkCaller' | 'sendClosed' | 'unauthorized'>): RequestHandler {
  return async (req, res, next) => {
    const caller = await checkCaller(req);
    if (caller) {
      res.locals.caller = caller;
      next();
    } else if (isNavigation(req) && !req.path.startsWith('/v1/')) sendClosed(req, res);
    else sendProblem(req, res, unauthorized, { 'WWW-Authenticate': 'Bearer realm="puente"' });
  };
}

const callerOf = (res: Response): Caller => res.locals.caller as Caller;

const refuseLongBodies =
  (maxBytes: number): RequestHandler =>
  (req, res, next) => {
    if (isTooLong(req, maxBytes)) sendProblem(req, res, { code: 'body_too_large' });
    else next();
  };
