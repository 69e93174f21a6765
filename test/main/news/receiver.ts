import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { freePort } from '../../free-port.ts';

export interface Got {
  readonly id: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly url: string;
}
type Manner = (req: IncomingMessage, res: ServerResponse, count: number) => void;

/** An ERP that is told, in whatever manner it receives. */
export async function startReceiver(manner: Manner = (_req, res) => void res.writeHead(204).end(), port?: number) {
  const got: Got[] = [];
  let current = manner;
  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
      got.push({ id: headers['webhook-id'] ?? '', headers, body, url: req.url ?? '' });
      current(req, res, got.length);
    });
  });
  const taken = port ?? (await freePort());
  await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${taken}/pago`,
    port: taken,
    got,
    behave: (next: Manner) => (current = next),
    /** What was told, in the order of the first time it came. */
    told: () => [...new Map(got.map(({ id, body }) => [id, JSON.parse(body).type as string])).values()],
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
