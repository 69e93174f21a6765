import { request } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readRuntime } from '../runtime-file.ts';

/** No bridge answers: nothing was asked of it. */
export class BridgeUnreachableError extends Error {
  constructor(where: string) {
    super(`no hay un Puente que conteste en ${where}`);
    this.name = 'BridgeUnreachableError';
  }
}
/** The bridge was asked and its answer was lost: what was asked may have been done. */
export class AnswerLostError extends Error {
  constructor() {
    super('se perdió la respuesta del puente');
    this.name = 'AnswerLostError';
  }
}

export interface BridgeAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Talks to the running bridge of a data folder. Plain node:http: fetch would cost a tenth of a second of start-up. */
export function createBridgeClient(dataFolder: string, env: NodeJS.ProcessEnv) {
  const url = readRuntime(dataFolder)?.url ?? 'http://127.0.0.1:7373';
  const keyFile = path.join(dataFolder, 'api-key');
  const key = env['PUENTE_API_KEY'] ?? (existsSync(keyFile) ? readFileSync(keyFile, 'utf8').trim() : '');

  return {
    url,
    call(
      method: 'GET' | 'POST',
      pathAndQuery: string,
      body?: object,
      headers: Record<string, string> = {},
    ): Promise<BridgeAnswer> {
      return new Promise((resolve, reject) => {
        const payload = body === undefined ? undefined : JSON.stringify(body);
        let connected = false;
        const req = request(
          new URL(pathAndQuery, url),
          {
            method,
            headers: {
              Authorization: `Bearer ${key}`,
              Accept: 'application/json',
              ...(payload ? { 'Content-Type': 'application/json' } : {}),
              ...headers,
            },
          },
          (res) => {
            const chunks: Buffer[] = [];
            res.on('data', (chunk: Buffer) => chunks.push(chunk));
            res.on('end', () => {
              try {
                resolve({ status: res.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
              } catch {
                reject(new AnswerLostError());
              }
            });
            res.on('error', () => reject(new AnswerLostError()));
          },
        );
        req.on('socket', (socket) => socket.once('connect', () => (connected = true)));
        req.on('error', () => reject(connected ? new AnswerLostError() : new BridgeUnreachableError(url)));
        req.end(payload);
      });
    },
  };
}
export type BridgeClient = ReturnType<typeof createBridgeClient>;
