import path from 'node:path';
import type { BridgeOptions } from '../bridge.ts';
import { prepareDataFolder } from '../data-folder.ts';

const TERMINALS = [
  { id: 'trm_demo_1', alias: 'caja1', name: 'Caja 1' },
  { id: 'trm_demo_2', alias: 'caja2', name: 'Caja 2' },
  { id: 'trm_demo_3', alias: 'caja3', name: 'Caja 3' },
];

/**
 * The built-in simulated Recurrente, for `--sandbox` and the demo: with the terminals of the configuration, or with three of its
 * own where none are configured. With a data folder what it knows outlives the process, as Recurrente would.
 */
export async function startSandboxFor(
  port: number,
  dataFolder?: string,
): Promise<NonNullable<BridgeOptions['sandbox']> & { stop(): Promise<void> }> {
  const { DEMO_PACE, SANDBOX_SECRET_KEY, startSandbox } = await import('../recurrente/sandbox/sandbox.ts');
  const secretKey = SANDBOX_SECRET_KEY;
  if (dataFolder !== undefined) prepareDataFolder(dataFolder);
  const sandbox = await startSandbox({
    port,
    secretKey,
    behaviour: DEMO_PACE,
    terminals: [],
    ...(dataFolder === undefined ? {} : { dataFile: path.join(dataFolder, 'sandbox.json') }),
  });
  return {
    url: sandbox.url,
    secretKey,
    terminals: TERMINALS,
    knowTerminals: (terminals) => sandbox.addTerminals(terminals),
    stop: () => sandbox.stop(),
  };
}
