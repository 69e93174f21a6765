import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Proxy {
  readonly port: number;
  /** The cable is out: what is on the way never arrives, and nobody is told. */
  stall(): void;
  /** Every connection is reset, and new ones are too. */
  cut(): void;
  mend(): void;
  /** The next request with these words, and all that follows it on its connection, is late. */
  delay(words: string): Late;
  close(): Promise<void>;
}

/** What a network keeps and sends again: it arrives even when its sender has given up long ago and has come again on another connection. */
export interface Late {
  /** The request is on the way. */
  readonly held: Promise<void>;
  /** It arrives now; resolves when it was answered. */
  deliver(): Promise<void>;
  /** It never arrives, and the connection with it is over. */
  lose(): void;
}

/** A TCP line to a port of this machine that can be broken in the ways lines break. */
export async function startProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const late = new Set<Socket>();
  let hold: ((far: Socket, first: Buffer) => Buffer[] | undefined) | undefined;
  let state: 'whole' | 'stalled' | 'cut' = 'whole';
  const server = createServer((near) => {
    near.on('error', () => undefined);
    if (state === 'cut') return void near.destroy();
    const far = connect(target, '127.0.0.1');
    sockets.add(near).add(far);
    if (state === 'stalled') near.pause();
    let kept: Buffer[] | undefined;
    const isKept = (bytes: Buffer): boolean => {
      if (kept) kept.push(bytes);
      else kept = hold?.(far, bytes);
      return kept !== undefined;
    };
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      from.on('data', (bytes) => {
        if (from === near && isKept(bytes)) return;
        if (state === 'whole') to.write(bytes);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        if (state !== 'stalled' && !late.has(to)) to.destroy();
        sockets.delete(from);
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  function delay(words: string): Late {
    const { promise: held, resolve } = Promise.withResolvers<void>();
    let far: Socket | undefined;
    const kept: Buffer[] = [];
    hold = (socket, first) => {
      if (!first.includes(words)) return undefined;
      hold = undefined;
      far = socket;
      late.add(socket);
      sockets.delete(socket);
      kept.push(first);
      resolve();
      return kept;
    };
    return {
      held,
      async deliver() {
        if (!far) throw new Error(`nothing with ${words} was sent`);
        const answered = once(far, 'data');
        far.write(Buffer.concat(kept));
        await answered;
        far.destroy();
      },
      lose: () => void far?.destroy(),
    };
  }
  return {
    delay,
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
      for (const socket of late) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
