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
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: 'whole' | 'stalled' | 'cut' = 'whole';
  const server = createServer((near) => {
    near.on('error', () => undefined);
    if (state === 'cut') return void near.destroy();
    const far = connect(target, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    if (state === 'stalled') near.pause();
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (bytes) => {
        if (state === 'whole') to.write(bytes);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        if (state !== 'stalled') to.destroy();
        pairs.delete(pair);
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = (): void => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    pairs.clear();
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
