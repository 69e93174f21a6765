import { request } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readRuntime } from '../runtime-file.ts';
import { readSecretVariable } from '../secrets.ts';
import { UsageError } from './arguments.ts';

/** No bridge answers: nothing was asked of it. */
export class BridgeUnreachableError extends Error {
  constructor(where: string) {
    super(`no hay un Puente abierto en ${where}. Abra el programa (o puente serve) y repita`);
    this.name = 'BridgeUnreachableError';
  }
}
/** The bridge was asked and its answer was lost: what was asked may have been done. */
export class AnswerLostError extends Error {
  constructor() {
    super('se perdió la respuesta del puente: quizá se hizo. Repita lo mismo para saber');
    this.name = 'AnswerLostError';
  }
}

export interface BridgeAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface CallOptions {
  readonly headers?: Record<string, string>;
  /** A bridge that hangs must not hang its caller: after so long the answer counts as lost. */
  readonly timeoutMs?: number;
}
const USUAL_TIMEOUT_MS = 30_000;

/** Talks to the running bridge of a data folder. Plain node:http: fetch would cost a tenth of a second of start-up. */
export function createBridgeClient(dataFolder: string, env: NodeJS.ProcessEnv) {
  const keyFile = path.join(dataFolder, 'api-key');
  const key = readSecretVariable(env, 'PUENTE_API_KEY') ?? (existsSync(keyFile) ? readKey(keyFile) : '');
  // What Node would refuse for a header, with words of its own: a second line, a letter beyond Latin-1.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(key))
    throw new UsageError(
      `la clave de PUENTE_API_KEY o ${keyFile} tiene signos que no se pueden enviar, como un salto de línea: cópiela de nuevo`,
    );
  // Read anew each time: a bridge that was restarted may be on another port.
  const currentUrl = (): string => readRuntime(dataFolder)?.url ?? 'http://127.0.0.1:7373';

  return {
    url: currentUrl,
    call(
      method: 'GET' | 'POST',
      pathAndQuery: string,
      body?: object,
      { headers = {}, timeoutMs = USUAL_TIMEOUT_MS }: CallOptions = {},
    ): Promise<BridgeAnswer> {
      const url = currentUrl();
      return new Promise((settle, fail) => {
        const payload = body === undefined ? undefined : JSON.stringify(body);
        let connected = false;
        const resolve = (answer: BridgeAnswer): void => {
          clearTimeout(timer);
          settle(answer);
        };
        const reject = (error: Error): void => {
          clearTimeout(timer);
          fail(error);
        };
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
        const timer = setTimeout(() => req.destroy(new Error('timeout')), timeoutMs);
        // A connection that was kept from the call before never says `connect` again.
        req.on('socket', (socket) => {
          connected = !socket.connecting;
          socket.once('connect', () => (connected = true));
        });
        req.on('error', () => reject(connected ? new AnswerLostError() : new BridgeUnreachableError(url)));
        req.end(payload);
      });
    },
  };
}
function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UsageError(
      `no se puede leer la clave ${file} (${(error as NodeJS.ErrnoException).code ?? 'error'}). Use el usuario del puente o la variable PUENTE_API_KEY`,
    );
  }
}
export type BridgeClient = ReturnType<typeof createBridgeClient>;
