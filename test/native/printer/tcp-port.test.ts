import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTcpPort } from '../../../native/printer/tcp-port.ts';

describe('a network printer', () => {
  let server: Server;
  let port: number;
  const heard: Buffer[] = [];
  beforeEach(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        heard.push(bytes);
        if (bytes.includes(0x10)) socket.write(Uint8Array.of(0x12, 0x16));
        if (bytes.includes(0x21)) socket.destroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address ? address.port : 0;
  });
  afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const open = async (patienceMs = 5000) => {
    const printer = openTcpPort({ host: '127.0.0.1', port }, Date, patienceMs);
    const opened = await printer.open();
    if (!opened.ok) throw new Error(opened.reason);
    return { printer, session: opened.session };
  };

  it('is written to, and read byte by byte', async () => {
    const { session } = await open();
    expect(await session.write(Uint8Array.of(0x10, 4, 4))).toEqual({ ok: true });
    expect(await session.read(5000)).toBe(0x12);
    expect(await session.read(5000)).toBe(0x16);
    expect(await session.read(1)).toBeNull();
    session.end();
  });

  it('that is not there is a reason, not an exception', async () => {
    await new Promise((resolve) => server.close(resolve));
    expect(await openTcpPort({ host: '127.0.0.1', port }, Date).open()).toMatchObject({ ok: false });
    server = createServer().listen(0);
  });

  it('that hangs up in the middle ends reading and writing at once', async () => {
    const { session } = await open(600_000);
    await session.write(Uint8Array.of(0x21));
    expect(await session.read(600_000)).toBeNull();
    expect(await session.write(Uint8Array.of(1))).toMatchObject({ ok: false });
  });

  it('that is silent is not waited for when the bridge closes', async () => {
    const { printer, session } = await open(600_000);
    const reading = session.read(600_000);
    await printer.close();
    expect(await reading).toBeNull();
    expect(await session.write(Uint8Array.of(1))).toEqual({ ok: false, reason: 'the bridge was closed' });
  });
});
