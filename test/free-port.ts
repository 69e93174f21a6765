import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const RANGE = '/proc/sys/net/ipv4/ip_local_port_range';
/** Where Windows and macOS begin; Linux says its own. */
const HANDED_OUT_FROM = 49_152;
const SEARCHED = 12_000;

/**
 * A port that nobody listens on, and that nobody is given by chance: below those that the system hands out for port 0. For what is away
 * for a while and comes back, and for what must be dead. Tests run side by side and open several ports a second.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = handedOutFrom() - 1 - Math.floor(Math.random() * SEARCHED);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

function handedOutFrom(): number {
  try {
    return Number(/\d+/.exec(readFileSync(RANGE, 'utf8'))?.[0]);
  } catch {
    return HANDED_OUT_FROM;
  }
}
