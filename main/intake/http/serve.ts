import { setMaxListeners } from 'node:events';
import { listenOnLoopback, type ServerOptions } from './listen.ts';
import type { Pipeline } from './pipeline.ts';

/** A server as its application sees it: where it listens is known only after it does. */
export interface ServerState {
  readonly port: () => number;
  /** `http://127.0.0.1:7373` */
  readonly url: () => string;
  readonly stopping: AbortSignal;
}

export interface RunningServer {
  readonly port: number;
  /** `http://127.0.0.1:7373` */
  readonly url: string;
  /** Ends within two seconds: waiting callers are answered, running requests finish, new ones are refused. */
  stop(): Promise<void>;
}

const STOP_WITHIN_MS = 2000;
const LET_GO_EVERY_MS = 20;

/** Listens on this machine only. Port 0 takes a free one. Rejects with PortInUseError when the port is taken. */
export async function serveOnLoopback(
  createApp: (state: ServerState) => Pipeline,
  { port, limits }: { readonly port: number } & Pick<ServerOptions, 'limits'>,
): Promise<RunningServer> {
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // one listener for each request under way
  let ownPort = port;
  const url = (): string => `http://127.0.0.1:${ownPort}`;
  const { handle, ...parts } = createApp({ port: () => ownPort, url, stopping: stopping.signal });
  const { port: taken, servers } = await listenOnLoopback(handle, port, { ...parts, ...(limits ? { limits } : {}) });
  ownPort = taken;

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    stopping.abort();
    // A connection that stays open for a next request would keep a stopping server waiting.
    const letGo = setInterval(() => servers.forEach((server) => server.closeIdleConnections()), LET_GO_EVERY_MS);
    const force = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), STOP_WITHIN_MS - 200);
    await Promise.all(closed);
    clearTimeout(force);
    clearInterval(letGo);
  };
  return { port: taken, url: url(), stop: () => (stopped ??= stop()) };
}
