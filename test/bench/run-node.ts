import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a Node program to its end and answers its exit code; what it prints is thrown away. */
export async function runNode(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? -1;
}
