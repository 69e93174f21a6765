import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

type Handler = (request: Request) => Promise<Response>;

const APP = 'app://puente';
const privileged = new Set<string>();
let handler: Handler | undefined;
let server: Promise<Server> | undefined;

export const protocol = {
  registerSchemesAsPrivileged(schemes: { scheme: string; privileges: Record<string, boolean> }[]): void {
    for (const { scheme, privileges } of schemes) {
      if (privileges.bypassCSP || privileges.corsEnabled) throw new Error('the scheme asks for more than it needs');
      privileged.add(scheme);
    }
  },
  handle(scheme: string, handle: Handler): void {
    if (!privileged.has(scheme)) throw new Error(`${scheme} was not registered before the app was ready`);
    handler = handle;
  },
};

/** The address under which Chromium finds app://puente: a loopback server in front of the very same handler. */
export async function appAddress(): Promise<string> {
  server ??= new Promise((resolve) => {
    const made = createServer((req, res) => void serve(req, res).catch(() => res.destroy())).listen(
      0,
      '127.0.0.1',
      () => resolve(made),
    );
  });
  return `http://127.0.0.1:${((await server).address() as AddressInfo).port}`;
}

export const asAppUrl = (url: string): string => url.replace(/^http:\/\/127\.0\.0\.1:\d+/, APP);

async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers))
    if (typeof value === 'string' && name !== 'host') headers.set(name, name === 'origin' ? asAppUrl(value) : value);
  const hasBody = req.method !== 'GET' && req.method !== 'HEAD';
  const request = new Request(APP + (req.url ?? '/'), {
    method: req.method ?? 'GET',
    headers,
    ...(hasBody ? { body: Readable.toWeb(req) as ReadableStream, duplex: 'half' } : {}),
  });
  const answer = await handler!(request);
  if (answer.type === 'error') {
    res.destroy();
    return;
  }
  res.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (!answer.body) {
    res.end();
    return;
  }
  // As Electron does it: the body is cancelled when the page lets go.
  const reader = answer.body.getReader();
  res.on('close', () => void reader.cancel().catch(() => undefined));
  res.flushHeaders();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    res.write(value);
  }
  res.end();
}
