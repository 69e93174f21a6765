import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Reply {
  readonly status: number;
  /** A string goes out as it is; undefined: the connection breaks instead. */
  readonly body: unknown;
}

/** Answers as some bridge would, an older or a broken one too, and remembers what it was asked. */
export interface StandIn {
  readonly folder: string;
  readonly asked: { readonly call: string; readonly body: unknown }[];
  /** The answer to `GET /v1/charges`, without what stands behind the question mark; the last word holds. */
  on(call: string, ...replies: readonly Reply[]): void;
  close(): void;
}

/** A data folder whose bridge is the stand-in. A call that no answer was given for is a 404. */
export async function openStandIn(): Promise<StandIn> {
  const folder = mkdtempSync(path.join(tmpdir(), 'puente-stand-in-'));
  const answers = new Map<string, Reply[]>();
  const asked: { call: string; body: unknown }[] = [];
  const server = createServer((req, res) => {
    let text = '';
    req.on('data', (part: Buffer) => (text += part.toString()));
    req.on('end', () => {
      const call = `${req.method ?? ''} ${req.url?.split('?')[0] ?? ''}`;
      asked.push({ call, body: text === '' ? undefined : (JSON.parse(text) as unknown) });
      const replies = answers.get(call) ?? [];
      const { status, body } = (replies.length > 1 ? replies.shift() : replies[0]) ?? { status: 404, body: {} };
      if (body === undefined) return void res.destroy();
      res.writeHead(status, { 'Content-Type': 'application/json' });
      res.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  writeFileSync(
    path.join(folder, 'bridge.json'),
    JSON.stringify({ pid: process.pid, url: `http://127.0.0.1:${port}` }),
  );
  return {
    folder,
    asked,
    on: (call, ...replies) => void answers.set(call, [...replies]),
    close() {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
