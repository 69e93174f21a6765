import path from 'node:path';
import { startBridge, type Bridge, type BridgeOptions } from '../bridge.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { startSandboxFor } from './sandbox.ts';
import { readArguments, readPort, UsageError } from './arguments.ts';
import type { Run } from './commands.ts';
import { describeStartFailure } from './start-failures.ts';
import { trustSystemCertificates } from './system-certificates.ts';
import { untilToldToStop } from './signals.ts';

/** The built window lies beside the built bridge: dist/main and dist/renderer. */
export const uiFilesBeside = (folder: string): string => path.resolve(folder, '../renderer');

/** `puente serve`: the bridge without a desktop. One JSON line on stdout when it accepts requests (bridge-api.md, "Start it"). */
export const runServe: Run = async (args) => {
  let options: BridgeOptions;
  let stopSandbox: () => Promise<void> = async () => undefined;
  try {
    const { values } = readArguments(args, {
      data: { type: 'string' },
      port: { type: 'string' },
      recurrente: { type: 'string' },
      sandbox: { type: 'boolean' },
      'sandbox-port': { type: 'string' },
    });
    const port = readPort(values.port);
    const dataFolder = path.resolve(values.data ?? defaultDataFolder(process.env));
    trustSystemCertificates();
    const sandbox = values.sandbox ? await startSandboxFor(readPort(values['sandbox-port']) ?? 0) : undefined;
    stopSandbox = sandbox?.stop ?? stopSandbox;
    options = {
      dataFolder,
      port,
      recurrenteUrl: values.recurrente,
      sandbox,
      uiFiles: uiFilesBeside(import.meta.dirname),
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`puente serve: ${error.message}\n`);
    return 5;
  }
  const bridge = await start(options);
  if (typeof bridge === 'number') {
    await stopSandbox();
    return bridge;
  }
  process.stdout.write(
    `${JSON.stringify({ ready: true, url: bridge.url, ...(options.sandbox ? { sandbox: options.sandbox.url } : {}) })}\n`,
  );
  await untilToldToStop();
  await bridge.stop();
  await stopSandbox();
  return 0;
};

async function start(options: BridgeOptions): Promise<Bridge | number> {
  try {
    return await startBridge(options);
  } catch (error) {
    const failure = describeStartFailure(error, options.dataFolder);
    if (!failure) throw error;
    process.stderr.write(`${failure.message}\n`);
    return failure.exitCode;
  }
}
