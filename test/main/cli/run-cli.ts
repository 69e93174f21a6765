import { spawn, type ChildProcess } from 'node:child_process';
import { CLI } from '../../faults/bridge-process.ts';

export interface Ran {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real command line in a process of its own. */
export function startCli(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { child: ChildProcess; ended: Promise<Ran> } {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, CI: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ran>((resolve) =>
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr })),
  );
  return { child, ended };
}

export const runCli = (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran> => startCli(args, env).ended;
