import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inspectDatabase } from '../store/inspect.ts';
import { mask } from '../log.ts';
import { VERSION } from '../version.ts';
import type { Finding } from './checks.ts';

const LOG_BYTES = 256 * 1024;
/** Files of the data folder that hold secrets: whatever stands in them is cut out wherever it turns up. */
const SECRET_FILES = ['api-key', 'recurrente-key', 'webhook-secrets', 'callback-secrets', 'hub-password'];
const SECRET_VARIABLES = ['PUENTE_API_KEY', 'RECURRENTE_SECRET_KEY', 'PUENTE_HUB_PASSWORD'];

export interface BundleInput {
  readonly dataFolder: string;
  readonly findings: readonly Finding[];
  readonly nowMs: number;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * What support needs, as one readable JSON text: findings, versions, settings and the end of the log. Whoever sends it can read
 * it first. No keys, no secrets, no headers or addresses that may hold any, no card data (the log never has it).
 */
export function makeBundle({ dataFolder, findings, nowMs, env }: BundleInput): string {
  const text = JSON.stringify(
    {
      made_at: new Date(nowMs).toISOString(),
      versions: {
        puente: VERSION,
        node: process.versions.node,
        platform: `${os.platform()} ${os.arch()} ${os.release()}`,
      },
      machine: { memory_bytes: os.totalmem(), uptime_s: Math.round(os.uptime()), time_zone: timeZone() },
      findings,
      database: readDatabase(path.join(dataFolder, 'bridge.db')),
      config: readConfig(path.join(dataFolder, 'config.json')),
      log: readTail(path.join(dataFolder, 'logs', 'puente.log')),
    },
    null,
    2,
  );
  const secrets = [
    ...SECRET_FILES.flatMap((name) => readWords(path.join(dataFolder, name))),
    ...SECRET_VARIABLES.flatMap((name) => env[name] ?? []),
  ].filter((secret) => secret.length >= 8);
  return `${secrets.reduce((masked, secret) => masked.replaceAll(secret, '…'), mask(text))}\n`;
}

const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const readWords = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split(/\s+/).filter(Boolean) : [];

function readDatabase(file: string): object | null {
  if (!existsSync(file)) return null;
  try {
    const { sound, schema, charges, lines, broken } = inspectDatabase(file);
    return { sound, schema, charges, lines, broken: broken ?? null, bytes: statSync(file).size };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** The settings, with addresses cut to their host and headers to their names. */
function readConfig(file: string): unknown {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''), (key, value: unknown) => {
      if (key === 'headers' && typeof value === 'object' && value !== null)
        return Object.fromEntries(Object.keys(value).map((name) => [name, '…']));
      return typeof value === 'string' && /^(https?|postgres(ql)?):\/\//.test(value) && URL.canParse(value)
        ? `${new URL(value).protocol}//${new URL(value).host}`
        : value;
    });
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** The last lines of the log, whole ones only. Nothing but the end is read, however large a log has grown. */
function readTail(file: string): string[] {
  if (!existsSync(file)) return [];
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const from = Math.max(0, size - LOG_BYTES);
    const tail = Buffer.alloc(size - from);
    const length = readSync(handle, tail, 0, tail.length, from);
    return tail
      .subarray(0, length)
      .toString('utf8')
      .split('\n')
      .slice(from > 0 ? 1 : 0)
      .filter(Boolean);
  } finally {
    closeSync(handle);
  }
}
