import path from 'node:path';
import { startBridge, type Bridge, type BridgeOptions } from '../bridge.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { startSandboxFor } from './sandbox.ts';
import { readArguments, readPort, UsageError } from './arguments.ts';
import type { Run } from './commands.ts';
import { describeStartFailure } from './start-failures.ts';
import { untilToldToStop } from './signals.ts';

/** The built window lies beside the built bridge: dist/main and dist/renderer. */
export const uiFilesBeside = (folder: string): string => path.resolve(folder, '../renderer');

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
      recurrenteUrl: values.recurrente,
      uiFiles: uiFilesBeside(import.meta.dirname),
    };
    if (values.sandbox) sandboxPort = readPort(values['sandbox-port']) ?? 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`puente serve: ${error.message}\n`);
    return 5;
  }
  const started = await start(options, sandboxPort);
  if (typeof started === 'number') return started;
  const { bridge, sandbox } = started;
  const toldToStop = untilToldToStop();
  process.stdout.write(
    `${JSON.stringify({ ready: true, url: bridge.url, ...(sandbox ? { sandbox: sandbox.url } : {}) })}\n`,
  );
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
