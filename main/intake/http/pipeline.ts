import express from 'express';
import type { Express, NextFunction, Request, RequestHandler, Response, Router } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Problem } from '../../contract/problems.ts';
import { readLang, sendAnswer, sendProblem } from './answer.ts';
import { checkIdleBody, isTooLong, MAX_BODY_BYTES, readBody } from './body.ts';
import type { HttpIntakeDeps } from './deps.ts';
import type { createDocs } from './docs.ts';
import { problemOf } from './failures.ts';
import { createBrokenAnswers, type AnswerBroken } from './broken.ts';
import { checkBody, checkQuery } from './faults-of.ts';
import type { GuardDeps } from './guards.ts';
import { REVOKED, signalWhenGone } from './gone.ts';
import { guardOrigins, hardenAnswers, refuseForeignHosts, refuseWhileStopping } from './guards.ts';
import { createIdempotency } from './idempotency.ts';
import type { Answer, Call, Caller, Operation } from './operation.ts';
import { ok, refuse, WRITTEN } from './operation.ts';
import { createMessages, prepare, type Messages } from './messages.ts';
import { isNavigation } from './pages.ts';
import { logRequests, requestId } from './request-log.ts';
import { createRoutes } from './routes.ts';

type Handlers = Readonly<Record<string, RequestHandler>>;

export interface PipelineDeps extends Pick<
  HttpIntakeDeps,
  'clock' | 'log' | 'requestLog' | 'newId' | 'idempotency' | 'onRequest'
