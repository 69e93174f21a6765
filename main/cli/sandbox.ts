import type { BridgeOptions } from '../bridge.ts';

const TERMINALS = [
  { id: 'trm_demo_1', alias: 'caja1', name: 'Caja 1' },
  { id: 'trm_demo_2', alias: 'caja2', name: 'Caja 2' },
  { id: 'trm_demo_3', alias: 'caja3', name: 'Caja 3' },
];

/** The built-in simulated Recurrente with three terminals, for `--sandbox` and the demo. */
export async function startSandboxFor(
  port: number,
): Promise<NonNullable<BridgeOptions['sandbox']> & { stop(): Promise<void> }> {
  const { DEMO_PACE, SANDBOX_SECRET_KEY, startSandbox } = await import('../recurrente/sandbox/sandbox.ts');
  const secretKey = SANDBOX_SECRET_KEY;
  const terminals = TERMINALS.map(({ id, name }) => ({ id, name }));
  const sandbox = await startSandbox({ port, secretKey, behaviour: DEMO_PACE, terminals });
  return { url: sandbox.url, secretKey, terminals: TERMINALS, stop: () => sandbox.stop() };
}
