import { createServer, type Socket } from 'node:net';
import { ASK_OFFLINE_CAUSE, ASK_PAPER, ASK_WHEN_DONE } from '../../../native/printer/paper.ts';

/** A network printer with paper in the test's hand: answers as ESC/POS printers do, in real time and in turn. */
export interface FakePrinter {
  readonly port: number;
  paper: boolean;
  /** Paper runs out after this many more job bytes; the rest waits in the printer's buffer. */
  paperFor: number;
  /** The connection breaks after this many more job bytes. */
  linkFor: number;
  mute: boolean;
  /** Everything that got onto paper. */
  printed(): Buffer;
  /** Paper again: what waited is printed. */
  load(): void;
  close(): Promise<void>;
}

export async function startFakePrinter(): Promise<FakePrinter> {
  const paperBytes: number[] = [];
  let sockets: Socket[] = [];
  let buffer: { byte: number; socket: Socket }[] = [];
  const starts = (bytes: readonly number[], at: number, pattern: Uint8Array) =>
    pattern.every((byte, index) => bytes[at + index] === byte);

  const drain = (): void => {
    while (buffer.length > 0 && printer.paper) {
      const bytes = buffer.map(({ byte }) => byte);
      if (starts(bytes, 0, ASK_WHEN_DONE)) {
        const [{ socket } = { socket: undefined }] = buffer.splice(0, 3);
        socket?.write(Uint8Array.of(0x00));
        continue;
      }
      const [head] = buffer.splice(0, 1);
      if (head) paperBytes.push(head.byte);
      printer.paperFor -= 1;
      if (printer.paperFor <= 0) printer.paper = false;
    }
  };
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => (sockets = sockets.filter((each) => each !== socket)));
    socket.on('data', (data) => {
      const bytes = [...data];
      for (let at = 0; at < bytes.length; at += 1) {
        const offline = starts(bytes, at, ASK_OFFLINE_CAUSE);
        if (offline || starts(bytes, at, ASK_PAPER)) {
          // Real-time answers jump the queue and come even without paper.
          const byte = offline ? (printer.paper ? 0x12 : 0x32) : printer.paper ? 0x12 : 0x72;
          if (!printer.mute) socket.write(Uint8Array.of(byte));
          at += 2;
          continue;
        }
        if (printer.linkFor <= 0) {
          socket.destroy();
          return;
        }
        printer.linkFor -= 1;
        buffer.push({ byte: bytes[at] ?? 0, socket });
      }
      drain();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const printer: FakePrinter = {
    port: typeof address === 'object' && address ? address.port : 0,
    paper: true,
    paperFor: Infinity,
    linkFor: Infinity,
    mute: false,
    printed: () => Buffer.from(paperBytes),
    load() {
      printer.paper = true;
      printer.paperFor = Infinity;
      drain();
    },
    async close() {
      buffer = [];
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return printer;
}
