import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { AnswerBroken } from './broken.ts';
import type { Messages } from './messages.ts';

/** Another program listens on the port already (exit code 4 of `serve`). */
export class PortInUseError extends Error {
  readonly code = 'PORT_IN_USE';
  readonly port: number;
  constructor(port: number, options?: ErrorOptions) {
    super(`port ${port} is in use`, options);
    this.name = 'PortInUseError';
    this.port = port;
  }
}

const FREE_PORT_TRIES = 20;

/**
 * Listens on 127.0.0.1 and ::1, and on nothing else. Port 0 takes one that is free on both. Where the machine has no IPv6,
 * 127.0.0.1 alone is enough.
 *
 * Rejects with PortInUseError when either address is taken: whoever held `[::1]` would be given the keys of callers that
 * write `localhost`.
 */
export async function listenOnLoopback(
  handle: RequestListener,
  port: number,
  options: ServerOptions = {},
): Promise<{ port: number; servers: Server[] }> {
  for (let tries = FREE_PORT_TRIES; ; tries -= 1) {
    const v4 = createLimitedServer(handle, options);
    await listen(v4, '127.0.0.1', port);
    const address = v4.address();
    const taken = typeof address === 'object' && address !== null ? address.port : port;
    const v6 = createLimitedServer(handle, options);
    try {
      await listen(v6, '::1', taken);
      return { port: taken, servers: [v4, v6] };
    } catch (error) {
      if (!(error instanceof PortInUseError)) return { port: taken, servers: [v4] };
      await new Promise((resolve) => v4.close(resolve));
      if (port !== 0 || tries <= 1) throw error;
    }
  }
}

export interface ServerOptions {
  /** What requests and responses are made of; node's own without it. */
  readonly messages?: Messages;
  /** Answers what is no whole request; node says a bare word without it. */
  readonly answerBroken?: AnswerBroken;
  readonly limits?: Partial<typeof LIMITS>;
}

/** Limits on slow callers, in ms: none may hold a connection for longer before its request is complete. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 65_000,
};

export function createLimitedServer(
  handle: RequestListener,
  { messages, answerBroken, limits }: ServerOptions,
): Server {
  const server = createServer(
    {
      ...messages,
      requireHostHeader: false,
      ...LIMITS,
      ...limits,
    },
    handle,
  );
  // Without a listener node invites every announced body; here readBody invites it, after the checks.
  server.on('checkContinue', handle);
  // Other expectations are nothing to us; node would refuse them with a bare 417.
  server.on('checkExpectation', handle);
  if (answerBroken) {
    server.on('clientError', (error, socket) => answerBroken(error, socket as Socket, server));
    // Someone entered the bridge as a proxy; node would hang up without a word.
    server.on('connect', (_request, socket) =>
      answerBroken(Object.assign(new Error('no proxy'), { code: 'CONNECT' }), socket as Socket, server),
    );
  }
  return server;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      // Windows answers EACCES for ports that it has set aside for others.
      const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(isTaken ? new PortInUseError(port, { cause: error }) : error);
    });
    server.listen({ host, port, exclusive: true, ipv6Only: host === '::1' }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}
