import type { Request, Response } from 'express';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../contract/clock.ts';
import type { Problem } from '../../contract/problems.ts';
import { sendProblem } from './answer.ts';
import type { Logger } from './deps.ts';
import { hardenAnswers } from './guards.ts';
import { prepare, type Messages } from './messages.ts';

/** What node tells of bytes that are no HTTP request, or of one that did not come whole in time. */
export interface BrokenRequest extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}
type TimeLimits = Pick<Server, 'headersTimeout' | 'requestTimeout'>;
export type AnswerBroken = (error: BrokenRequest, socket: Socket, server: TimeLimits) => void;

/** The first of a kind is logged at once; a monitor that asks wrongly each second, once an hour with their number. */
const LOGGED_EVERY_MS = 3_600_000;
/** A caller that still sends must be let: a connection that is closed on its bytes takes the answer with it (RFC 9112, 9.6). */
const LINGER_MS = 1000;

/**
 * Answers what node's parser gives up on as all else is refused, where node alone says a bare `400 Bad Request`. Requests that
 * came whole before the broken bytes are answered first: a charge that was accepted must never be told as refused.
 */
export function createBrokenAnswers({
  messages,
  clock,
  log,
}: {
  readonly messages: Messages;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Logger;
}): AnswerBroken {
  const broken = new WeakSet<Socket>();
  const told = new Map<string, { atMs: number; since: number }>();
  const harden = hardenAnswers();

  function note(problem: Problem, { code }: BrokenRequest): void {
    const nowMs = clock.now();
    const last = told.get(problem.code);
    if (last && Math.abs(nowMs - last.atMs) < LOGGED_EVERY_MS) {
      last.since += 1;
      return;
    }
    told.set(problem.code, { atMs: nowMs, since: 0 });
    const words =
      problem.code === 'https_not_spoken'
        ? 'a program speaks HTTPS to this port: its address must begin with http://'
        : 'a program sent what is no whole HTTP request';
    log.warn({ code: problem.code, reason: code, not_logged_since: last?.since ?? 0 }, words);
  }

  function answer(problem: Problem, error: BrokenRequest, socket: Socket): void {
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const underway = responseOn(socket);
    if (underway?.req.complete) {
      underway.once('close', () => answer(problem, error, socket));
      return;
    }
    if (underway?.headersSent) {
      socket.destroy();
      return;
    }
    const { req, res } = underway ? { req: underway.req, res: underway } : exchangeOn(socket, messages, error);
    harden(req, res, () => undefined);
    res.locals.cutRequest = true;
    res.once('finish', () => closeGently(socket));
    sendProblem(req, res, problem, { Connection: 'close' });
  }

  return (error, socket, server) => {
    // Node tells of the same connection with each further packet and each look at its clock.
    if (broken.has(socket)) return;
    broken.add(socket);
    // A browser opens connections ahead of need; a caller that hung up hears nothing.
    if (socket.bytesRead === 0 || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const problem = problemOf(error, server);
    note(problem, error);
    answer(problem, error, socket);
  };
}

function problemOf({ code, rawPacket }: BrokenRequest, { headersTimeout, requestTimeout }: TimeLimits): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { code: 'request_timeout', params: { headers: headersTimeout / 1000, whole: requestTimeout / 1000 } };
  if (code === 'HPE_HEADER_OVERFLOW') return { code: 'headers_too_large' };
  // A TLS record of the kind "handshake": someone wrote https:// for http://.
  if (rawPacket?.[0] === 0x16 && rawPacket[1] === 0x03) return { code: 'https_not_spoken' };
  return { code: 'malformed_request', params: { reason: code ?? 'HTTP' } };
}

/** The answer that node writes to this connection just now; node's own way to know it (`_http_server.js`), which has no other. */
const responseOn = (socket: Socket): (Response & { readonly req: Request }) | undefined =>
  (socket as Socket & { readonly _httpMessage?: Response | null })._httpMessage ?? undefined;

/** A request and its response for bytes that never became one, with what can be read of how it is to be answered. */
function exchangeOn(socket: Socket, messages: Messages, { rawPacket }: BrokenRequest): { req: Request; res: Response } {
  const message: IncomingMessage = new messages.IncomingMessage(socket);
  Object.assign(message, { method: 'GET', url: '/', httpVersion: '1.1', httpVersionMajor: 1, httpVersionMinor: 1 });
  const head = rawPacket?.toString('latin1') ?? '';
  for (const name of ['accept', 'accept-language']) {
    const value = new RegExp(`^${name}:[ \\t]*(.*?)\\r?$`, 'im').exec(head)?.[1];
    if (value) message.headers[name] = value;
  }
  const answer: ServerResponse = new messages.ServerResponse(message);
  answer.assignSocket(socket);
  return prepare(message, answer);
}

function closeGently(socket: Socket): void {
  const close = (): void => void socket.destroy();
  socket.once('end', close);
  setTimeout(close, LINGER_MS).unref();
  socket.end();
}
