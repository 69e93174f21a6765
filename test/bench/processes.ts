import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

export const API_KEY = 'pk_bench';
export const AUTHORIZED = { authorization: `Bearer ${API_KEY}` } as const;

export interface Running {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to its ready line. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

const started = new Set<ChildProcess>();
// A bench that fails or is interrupted leaves nobody behind.
process.on('exit', () => started.forEach((child) => child.kill('SIGKILL')));

/** Starts a program that prints one JSON line with its `url` when it is ready. */
export async function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
  started.add(child);
  const gone = once(child, 'exit').then(() => started.delete(child));
  const line = once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text));
  const first = await Promise.race([line, gone.then(() => undefined)]);
  const readyMs = performance.now() - start;
  if (first === undefined)
    throw new Error(`${args.join(' ')} ended with ${child.exitCode} before it was ready; run it by hand to see why`);
  return { url: (JSON.parse(first) as { url: string }).url, pid: pidOf(child), readyMs, stop: () => end(child, gone) };
}

async function end(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  await gone;
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the process was not started');
  return child.pid;
}

export interface ServeOptions {
  /** `dist/main/cli.cjs` of the build that is measured. */
  readonly cli: string;
  readonly folder: string;
  /** Where Recurrente is simulated; without it nothing answers there, and charges stay queued. */
  readonly recurrente?: string;
  readonly terminals?: readonly string[];
  readonly pollMs?: number;
  readonly minPaymentMs?: number;
  /** Of a call to Recurrente. */
  readonly timeoutMs?: number;
  /** Export folders, as the configuration has them. */
  readonly folders?: readonly object[];
  readonly env?: Readonly<Record<string, string>>;
}

const NOBODY = 'http://127.0.0.1:9';

/** The product's own `serve` process. Loopback only: Recurrente is a simulated one or nobody. */
export function startServe({
  cli,
  folder,
  recurrente,
  terminals = ['trm_1', 'trm_2', 'trm_3'],
  pollMs = 1000,
  minPaymentMs = 3000,
  timeoutMs = 10_000,
  folders = [],
  env,
}: ServeOptions) {
  mkdirSync(folder, { recursive: true });
  const config = {
    recurrente: { baseUrl: recurrente ?? NOBODY, timeoutMs },
    terminals: terminals.map((id, index) => ({ id, alias: `caja${index + 1}`, name: `Caja ${index + 1}` })),
    defaultTerminal: 'caja1',
    externalIdPrefix: 'bench',
    queue: { pollMs, minPaymentMs },
    folders,
  };
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config));
  return startProgram([cli, 'serve', '--data', folder, '--port', '0'], {
    PUENTE_API_KEY: API_KEY,
    ...(recurrente === undefined ? {} : { RECURRENTE_SECRET_KEY: 'sk_test_puente_sandbox' }),
    ...env,
  });
}

const TICKS_PER_SECOND = 100;

/** Resident memory in MB and CPU time in ms of a process, as Linux tells them; undefined elsewhere. */
export function readUsage(pid: number): { rssMb: number; cpuMs: number } | undefined {
  if (process.platform !== 'linux') return undefined;
  const rssKb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { rssMb: rssKb / 1024, cpuMs: (ticks / TICKS_PER_SECOND) * 1000 };
}
