import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBridge } from '../../main/bridge.ts';
import { startSandbox } from '../../main/recurrente/sandbox/sandbox.ts';

const SECRET = 'sk_test_window_tests';
export const TERMINALS = [
  { id: 'trm_demo_1', alias: 'caja1', name: 'Caja 1' },
  { id: 'trm_demo_2', alias: 'caja2', name: 'Caja 2' },
];

/** The whole bridge over its own sandbox, on real sockets, in a folder of its own. */
export async function startRealBridge() {
  const sandbox = await startSandbox({ secretKey: SECRET, terminals: TERMINALS.map(({ id, name }) => ({ id, name })) });
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'puente-window-'));
  // A walk through all screens may take a busy machine longer than patience is, and a doubt would be one more thing to see.
  writeFileSync(path.join(dataFolder, 'config.json'), JSON.stringify({ queue: { patienceSeconds: 3600 } }));
  const bridge = await startBridge({
    dataFolder,
    port: 0,
    sandbox: { url: sandbox.url, secretKey: SECRET, terminals: TERMINALS },
    uiFiles: path.resolve(import.meta.dirname, '../../dist/renderer'),
    quietLog: true,
    env: {},
  });
  const send = async (where: string, body?: unknown): Promise<unknown> => {
    const headers = { Authorization: `Bearer ${bridge.apiKey}`, 'Content-Type': 'application/json' };
    const sent = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(`${bridge.url}${where}`, sent)).json();
  };
  return {
    url: bridge.url,
    sandbox,
    /** As an ERP would. */
    charge: (order_id: string, amount: string, terminal = 'caja1') =>
      send('/v1/charges', { order_id, amount, terminal }),
    /** As any program with the bridge's own key asks. */
    ask: send,
    newLink: async (): Promise<string> => ((await send('/v1/ui/links', {})) as { url: string }).url,
    async stop(): Promise<void> {
      await bridge.stop();
      await sandbox.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
export type RealBridge = Awaited<ReturnType<typeof startRealBridge>>;
