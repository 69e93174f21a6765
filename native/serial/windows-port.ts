import { setTimeout as sleep } from 'node:timers/promises';
import { BindingsError } from '@serialport/bindings-cpp';
import type { OpenPort } from './hang-up.ts';

/** So many reads of nothing, one right after the other, come from an adapter that is gone. */
const MOST_EMPTY_READS = 50;
const EMPTY_READ_PAUSE_MS = 20;
/** A read that waited this long was a read. */
const WAITED_MS = 500;

/**
 * The library's port on Windows, without two of its habits:
 * - Some drivers now and then end a read without a byte. The library's stream takes that for its end and never reads again: the
 *   port looks open, and nobody hears the till (node-serialport issues 1744 and 1836). So it is read again.
 * - It opens a port with RTS down, unlike on Linux and macOS. A till or a display that waits for it (its CTS) sends nothing.
 */
export async function mendWindowsPort(port: OpenPort, hasRtsHandshake: boolean): Promise<OpenPort> {
  const read = port.read.bind(port);
  port.read = async (buffer, offset, length) => {
    for (let empty = 0; empty < MOST_EMPTY_READS; empty += 1) {
      const startedMs = performance.now();
      const result = await read(buffer, offset, length);
      if (result.bytesRead > 0) return result;
      if (performance.now() - startedMs >= WAITED_MS) empty = 0;
      await sleep(EMPTY_READ_PAUSE_MS);
    }
    throw new BindingsError('the adapter was unplugged');
  };
  // A virtual port may have no such lines; it works without them.
  if (!hasRtsHandshake)
    await port.set({ brk: false, cts: false, dsr: false, dtr: true, rts: true }).catch(() => undefined);
  return port;
}
