import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBridge, type Bridge, type BridgeOptions } from '../bridge.ts';
import { PortInUseError } from '../intake/http/listen.ts';
import { readArguments, readPort, UsageError } from './arguments.ts';
import { createBridgeClient } from './bridge-client.ts';
import type { Run } from './commands.ts';
import { openInBrowser } from './open.ts';
import { startSandboxFor } from './sandbox.ts';
import { uiFilesBeside } from './serve.ts';
import { untilToldToStop } from './signals.ts';
import { describeStartFailure } from './start-failures.ts';

const SAMPLES = [
  { order_id: 'FAC-1001', amount: '125.50', terminal: 'caja1', description: 'Abarrotes' },
  { order_id: 'FAC-1002', amount: '89.00', terminal: 'caja2', description: 'Farmacia' },
  { order_id: 'FAC-1003', amount: '1450.00', terminal: 'caja1', description: 'Ferretería', installments: 3 },
];

/** `puente demo`: bridge, simulated Recurrente and three sample charges, in a folder that is thrown away at the end. */
export const runDemo: Run = async (args) => {
  let port: number | undefined;
  try {
    port = readPort(readArguments(args, { port: { type: 'string' } }).values.port);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`puente demo: ${error.message}\n`);
    return 5;
  }
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'puente-demo-'));
  const sandbox = await startSandboxFor(0);
  const options: BridgeOptions = {
    dataFolder,
    port: port ?? 7373,
    sandbox,
    uiFiles: uiFilesBeside(import.meta.dirname),
    quietLog: true,
  };
  const cleanUp = async (): Promise<void> => {
    await sandbox.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  let bridge: Bridge;
  try {
    bridge = await startBridge(options).catch((error: unknown): Promise<Bridge> => {
      if (!(error instanceof PortInUseError) || port !== undefined) throw error;
      return startBridge({ ...options, port: 0 });
    });
  } catch (error) {
    await cleanUp();
    const failure = describeStartFailure(error, dataFolder);
    if (!failure) throw error;
    process.stderr.write(`${failure.message}\n`);
    return failure.exitCode;
  }
  for (const sample of SAMPLES) await bridge.desk.accept({ ...sample, source: 'demo' });

  const client = createBridgeClient(dataFolder, { PUENTE_API_KEY: bridge.apiKey });
  const { body } = await client.call('POST', '/v1/ui/links', {});
  const window = (body as { url: string }).url;
  const opened = openInBrowser(window);
  const toldToStop = untilToldToStop();
  process.stdout.write(
    [
      'Puente, demostración: nada de esto llega a un banco.',
      '',
      `Ventana del cajero:      ${window}${opened ? '  (se abrió en el navegador)' : ''}`,
      `Terminales simuladas:    ${sandbox.url}/   (toque «Aprobar»)`,
      '',
      'Un cobro como lo haría un ERP:',
      `  curl -H "Authorization: Bearer ${bridge.apiKey}" -H "Content-Type: application/json" -d '{"order_id":"FAC-2001","amount":"75.00","terminal":"caja2"}' ${bridge.url}/v1/charges`,
      '',
      'Ctrl-C termina.',
      '',
    ].join('\n'),
  );
  await toldToStop;
  await bridge.stop();
  await cleanUp();
  return 0;
};
