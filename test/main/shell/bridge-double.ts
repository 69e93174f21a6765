import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BridgeDouble {
  readonly port: number;
  /** Requests so far, oldest first. */
  readonly requests: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage['headers'];
    body: string;
  }[];
  /** Streams that are open now. */
  readonly streams: Set<ServerResponse>;
  stop(): Promise<void>;
}

/** A bridge as the shell sees it, on a real loopback socket: a session by one-time link, echoes, a stream, a status. */
export async function startBridgeDouble(status: () => unknown = () => ({})): Promise<BridgeDouble> {
  const requests: BridgeDouble['requests'] = [];
  const streams = new Set<ServerResponse>();
  const answer = (req: IncomingMessage, res: ServerResponse, body: string): void => {
    const { port } = server.address() as AddressInfo;
    const url = req.url ?? '';
    const isSession = req.headers.cookie === `puente_${port}=session`;
    if (url === '/v1/ui/links' && req.headers.authorization === 'Bearer the-api-key') {
      res
        .writeHead(201, { 'content-type': 'application/json' })
        .end(JSON.stringify({ url: `http://127.0.0.1:${port}/open/once` }));
    } else if (url === '/open/once') {
      res
        .writeHead(303, { location: '/', 'set-cookie': `puente_${port}=session; Path=/; HttpOnly; SameSite=Strict` })
        .end();
    } else if (!isSession) {
      res.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"code":"unauthorized"}');
    } else if (url.startsWith('/v1/events')) {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write('retry: 1000\nid: 1\n\n');
      streams.add(res);
      res.on('close', () => streams.delete(res));
    } else if (url === '/v1/status') {
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(status()));
    } else if (url === '/v1/nothing') res.writeHead(204).end();
    else if (url === '/v1/dies') req.socket.destroy();
    else {
      res.writeHead(201, { 'content-type': 'application/json', 'x-seen': 'yes', 'set-cookie': 'secret=1' });
      res.end(JSON.stringify({ url, method: req.method, body }));
    }
  };
  const server: Server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += String(chunk)));
    req.on('end', () => {
      requests.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers, body });
      answer(req, res, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    streams,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
