import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { startSandbox } from '../../main/recurrente/sandbox/sandbox.ts';
import { freePort } from '../free-port.ts';

const CLI = path.resolve(import.meta.dirname, '../../dist/main/cli.cjs');
export const INSTALL_KEY = 'sk_test_first_run';
export const INSTALL_TERMINAL = 'trm_first_1';

/** The built program on an empty data folder, as IT starts it: no key, no terminals, only where Recurrente is simulated. */
export async function startFreshInstall() {
  const sandbox = await startSandbox({ secretKey: INSTALL_KEY, terminals: [{ id: INSTALL_TERMINAL, name: 'Caja 1' }] });
  const folder = mkdtempSync(path.join(tmpdir(), 'puente-first-'));
  const data = path.join(folder, 'data');
  const { RECURRENTE_SECRET_KEY: _, PUENTE_API_KEY: __, ...env } = process.env;
  const start = async (port: number) => {
    const words = ['serve', '--data', data, '--port', String(port), '--recurrente', sandbox.url];
    const child = spawn(process.execPath, [CLI, ...words], {
      env: { ...env, CI: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return { child, url: (JSON.parse(line) as { url: string }).url };
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const gone = once(running, 'exit');
    running.kill(signal);
    await gone;
  };
  const { child, url } = await start(await freePort());
  let running = child;
  /** As a program with the bridge's own key asks. */
  const ask = async (where: string, body?: unknown): Promise<unknown> => {
    const key = readFileSync(path.join(data, 'api-key'), 'utf8').trim();
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
    const sent = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(url + where, sent)).json();
  };
  return {
    url,
    sandbox,
    /** A place for export files. */
    folder,
    /** What `puente open` opens. */
    newLink: async (): Promise<string> => ((await ask('/v1/ui/links', {})) as { url: string }).url,
    ask,
    /** As a power cut would. */
    kill: () => end('SIGKILL'),
    /** At the same address. */
    async restart(): Promise<void> {
      running = (await start(Number(new URL(url).port))).child;
    },
    async stop(): Promise<void> {
      await end('SIGTERM');
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type FreshInstall = Awaited<ReturnType<typeof startFreshInstall>>;
