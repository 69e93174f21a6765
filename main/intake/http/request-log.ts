import type { RequestHandler, Response } from 'express';
import type { HttpIntakeDeps } from './deps.ts';
import { pathWithoutKeys } from './no-keys.ts';
import type { Caller } from './operation.ts';

/** Numbers each request, gives the number back as X-Request-Id, and logs how it ended: never bodies, queries or keys. */
export function logRequests({ newId, clock, log }: Pick<HttpIntakeDeps, 'newId' | 'clock' | 'log'>): RequestHandler {
  return (req, res, next) => {
    const id = newId();
    const startedAtMs = clock.now();
    res.locals.requestId = id;
    res.setHeader('X-Request-Id', id);
    res.once('close', () => {
      const ms = Math.max(0, clock.now() - startedAtMs);
      const by = (res.locals.caller as Caller | undefined)?.name;
      const fields = {
        request_id: id,
        method: req.method,
        path: safePath(req.originalUrl),
        status: res.statusCode,
        ms,
        by,
      };
      const isCut = !res.writableFinished || res.locals.cutRequest === true;
      log.info(isCut ? { ...fields, cut: true } : fields, 'request');
    });
    next();
  };
}

export const requestId = (res: Response): string => res.locals.requestId as string;

/** The path without its query, which may hold the key, however its `?` was mistyped, and without a link's token. */
function safePath(url: string): string {
  const path = pathWithoutKeys(url);
  return path.startsWith('/open/') ? '/open/…' : path.slice(0, 200);
}
