import path from 'node:path';
import { startBridge, type Bridge, type BridgeOptions } from '../bridge.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { startSandboxFor } from './sandbox.ts';
import { readArguments, readHttpUrl, readPort, UsageError } from './arguments.ts';
import type { Run } from './commands.ts';
import { sayReady } from './output.ts';
import { describeStartFailure } from './start-failures.ts';
import { untilToldToStop } from './signals.ts';

/** The built window lies beside the built bridge: dist/main and dist/renderer. */
export const uiFilesBeside = (folder: string): string => path.resolve(folder, '../renderer');

/** Told to stop while it still starts, it ends as soon as afterwards (bridge-api.md, "Start it"). */
const STOPPED_WITHIN_MS = 4500;

/** `puente serve`: the bridge without a desktop. One JSON line on stdout when it accepts requests (bridge-api.md, "Start it"). */
export const runServe: Run = async (args) => {
  let options: BridgeOptions;
  let sandboxPort: number | undefined;
  try {
    const { values } = readArguments(args, {
      data: { type: 'string' },
      port: { type: 'string' },
      recurrente: { type: 'string' },
      sandbox: { type: 'boolean' },
      'sandbox-port': { type: 'string' },
    });
    options = {
      dataFolder: path.resolve(values.data ?? defaultDataFolder(process.env)),
      port: readPort(values.port),
      recurrenteUrl: readHttpUrl('--recurrente', values.recurrente),
      uiFiles: uiFilesBeside(import.meta.dirname),
    };
    if (values.sandbox) sandboxPort = readPort(values['sandbox-port']) ?? 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`puente serve: ${error.message}\n`);
    return 5;
  }
  const toldToStop = untilToldToStop();
  let isTold = false;
  let isReady = false;
  void toldToStop.then(() => {
    isTold = true;
    // A start that takes long is left where it is, as by a power cut: nobody was told that the bridge is ready.
    if (!isReady) setTimeout(() => process.exit(0), STOPPED_WITHIN_MS).unref();
  });
  const started = await start(options, sandboxPort);
  if (typeof started === 'number') return started;
  const { bridge, sandbox } = started;
  isReady = true;
  if (!isTold) sayReady({ url: bridge.url, ...(sandbox ? { sandbox: sandbox.url } : {}) });
  await toldToStop;
  await bridge.stop();
  await sandbox?.stop();
  return 0;
};

type Sandbox = Awaited<ReturnType<typeof startSandboxFor>>;

async function start(
  options: BridgeOptions,
  sandboxPort: number | undefined,
): Promise<{ bridge: Bridge; sandbox: Sandbox | undefined } | number> {
  let sandbox: Sandbox | undefined;
  try {
    if (sandboxPort !== undefined) sandbox = await startSandboxFor(sandboxPort, options.dataFolder);
    return { bridge: await startBridge({ ...options, sandbox }), sandbox };
  } catch (error) {
    await sandbox?.stop();
    const failure = describeStartFailure(error, options.dataFolder);
    if (!failure) throw error;
    process.stderr.write(`${failure.message}\n`);
    return failure.exitCode;
  }
}
