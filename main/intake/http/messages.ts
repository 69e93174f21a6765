import { IncomingMessage, ServerResponse } from 'node:http';
import type { Express, Request, Response } from 'express';

/** What a server is to make its requests and responses of. */
export interface Messages {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/**
 * Requests and responses that know express's ways from the start. Express gives each request and each response another prototype
 * as it arrives, and V8 does without its fast paths for an object whose prototype was changed.
 */
export function createMessages(app: Express): Messages {
  class OwnRequest extends IncomingMessage {}
  class OwnResponse<T extends IncomingMessage = IncomingMessage> extends ServerResponse<T> {}
  Object.setPrototypeOf(OwnRequest.prototype, app.request);
  Object.setPrototypeOf(OwnResponse.prototype, app.response);
  return { IncomingMessage: OwnRequest, ServerResponse: OwnResponse };
}

/** What else express does first of all, for a request that may never reach it. */
export function prepare(message: IncomingMessage, answer: ServerResponse): { req: Request; res: Response } {
  const req = message as Request;
  const res = answer as Response;
  req.res = res;
  req.originalUrl = req.url;
  res.locals = {};
  return { req, res };
}
