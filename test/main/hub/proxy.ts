import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Proxy {
  readonly port: number;
  /** The cable is out: what is on the way never arrives, and nobody is told. */
  stall(): void;
  /** Every connection is reset, and new ones are too. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** A TCP line to a port of this machine that can be broken in the ways lines break. */
export async function startProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let state: 'whole' | 'stalled' | 'cut' = 'whole';
  const server = createServer((near) => {
    near.on('error', () => undefined);
    if (state === 'cut') return void near.destroy();
    const far = connect(target, '127.0.0.1');
    sockets.add(near).add(far);
    if (state === 'stalled') near.pause();
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      from.on('data', (bytes) => {
        if (state === 'whole') to.write(bytes);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        if (state !== 'stalled') to.destroy();
        sockets.delete(from);
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    stall: () => void (state = 'stalled'),
    cut() {
      state = 'cut';
      breakAll();
    },
    mend() {
      // What was lost in a stalled connection stays lost: it is broken, as a router that comes back would do.
      breakAll();
      state = 'whole';
    },
    async close() {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
