import type { Request, RequestHandler } from 'express';
import helmet from 'helmet';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Problem } from '../../contract/problems.ts';
import { sendProblem } from './answer.ts';

/** Under which names a server may be asked, and by whose pages. */
export interface OwnNames {
  /** The port that the server listens on; known only after it listens. */
  readonly port: () => number;
  /** `https://central.example`: the address of a proxy in front, if there is one. */
  readonly publicOrigin?: string | undefined;
}

export interface GuardDeps extends OwnNames {
  readonly allowedOrigins: () => readonly string[];
  readonly isStopping: () => boolean;
  /** What a caller under a foreign name is told. */
  readonly misdirected?: Problem;
}

const NAMES = ['127.0.0.1', 'localhost', '[::1]'];

const namesAt = new Map<number, readonly string[]>();

/** The server's own names with a port, as they stand in `Host`. Port 80 may be left out, as browsers do. */
function ownHosts(port: number): readonly string[] {
  const names =
    namesAt.get(port) ?? NAMES.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  namesAt.set(port, names);
  return names;
}

const publicHosts = (publicOrigin: string | undefined): string[] => (publicOrigin ? [new URL(publicOrigin).host] : []);

/**
 * Refuses requests that came under a foreign name: a page that points its own name at 127.0.0.1 (DNS rebinding) sends that
 * name as Host. A target in absolute form names a host past the header, so it is refused too. HTTP/1.0 knows no Host: programs
 * older than it, which speak to a bare socket, name nobody, and no browser does without it.
 */
export function refuseForeignHosts({ port, publicOrigin, misdirected }: GuardDeps): RequestHandler {
  return (req, res, next) => {
    const hosts = req.headersDistinct.host ?? [];
    const host = (hosts[0] ?? '').toLowerCase();
    const named = hosts.length === 1 && (ownHosts(port()).includes(host) || publicHosts(publicOrigin).includes(host));
    const nameless = hosts.length === 0 && req.httpVersion === '1.0' && publicOrigin === undefined;
    if ((named || nameless) && req.originalUrl.startsWith('/')) next();
    else sendProblem(req, res, misdirected ?? { code: 'misdirected' });
  };
}

const METHODS = 'GET, HEAD, POST, OPTIONS';
const REQUEST_HEADERS =
  'Authorization, X-Api-Key, Content-Type, Accept, Accept-Language, Idempotency-Key, Last-Event-ID, X-Puente-Source, Cache-Control';
const SHOWN_HEADERS = 'X-Request-Id, Location, Idempotency-Replayed, Retry-After';

/**
 * Lets pages of the server itself and of `allowedOrigins` in and all others not, before anything else of the request is read.
 * Answers preflights, Chrome's private-network (now local-network) ones included.
 */
export function guardOrigins({ allowedOrigins, ...names }: GuardDeps): RequestHandler {
  return (req, res, next) => {
    res.setHeader('Vary', 'Origin');
    const origin = req.headers.origin;
    if (origin === undefined || isOwnOrigin(origin, names)) {
      next();
      return;
    }
    if (!allowedOrigins().some((each) => asBrowsersSend(each) === origin)) {
      sendProblem(req, res, { code: 'forbidden_origin', params: { origin: origin.slice(0, 200) } });
      return;
    }
    res.set('Access-Control-Allow-Origin', origin);
    res.set('Access-Control-Expose-Headers', SHOWN_HEADERS);
    if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) {
      next();
      return;
    }
    res.set('Access-Control-Allow-Methods', METHODS);
    res.set('Access-Control-Allow-Headers', REQUEST_HEADERS);
    res.set('Access-Control-Max-Age', '600');
    if (req.headers['access-control-request-private-network'] === 'true')
      res.set('Access-Control-Allow-Private-Network', 'true');
    res.status(204).end();
  };
}

/** In small letters and without the usual port, however it stands in the settings. */
const asBrowsersSend = (origin: string): string => URL.parse(origin)?.origin ?? origin;

const isOwnOrigin = (origin: string, { port, publicOrigin }: OwnNames): boolean =>
  origin === publicOrigin || ownHosts(port()).some((host) => origin === `http://${host}`);

/** A page of the server itself, or no page at all: what the window's cookie may be used by. */
export function isOwnPage(req: Request, names: OwnNames): boolean {
  const { origin } = req.headers;
  const site = req.headers['sec-fetch-site'];
  // A cookie knows no ports: a page on another port of this machine sends it along, but with `same-site` or `cross-site`.
  const sameSite = site === undefined || site === 'same-origin' || site === 'none';
  return sameSite && (origin === undefined || isOwnOrigin(origin, names));
}

/** Headers of every answer: nothing framed, sniffed, cached or leaked by a referrer. Pages set a policy of their own. */
export function hardenAnswers(): RequestHandler {
  // helmet sets the same headers each time: it is asked once.
  const sample = new ServerResponse(new IncomingMessage(new Socket()));
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    strictTransportSecurity: false, // loopback speaks plain HTTP; a proxy that speaks TLS says so itself
  })(sample.req, sample, () => undefined);
  sample.setHeader('Cache-Control', 'no-store');
  const headers = Object.entries(sample.getHeaders()).map(([name, value]) => [name, String(value)] as const);
  return (_req, res, next) => {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  };
}

/** While the server stops, nothing new is begun. */
export function refuseWhileStopping({ isStopping }: GuardDeps): RequestHandler {
  return (req, res, next) => {
    if (!isStopping()) {
      next();
      return;
    }
    sendProblem(req, res, { code: 'stopping' }, { Connection: 'close', 'Retry-After': '5' });
  };
}
