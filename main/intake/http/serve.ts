import { setMaxListeners } from 'node:events';
import type { Express } from 'express';
import { listenOnLoopback } from './listen.ts';

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

/** Listens on this machine only. Port 0 takes a free one. Rejects with PortInUseError when the port is taken. */
export async function serveOnLoopback(
  createApp: (state: ServerState) => Express,
  { port }: { port: number },
): Promise<RunningServer> {
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // one listener for each request under way
  let ownPort = port;
  const url = (): string => `http://127.0.0.1:${ownPort}`;
  const app = createApp({ port: () => ownPort, url, stopping: stopping.signal });
  const { port: taken, servers } = await listenOnLoopback((req, res) => {
    res.once('close', () => {
      // A connection that stays open for a next request would keep a stopping server waiting.
      if (stopping.signal.aborted) setImmediate(() => servers.forEach((server) => server.closeIdleConnections()));
    });
    app(req, res);
  }, port);
  ownPort = taken;

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    stopping.abort();
    const force = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), STOP_WITHIN_MS - 200);
    await Promise.all(closed);
    clearTimeout(force);
  };
  return { port: taken, url: url(), stop: () => (stopped ??= stop()) };
}
