import http from 'node:http';
import { startBridge } from '../bridge.ts';
import { startSandboxFor } from '../cli/sandbox.ts';
import { describeStartFailure } from '../cli/start-failures.ts';
import { trustSystemCertificates } from '../cli/system-certificates.ts';
import { hostBridge, type HostedBridge, type HostServices } from './bridge-host.ts';
import type { StartMessage } from './bridge-link.ts';
import { createKeeping } from './key-keeping.ts';

// Entry of the bridge's own process under Electron: the same startBridge() as `puente serve`, at the shell's word.

const channel = process.parentPort;
let dataFolder = '';

channel.on(
  'message',
  listenTo(
    hostBridge({
      send: (message) => channel.postMessage(message),
      start,
      refusalOf: (error) => describeStartFailure(error, dataFolder),
      exit: (code) => process.exit(code),
    }),
  ),
);

function listenTo(handle: (raw: unknown) => void): (event: { data: unknown }) => void {
  return ({ data }) => handle(data);
}

async function start(message: StartMessage, services: HostServices): Promise<HostedBridge> {
  dataFolder = message.dataDir;
  trustSystemCertificates();
  if (message.proxy !== null) useProxy(message.proxy);
  const sandbox = message.sandbox ? await startSandboxFor(0, dataFolder) : undefined;
  const options = {
    dataFolder,
    port: message.port ?? undefined,
    recurrenteUrl: message.recurrente ?? undefined,
    sandbox,
    uiFiles: message.rendererDir,
    keyStore: createKeeping(message.recurrenteKey, process.env, services.keepKey),
    startPort: services.startPort,
  };
  const bridge = await startBridge(options);
  return {
    url: bridge.url,
    port: bridge.port,
    apiKey: bridge.apiKey,
    sandboxUrl: sandbox?.url ?? null,
    wake: () => bridge.wake(),
    async stop() {
      await bridge.stop();
      await sandbox?.stop();
    },
  };
}

/** The proxy that the operating system named, for every call but those to this PC; http and fetch alike. */
function useProxy(proxy: string): void {
  http.setGlobalProxyFromEnv({ http_proxy: proxy, https_proxy: proxy, no_proxy: 'localhost,127.0.0.1,::1' });
}
