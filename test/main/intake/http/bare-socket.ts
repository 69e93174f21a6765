import { connect, type Socket } from 'node:net';
import { until, type Json } from './intake.ts';

/** A connection as an old program opens it: bytes out, bytes in, until it is closed. */
export function openBare(port: number, bytes: string | Buffer, keep?: (socket: Socket) => void) {
  const seen = { text: '', closed: false, reset: false };
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  socket.on('data', (chunk) => (seen.text += chunk.toString('utf8')));
  socket.on('error', () => (seen.reset = true));
  socket.on('close', () => (seen.closed = true));
  keep?.(socket);
  return seen;
}

/** What is answered last before the connection is closed. */
export async function sayBare(port: number, bytes: string | Buffer) {
  const seen = openBare(port, bytes);
  await until(() => seen.closed);
  return readAnswers(seen.text).at(-1);
}

/** Answers as they stand in the bytes of a connection. */
export function readAnswers(text: string): { status: number; head: string; body: string; json: () => Json }[] {
  return text
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter(Boolean)
    .map((each) => {
      const [head = '', body = ''] = each.split('\r\n\r\n');
      return { status: Number(head.slice(9, 12)), head, body, json: () => JSON.parse(body) };
    });
}
