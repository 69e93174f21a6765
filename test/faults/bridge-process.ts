import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
/** The built product, as `npm run serve` runs it. */
export const CLI = path.join(root, 'dist/main/cli.cjs');

export interface BridgeProcess {
  readonly url: string;
  /** The simulated Recurrente's address, with `--sandbox`. */
  readonly sandbox?: string;
  readonly child: ChildProcess;
  /** Resolves with the exit code or the signal when the process is gone. */
  readonly gone: Promise<number | NodeJS.Signals>;
  kill(): void;
  stop(): Promise<number | NodeJS.Signals>;
}

/** Starts the real `serve` process. Undefined when it died before it was ready (a failpoint on the way up). */
export async function startServe(args: readonly string[], env: NodeJS.ProcessEnv): Promise<BridgeProcess | undefined> {
  const child = spawn(process.execPath, [CLI, 'serve', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const gone = once(child, 'exit').then(([code, signal]) => (code as number | null) ?? (signal as NodeJS.Signals));
  const lines = createInterface({ input: child.stdout });
  const ready = once(lines, 'line').then(([line]) => JSON.parse(String(line)) as { url: string; sandbox?: string });
  const first = await Promise.race([ready, gone]);
  if (typeof first !== 'object') return undefined;
  return {
    url: first.url,
    ...(first.sandbox === undefined ? {} : { sandbox: first.sandbox }),
    child,
    gone,
    kill: () => child.kill('SIGKILL'),
    stop: () => {
      child.kill('SIGTERM');
      return gone;
    },
  };
}
