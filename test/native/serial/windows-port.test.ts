import { describe, expect, it } from 'vitest';
import type { OpenPort } from '../../../native/serial/hang-up.ts';
import { mendWindowsPort } from '../../../native/serial/windows-port.ts';

/** A port whose reads end with these numbers of bytes, the last of them again and again. */
function portThatReads(...counts: readonly number[]) {
  const lines: object[] = [];
  let reads = 0;
  const port: OpenPort = {
    read(buffer) {
      const bytesRead = counts[Math.min(reads, counts.length - 1)] ?? 0;
      reads += 1;
      return Promise.resolve({ buffer, bytesRead });
    },
    set(given) {
      lines.push(given);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  return { port, lines, reads: () => reads };
}
const read = (port: OpenPort) => port.read(Buffer.alloc(8), 0, 8);

describe('a port on Windows', () => {
  it('is read again when a read ends without a byte, since the library would never read again', async () => {
    const { port } = portThatReads(0, 0, 5);
    // Control: what the library hands over by itself.
    expect((await read(port)).bytesRead).toBe(0);
    const mended = await mendWindowsPort(port, false);
    expect((await read(mended)).bytesRead).toBe(5);
  });

  it('counts as unplugged when nothing but empty reads come, instead of spinning', async () => {
    const gone = portThatReads(0);
    const mended = await mendWindowsPort(gone.port, false);
    await expect(read(mended)).rejects.toThrow('unplugged');
    expect(gone.reads()).toBeLessThan(100);
  });

  it('is opened with RTS up, as on the other systems, but where RTS is the handshake', async () => {
    const plain = portThatReads(1);
    await mendWindowsPort(plain.port, false);
    expect(plain.lines).toMatchObject([{ dtr: true, rts: true }]);
    const handshake = portThatReads(1);
    await mendWindowsPort(handshake.port, true);
    expect(handshake.lines).toEqual([]);
    const virtual = portThatReads(1);
    virtual.port.set = () => Promise.reject(new Error('no such lines'));
    expect((await read(await mendWindowsPort(virtual.port, false))).bytesRead).toBe(1);
  });
});
