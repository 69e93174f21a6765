import { request as httpRequest, type IncomingMessage } from 'node:http';

/** Where the bridge listens on loopback, and the cookie of the window's session there (session.ts). */
export interface Upstream {
  readonly port: number;
  readonly cookie: string;
}

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** What the page could use to speak in the shell's name, or what means nothing to the bridge. */
const NOT_FORWARDED = new Set(['host', 'origin', 'referer', 'cookie', 'authorization', 'x-api-key', 'content-length']);

/**
 * Forwards a request of the window to the bridge and streams the answer back. Undefined when the bridge cannot be reached. Where it
 * may have received something to do and is gone without an answer, the window is told of a lost connection, as a browser would be:
 * it then says that nothing is known, and not that a bridge which is starting has not heard of it.
 *
 * With node:http and a stream of our own rather than net.fetch: when the page closes an EventSource, Electron cancels the
 * response's body and leaves the request's signal alone, and only this way the connection to the bridge closes with it.
 */
export async function proxyToBridge(request: Request, url: URL, upstream: Upstream): Promise<Response | undefined> {
  const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
  return new Promise((resolve) => {
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port: upstream.port,
        method: request.method,
        path: url.pathname + url.search,
        headers: {
          ...forwardable(request.headers),
          cookie: upstream.cookie,
          ...(body ? { 'content-length': String(body.length) } : {}),
        },
      },
      (incoming) => resolve(toResponse(incoming, () => outgoing.destroy())),
    );
    const asks = request.method === 'GET' || request.method === 'HEAD';
    let mayHaveArrived = false;
    outgoing.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => (mayHaveArrived = true));
      else mayHaveArrived = true;
    });
    outgoing.on('error', () => resolve(mayHaveArrived && !asks ? Response.error() : undefined));
    request.signal.addEventListener('abort', () => outgoing.destroy(), { once: true });
    outgoing.end(body);
  });
}

function forwardable(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    [...headers].filter(([name]) => !HOP_BY_HOP.has(name) && !NOT_FORWARDED.has(name) && !name.startsWith('sec-')),
  );
}

function toResponse(incoming: IncomingMessage, close: () => void): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined && !HOP_BY_HOP.has(name) && name !== 'set-cookie')
      headers.set(name, [value].flat().join(', '));
  const status = incoming.statusCode ?? 502;
  if (status === 204 || status === 304) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  return new Response(toStream(incoming, close), { status, headers });
}

function toStream(incoming: IncomingMessage, close: () => void): ReadableStream<Uint8Array> {
  let over = false;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        incoming.on('data', (chunk: Buffer) => {
          if (over) return;
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 1) <= 0) incoming.pause();
        });
        incoming.on('end', () => {
          if (!over) controller.close();
          over = true;
        });
        incoming.on('error', (error) => {
          if (!over) controller.error(error);
          over = true;
        });
      },
      pull() {
        incoming.resume();
      },
      cancel() {
        over = true;
        close();
      },
    },
    { highWaterMark: 16 },
  );
}
