import express, { type ErrorRequestHandler } from 'express';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ZodError } from 'zod';
import { createControl, guardControl } from './control.ts';
import { encode } from './encode.ts';
import type { Outcome } from './gate.ts';
import { createPages, lockDown } from './page-routes.ts';
import type { SandboxParts } from './sandbox.ts';

/** Opens the sandbox's port on loopback: Recurrente's API under /api, and what only the sandbox has beside it. */
export async function listen(parts: SandboxParts, port: number) {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use('/api', express.text({ type: () => true, limit: '256kb' }), (request, response, next) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const { host = 'localhost' } = request.headers;
    parts
      .gate({
        method: request.method,
        url: new URL(request.originalUrl, `http://${host}`),
        secretKey: request.get('x-secret-key'),
        body: typeof request.body === 'string' ? request.body : '',
        gone: gone.signal,
      })
      .then((outcome) => deliver(outcome, response, parts.recurrenteNow()), next);
  });
  app.use(guardControl, lockDown, createPages(parts.sandbox.state));
  app.use('/sandbox', createControl(parts));
  app.use(tellFault);

  const server = createServer(app);
  await open(server, port);
  const { port: taken } = server.address() as AddressInfo;

  // "No connection at all" closes the listener; it comes back on the same port.
  let wanted = Promise.resolve();
  parts.onNetwork(() => {
    const refuse = parts.sandbox.faults.network() === 'refuse';
    wanted = wanted.then(() => (refuse ? close(server) : server.listening ? undefined : open(server, taken)));
  });
  return {
    url: `http://127.0.0.1:${taken}`,
    async close() {
      await wanted;
      await close(server);
    },
  };
}

function open(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function deliver(outcome: Outcome, response: ServerResponse, nowMs: number): void {
  if (outcome.kind === 'cut' || outcome.kind === 'refused') {
    response.socket?.destroy();
    return;
  }
  const { status, headers, text } = encode(outcome.answer, nowMs);
  const bytes = Buffer.from(text);
  response.sendDate = false;
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  if (outcome.kind === 'answer') response.end(bytes);
  else response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.destroy());
}

/** A control call that is wrong says what is wrong with it. */
const tellFault: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = error instanceof ZodError ? 422 : ((error as { status?: number }).status ?? 500);
  const text =
    error instanceof ZodError
      ? error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
      : error instanceof Error
        ? error.message
        : 'error';
  response.status(status).json({ error: text });
};
