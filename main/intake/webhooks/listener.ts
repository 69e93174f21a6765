import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignatureCheck } from '../../recurrente/webhook-signature.ts';
import type { Take, Taken } from './take.ts';

export const WEBHOOK_PATH = '/webhooks/recurrente';
const MAX_BODY_BYTES = 64 * 1024;

/** What came in, by what became of it. `forged`: no signature of ours; it leaves no other trace. */
export type Received = Taken | 'forged' | 'failed';

/** In ms; Recurrente waits 15 s for an answer. */
const LIMITS = { headersTimeout: 5000, requestTimeout: 10_000, keepAliveTimeout: 15_000 };

export interface ListenerDeps {
  /** Makes the server, which answers by itself what is no whole HTTP request. */
  readonly createServer: (handle: RequestListener, limits: typeof LIMITS) => Server;
  readonly isSigned: SignatureCheck;
  readonly take: Take;
  readonly count: (received: Received) => void;
  readonly log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
}

/**
 * The door for a tunnel: loopback only, one path, one method, and nothing is said of why a message was refused. Answers 2xx
 * only after the news are on disk (recurrente-api.md, "Webhooks"). Rejects when the port is taken.
 */
export async function openWebhookListener(deps: ListenerDeps, port: number) {
  const server = deps.createServer((req, res) => {
    receive(deps, req, res).then(
      (status) => answer(res, status),
      (error: unknown) => {
        // The caller hung up in the middle; it will come again.
        if (req.destroyed && !req.complete) return;
        deps.count('failed');
        deps.log.error({ err: error }, 'a webhook could not be stored; it will be delivered again');
        answer(res, 503);
      },
    );
  }, LIMITS);
  server.maxConnections = 64;
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    async close(): Promise<void> {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), 1500);
      await closed;
      clearTimeout(force);
    },
  };
}

/** The HTTP status of one request. */
async function receive(
  { isSigned, take, count, log }: ListenerDeps,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<number> {
  if (req.method !== 'POST' || req.url?.split('?')[0] !== WEBHOOK_PATH) return 404;
  const body = await readBody(req, res);
  if (body === undefined) return 413;
  const header = (name: string): string | undefined =>
    req.headersDistinct[`svix-${name}`]?.[0] ?? req.headersDistinct[`webhook-${name}`]?.[0];
  const id = header('id');
  if (id === undefined || !isSigned({ id, timestamp: header('timestamp'), signature: header('signature') }, body)) {
    count('forged');
    return 401;
  }
  const taken = await take(id, body);
  count(taken);
  if (taken === 'unreadable') log.warn({ message_id: id }, 'a webhook came in a shape that is not known');
  return 204;
}

async function readBody(req: IncomingMessage, res: ServerResponse): Promise<string | undefined> {
  if (Number(req.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined;
  if (/^100-continue$/i.test(req.headers.expect ?? '')) res.writeContinue();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answer(res: ServerResponse, status: number): void {
  if (res.destroyed || res.headersSent) return;
  // Who sends what is not wanted gets no second request on the same connection.
  res.writeHead(status, { 'Cache-Control': 'no-store', ...(status === 204 ? {} : { Connection: 'close' }) });
  res.end();
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.removeListener('error', reject);
      server.on('error', () => undefined);
      resolve();
    });
  });
}
