import type { Request } from 'express';
import iconv from 'iconv-lite';
import type { Lang } from '../../contract/faults.ts';
import type { Problem } from '../../contract/problems.ts';
import { findRepeatedKeys } from '../../contract/repeated-keys.ts';
import { readForm } from './form.ts';

/** The largest body that is read, in bytes (bridge-api.md, "Who may call"), unless an operation takes files. */
export const MAX_BODY_BYTES = 64 * 1024;

/** `repeated`: fields that were sent more than once with different values, of which the body holds one. */
export type ReadBody =
  { readonly body: unknown; readonly repeated?: readonly string[] } | { readonly problem: Problem };

/** A field of the body, or of an object in it. */
const FIELDS_DEEP = 2;

/**
 * Character sets that a body may be declared in. ISO 8859-1 is read as its superset Windows-1252, as browsers do, because
 * programs that declare the one send the other.
 */
const CHARSETS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
  'iso-8859-15': 'iso-8859-15',
};

/** Reads a JSON or form body. A request without any body is an empty object: its faults are told by the schema. */
export async function readBody(req: Request, lang: Lang, maxBytes = MAX_BODY_BYTES): Promise<ReadBody> {
  if (isTooLong(req, maxBytes)) return { problem: { code: 'body_too_large' } };
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  const declared = req.headers['content-type'];
  // Some clients declare JSON on every call, also where they send nothing.
  if (!hasBody) return { body: {} };
  const media = readMediaType(declared ?? '');
  const encoding = req.headers['content-encoding'] ?? 'identity';
  if (!media) return { problem: { code: 'unsupported_media_type' } };
  if (encoding.toLowerCase() !== 'identity') return { problem: notRead('encoding', encoding) };
  if ('unknown' in media) return { problem: notRead('charset', media.unknown) };
  const bytes = await readBytes(req, maxBytes);
  if (!bytes) return { problem: { code: 'body_too_large' } };
  const decode = createDecoder(media.charset);
  try {
    // curl and others call JSON a form unless told otherwise; no form starts with a brace.
    if (media.type === 'form' && !/^\s*\{/.test(bytes.toString('latin1', 0, 64))) return readForm(bytes, decode);
    const text = decode(bytes);
    return { body: JSON.parse(text) as unknown, repeated: findRepeatedKeys(text, FIELDS_DEEP) };
  } catch (error) {
    const format = media.type === 'form' ? 'application/x-www-form-urlencoded' : 'JSON';
    return { problem: { code: 'malformed_body', params: { format, reason: explain(error, lang) } } };
  }
}

/** A call that takes no body is sent one by many libraries: not read, but held to the same size and types. */
export async function checkIdleBody(req: Request, lang: Lang): Promise<Problem | undefined> {
  const read = await readBody(req, lang);
  return 'problem' in read && read.problem.code !== 'malformed_body' ? read.problem : undefined;
}

/** True when the request announces more than is ever read; told before a byte of it is taken. */
export const isTooLong = (req: Request, maxBytes: number): boolean =>
  Number(req.headers['content-length'] ?? 0) > maxBytes;

/** The type was right; another header says why it cannot be read all the same. */
const notRead = (what: 'charset' | 'encoding', value: string): Problem => ({
  code: 'unsupported_media_type',
  params: { what, not_read: value.slice(0, 40) },
});

function readMediaType(
  declared: string,
): { type: 'json' | 'form'; charset: string } | { readonly unknown: string } | undefined {
  const [name = '', ...parameters] = declared.split(';').map((part) => part.trim());
  const type =
    name.toLowerCase() === 'application/json'
      ? 'json'
      : name.toLowerCase() === 'application/x-www-form-urlencoded'
        ? 'form'
        : undefined;
  const wanted = parameters
    .map((part) => /^charset=["']?([^"']*)["']?$/i.exec(part)?.[1])
    .find((name) => name !== undefined);
  const charset = CHARSETS[(wanted ?? 'utf-8').toLowerCase()];
  if (!type) return undefined;
  return charset ? { type, charset } : { unknown: wanted ?? '' };
}

/** The body's bytes, or undefined as soon as they pass the limit; what is still to come is left to node to throw away. */
function readBytes(req: Request, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    // By events rather than as an iterator, which costs a till's small body more than all else that is done with it.
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else {
        req.off('data', take).pause();
        resolve(undefined);
      }
    };
    req.on('data', take);
    req.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    req.once('error', reject);
    if (/^100-continue$/i.test(req.headers.expect ?? '')) req.res?.writeContinue();
  });
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Bytes that are not UTF-8 are refused, not guessed at: a wrong guess would print a wrong name. */
function createDecoder(charset: string): (bytes: Uint8Array) => string {
  if (charset === 'utf-8') return (bytes) => UTF8.decode(bytes);
  return (bytes) => iconv.decode(Buffer.from(bytes), charset);
}

/** Says where it went wrong without repeating any of the body. */
function explain(error: unknown, lang: Lang): string {
  if (error instanceof TypeError)
    return lang === 'es'
      ? 'no está en UTF-8; declare su juego de caracteres, por ejemplo charset=windows-1252'
      : 'it is not UTF-8; declare its character set, such as charset=windows-1252';
  const place = /line (\d+) column (\d+)/.exec(error instanceof Error ? error.message : '');
  if (place) return lang === 'es' ? `línea ${place[1]}, columna ${place[2]}` : `line ${place[1]}, column ${place[2]}`;
  return lang === 'es' ? 'está incompleto' : 'it is incomplete';
}
