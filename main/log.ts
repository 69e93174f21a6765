import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pino, type Logger } from 'pino';
import { createStream } from 'rotating-file-stream';
import { requireFolder } from './plain-file.ts';

/** Paths whose values are never written, wherever they turn up. */
const SECRETS = [
  'key',
  'secretKey',
  'secret_key',
  'apiKey',
  'api_key',
  'authorization',
  'cookie',
  '*.authorization',
  '*.cookie',
  '*.secretKey',
  '*.apiKey',
  'headers.authorization',
  'headers.cookie',
  '["X-SECRET-KEY"]',
];

/** Errors by name, message and code: a stack helps support, a request's body never gets this far. */
const describeError = (error: unknown): unknown =>
  error instanceof Error
    ? {
        type: error.name,
        message: mask(error.message),
        code: 'code' in error ? error.code : undefined,
        stack: mask(error.stack ?? ''),
      }
    : String(error);

/** Anything that looks like a key of ours, of Recurrente or of its webhooks. */
export const mask = (text: string): string =>
  text
    .replace(/\b(sk_(?:test|live)_|pk_|whsec_)[\w+/=-]+/g, '$1…')
    .replace(/([?&]key=)[^&\s]+/g, '$1…')
    .replace(/(postgres(?:ql)?:\/\/[^:@\s/]*:)[^@\s]+@/g, '$1…@');

/** JSON lines to stderr and to `DIR/logs/puente.log`, rotated daily and at 10 MB, 30 files kept. */
export function openLog(
  dataFolder: string,
  { level = 'info', quiet = false }: { level?: string; quiet?: boolean } = {},
): { log: Logger; close(): Promise<void> } {
  const folder = path.join(dataFolder, 'logs');
  requireFolder(folder);
  mkdirSync(folder, { recursive: true });
  const file = createStream('puente.log', {
    path: folder,
    size: '10M',
    interval: '1d',
    maxFiles: 30,
    intervalBoundary: true,
  });
  // A full disk must cost log lines, not the bridge; nor must whoever read stderr and is gone.
  file.on('error', ignore);
  if (!process.stderr.listeners('error').includes(ignore)) process.stderr.on('error', ignore);
  const toFile = inBatches((text) => file.write(text));
  const toConsole = inBatches((text) => process.stderr.write(text));
  process.on('exit', toConsole.flush);
  const streams = [{ level, stream: toFile }, ...(quiet ? [] : [{ level, stream: toConsole }])];
  const log = pino(
    {
      level,
      base: { pid: process.pid },
      redact: { paths: SECRETS, censor: '…' },
      serializers: { err: describeError },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.multistream(streams),
  );
  return {
    log,
    close: () => {
      process.off('exit', toConsole.flush);
      toConsole.flush();
      toFile.flush();
      return new Promise((resolve) => file.end(() => resolve()));
    },
  };
}

const ignore = (): void => undefined;

const BATCH_MS = 50;

/** A line for each request, written one by one, was a tenth of what a charge costs. */
function inBatches(write: (text: string) => void) {
  let text = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (text !== '') write(text);
    text = '';
  };
  return {
    write(line: string): void {
      text += line;
      timer ??= setTimeout(flush, BATCH_MS);
    },
    flush,
  };
}