> {
  readonly operations: readonly Operation[];
  readonly guard: Omit<GuardDeps, 'isStopping'>;
  readonly stopping: AbortSignal;
  /** Tells who asks; undefined for nobody known. */
  readonly checkCaller: (req: Request) => Caller | undefined | Promise<Caller | undefined>;
  /** What is told of an answer that is given again for its Idempotency-Key; what it was at first without it. */
  readonly asItStands?: (body: unknown, call: Call) => unknown;
  /** How often a caller that waits is held against `checkCaller` again, in ms; for callers without a signal of their own. */
  readonly recheckMs?: number;
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

export interface Pipeline {
  readonly messages: Messages;
  readonly answerBroken: AnswerBroken;
  handle(message: IncomingMessage, answer: ServerResponse): void;
}

/**
 * The way of a request. The order is the contract's: where it was sent, whose page sent it, its key, its size and type, and
 * only then what it says.
 *
 * The API's calls take a way of their own past express, whose router asks each of some sixty routes in turn; pages, files and
 * all that is nobody's go through it (test/bench/README.md has the figures).
 */
export function createPipeline(deps: PipelineDeps): Pipeline {
  const { clock, log, requestLog = log, newId, operations, stopping, docs, recheckMs } = deps;
  const guard: GuardDeps = { ...deps.guard, isStopping: () => stopping.aborted };
  const runOnce = createIdempotency({ store: deps.idempotency, clock, log, asItStands: deps.asItStands });

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  const outerDoors = [
    logRequests({ newId, clock, log: requestLog }),
    hardenAnswers(),
    refuseForeignHosts(guard),
    guardOrigins(guard),
    refuseWhileStopping(guard),
  ];
  const innerDoors = [
    requireCaller(deps),
    // What no call would read is refused before it is known which call is meant.
    refuseLongBodies(Math.max(MAX_BODY_BYTES, ...operations.map(({ request }) => request?.maxBytes ?? 0))),
  ];
  const findRoute = createRoutes(operations);
  mount(app, '/healthz', { get: (req, res) => sendAnswer(req, res, ok({ ok: true })) });
  for (const [path, handlers] of Object.entries(deps.open)) mount(app, path, handlers);
  app.use(...innerDoors);
  mount(app, '/v1/openapi.json', { get: docs.sendDocument });
  mount(app, '/docs', { get: docs.sendPage });
  for (const router of deps.routers) app.use(router);
  app.use((req, res) => sendProblem(req, res, { code: 'not_found' }));
  app.use(explainFailures);
  const messages = createMessages(app);
  return { messages, handle, answerBroken: createBrokenAnswers({ messages, clock, log }) };

  function handle(message: IncomingMessage, answer: ServerResponse): void {
    deps.onRequest?.();
    const { req, res } = prepare(message, answer);
    const fail = (error: unknown): void => explainFailures(error, req, res);
    walkThrough(outerDoors, req, res, fail, () => {
      const route = findRoute(req.method, req.originalUrl.split('?', 1)[0] ?? '/');
      if (!route) app(req, res);
      else
        walkThrough(innerDoors, req, res, fail, () => {
          if ('allow' in route) refuseMethod(req, res, route.allow);
          else run(route.operation, route.params, req, res).catch(fail);
        });
    });
  }

  async function run(operation: Operation, params: Call['params'], req: Request, res: Response): Promise<void> {
    const answer = await answerOf(operation, params, req, res);
    if (answer !== WRITTEN) sendAnswer(req, res, answer);
  }

  async function answerOf(
    operation: Operation,
    params: Call['params'],
    req: Request,
    res: Response,
  ): Promise<Answer | typeof WRITTEN> {
    const lang = readLang(req);
    const caller = callerOf(res);
    if (!caller.scopes.includes(operation.scope))
      return refuse({ code: 'forbidden_scope', params: { scope: operation.scope } }, lang);
    let body: unknown;
    let query: unknown;
    if (operation.query) {
      const checked = checkQuery(operation.query, new URLSearchParams(req.originalUrl.split('?')[1] ?? ''));
      if ('problem' in checked) return refuse(checked.problem, lang);
      query = checked.value;
    }
    if (operation.request) {
      const read = await readBody(req, lang, operation.request.maxBytes);
      if ('problem' in read) return refuse(read.problem, lang);
      const checked = checkBody(operation.request, read.body, read.repeated);
      if ('problem' in checked) return refuse(checked.problem, lang);
      body = checked.value;
    } else if (operation.method === 'post') {
      const problem = await checkIdleBody(req, lang);
      if (problem) return refuse(problem, lang);
    }
    let gone: AbortSignal | undefined;
    const answer = await runOnce(operation, {
      id: requestId(res),
      lang,
      caller,
      params,
      body,
      query,
      // Made only for calls that wait: it costs as much as reading a body. No getter: V8 gives each object with one a shape of
      // its own, and keeps what the getter sees (the whole request) beside it for longer than the young collector likes.
      gone: () =>
        (gone ??= signalWhenGone({
          res,
          stopping,
          ended: caller.ended,
          recheck:
            recheckMs === undefined || caller.ended
              ? undefined
              : { everyMs: recheckMs, isKnown: async () => !!(await deps.checkCaller(req)) },
        })),
      req,
      res,
    });
    // What it waited for is told to a key that ended no more than at its next call. What it asked to be done is: that happened.
    if (gone?.reason === REVOKED && operation.method === 'get' && answer !== WRITTEN)
      return { ...refuse(unauthorizedOf(deps), lang), headers: CHALLENGE };
    return answer;
  }

  function explainFailures(error: unknown, req: Request, res: Response, _next?: NextFunction): void {
    // The complaint about a path that is no valid percent-encoding.
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

/** Passes a request through doors that may answer it themselves, and then inside. */
function walkThrough(
  doors: readonly RequestHandler[],
  req: Request,
  res: Response,
  fail: (error: unknown) => void,
  inside: () => void,
): void {
  let at = 0;
  const next = (): void => {
    const door = doors[at];
    at += 1;
    if (!door) {
      inside();
      return;
    }
    const passing: unknown = door(req, res, next);
    if (passing instanceof Promise) passing.catch(fail);
  };
  try {
    next();
  } catch (error) {
    fail(error);
  }
}

const refuseMethod = (req: Request, res: Response, allow: string): void =>
  sendProblem(req, res, { code: 'method_not_allowed', params: { allow } }, { Allow: allow });

/** Routes a path; other methods are answered with those that it has. */
function mount(app: Express, path: string, handlers: Handlers): void {
  const route = app.route(path);
  for (const [method, handler] of Object.entries(handlers)) route[method as 'get' | 'post'](handler);
  const methods = Object.keys(handlers).map((method) => method.toUpperCase());
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
  route.all((req, res) => refuseMethod(req, res, allow));
}

const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="puente"' } as const;
const unauthorizedOf = ({ unauthorized = { code: 'unauthorized' } }: Pick<PipelineDeps, 'unauthorized'>): Problem =>
  unauthorized;

function requireCaller(deps: Pick<PipelineDeps, 'checkCaller' | 'sendClosed' | 'unauthorized'>): RequestHandler {
  const { checkCaller, sendClosed } = deps;
  const enter = (caller: Caller | undefined, req: Request, res: Response, next: NextFunction): void => {
    if (caller) {
      res.locals.caller = caller;
      next();
    } else if (isNavigation(req) && !req.path.startsWith('/v1/')) sendClosed(req, res);
    else sendProblem(req, res, unauthorizedOf(deps), CHALLENGE);
  };
  return (req, res, next) => {
    const checked = checkCaller(req);
    if (checked instanceof Promise) return checked.then((caller) => enter(caller, req, res, next));
    enter(checked, req, res, next);
  };
}

const callerOf = (res: Response): Caller => res.locals.caller as Caller;

const refuseLongBodies =
  (maxBytes: number): RequestHandler =>
  (req, res, next) => {
    if (isTooLong(req, maxBytes)) sendProblem(req, res, { code: 'body_too_large' });
    else next();
  };
