import './end-on-rejection.ts';
import { startBridge } from '../bridge.ts';
import { startSandboxFor } from '../cli/sandbox.ts';
import { describeStartFailure } from '../cli/start-failures.ts';
import { secretFile, type SecretName } from '../secret-place.ts';
import { hostBridge, type HostedBridge, type HostServices } from './bridge-host.ts';
import type { StartMessage } from './bridge-link.ts';
import { createProxiedFetch } from './proxied-fetch.ts';
import { createVaultPlace } from './vault-place.ts';

// Entry of the bridge's own process under Electron: the same startBridge() as `puente serve`, at the shell's word.

const channel = process.parentPort;
let dataFolder = '';
const upstream = createProxiedFetch();

channel.on(
  'message',
  listenTo(
    hostBridge({
      send: (message) => channel.postMessage(message),
      start,
      refusalOf: (error) => describeStartFailure(error, dataFolder),
      useProxy: upstream.use,
      exit: (code) => process.exit(code),
    }),
  ),
);

function listenTo(handle: (raw: unknown) => void): (event: { data: unknown }) => void {
  return ({ data }) => handle(data);
}

async function start(message: StartMessage, services: HostServices): Promise<HostedBridge> {
  dataFolder = message.dataDir;
  upstream.use(message.proxy);
  const sandbox = message.sandbox ? await startSandboxFor(0, dataFolder) : undefined;
  const options = {
    dataFolder,
    port: message.port ?? undefined,
    recurrenteUrl: message.recurrente ?? undefined,
    sandbox,
    uiFiles: message.rendererDir,
    secretPlace(name: SecretName) {
      const kept = message.secrets[name];
      return kept === undefined
        ? secretFile(dataFolder, name)
        : createVaultPlace(kept, (text) => services.keepSecret(name, text));
    },
    startPort: services.startPort,
    fetch: upstream.fetch,
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
