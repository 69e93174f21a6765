import { request } from 'node:http';
import path from 'node:path';
import { z } from 'zod';
import { statusViewSchema, type StatusView } from '../contract/status.ts';
import { readSecretVariable } from '../secrets.ts';
import { readNamedFile, UsageError } from './arguments.ts';

/** One line of `puente status --all`: a bridge and how to reach it. */
export interface ShopEntry {
  readonly name: string;
  /** The near end of a tunnel: bridges listen on loopback only. */
  readonly url: string;
  readonly key: string;
}
export interface ShopStatus {
  readonly name: string;
  readonly url: string;
  /** Undefined when it does not answer, or not as a bridge; `trouble` says why. */
  readonly status: StatusView | undefined;
  readonly trouble: string | undefined;
}

const ANSWER_WITHIN_MS = 8000;
const AT_ONCE = 10;
/** The port that a bridge has unless told otherwise, which its guard wants to read in `Host`. */
const USUAL_HOST = '127.0.0.1:7373';

/**
 * Reads a list of shops: `name  url  key`, a line each; `#` begins a comment. `@file` instead of a key reads it from a file
 * beside the list; without one PUENTE_API_KEY holds for all.
 */
export function readShopList(file: string, env: NodeJS.ProcessEnv): ShopEntry[] {
  const shops = readNamedFile('la lista', file)
    .split(/\r?\n/)
    .flatMap((line, index): ShopEntry[] => {
      const [name, url = '', key] = line
        .replace(/(^|\s)#.*$/, '')
        .trim()
        .split(/\s+/);
      if (!name) return [];
      if (!URL.canParse(url) || new URL(url).protocol !== 'http:')
        throw new UsageError(`${file}, línea ${index + 1}: se espera «nombre  http://127.0.0.1:puerto  clave»`);
      return [{ name, url, key: readKey(key, file) ?? readSecretVariable(env, 'PUENTE_API_KEY') ?? '' }];
    });
  if (shops.length === 0) throw new UsageError(`${file} no tiene ninguna tienda`);
  return shops;
}

function readKey(text: string | undefined, list: string): string | undefined {
  if (text === undefined || !text.startsWith('@')) return text;
  return readNamedFile('el archivo de la clave', path.resolve(path.dirname(list), text.slice(1))).trim();
}

/** Asks every shop, some at once, in the order of the list. */
export async function askShops(shops: readonly ShopEntry[]): Promise<ShopStatus[]> {
  const answers: ShopStatus[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, shops.length) }, async () => {
      for (let index = next++; index < shops.length; index = next++) {
        const shop = shops[index];
        if (shop) answers[index] = await askShop(shop);
      }
    }),
  );
  return answers;
}

async function askShop({ name, url, key }: ShopEntry): Promise<ShopStatus> {
  const fail = (trouble: string): ShopStatus => ({ name, url, status: undefined, trouble });
  try {
    let answer = await get(url, key, new URL(url).host);
    // Through a tunnel the near port is another than the bridge's own, which is the only one that its guard lets in.
    if (answer.httpStatus === 421) answer = await get(url, key, USUAL_HOST);
    if (answer.httpStatus === 401) return fail('la clave no vale');
    const read = z.object({ status: statusViewSchema }).safeParse({ status: parse(answer.text) });
    return answer.httpStatus === 200 && read.success
      ? { name, url, status: read.data.status, trouble: undefined }
      : fail(`contestó ${answer.httpStatus}`);
  } catch (error) {
    return fail(error instanceof Error && 'code' in error ? String(error.code) : 'no contesta');
  }
}

/** node:http, because fetch does not let the Host header be set. */
function get(url: string, key: string, host: string): Promise<{ httpStatus: number; text: string }> {
  return new Promise((resolve, reject) => {
    const call = request(
      new URL('/v1/status', url),
      { headers: { Host: host, Authorization: `Bearer ${key}`, Accept: 'application/json' } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ httpStatus: response.statusCode ?? 0, text }));
        response.on('error', reject);
      },
    );
    call.setTimeout(ANSWER_WITHIN_MS, () => call.destroy(Object.assign(new Error('timeout'), { code: 'no contesta' })));
    call.on('error', reject);
    call.end();
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
