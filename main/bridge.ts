import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { createClosing } from './closing.ts';
import type { Desk } from './contract/desk.ts';
import { createCore, type CoreOptions } from './core.ts';
import { openFoundation, type FoundationOptions } from './foundation.ts';
import { startHttpIntake } from './intake/http/server.ts';
import { createKeys } from './keys.ts';
import { createOperations } from './operations/operations.ts';
import { startOutputs, type OutputOptions } from './outputs.ts';
import { removeRuntime, writeRuntime } from './runtime-file.ts';
import { createApiKeys } from './store/api-keys.ts';
import { trustSystemCertificates } from './system-certificates.ts';
import { createTraces } from './telemetry/traces.ts';
import { keepMemorySmall } from './v8-settings.ts';
import { VERSION } from './version.ts';

export interface BridgeOptions extends FoundationOptions, OutputOptions, Pick<CoreOptions, 'fetch'> {
  /** Folder of the built window. */
  readonly uiFiles?: string | undefined;
}

export interface Bridge {
  readonly url: string;
  readonly port: number;
  readonly apiKey: string;
  readonly desk: Desk;
  /** The PC woke up or the network came back: ask Recurrente now, not at the next turn. */
  wake(): void;
  stop(): Promise<void>;
}

/**
 * What waits for Recurrente when the bridge ends has this long to be answered: `serve` ends within 5 s (bridge-api.md, "Start it"),
 * whatever the time limit of calls. A send that is given up is looked for at the next start, as after a power cut.
 */
const ANSWERED_WITHIN_MS = 1500;

/**
 * The composition root: a charge's way, top to bottom. An intake hands an order to `accept`, which commits it to the store; the
 * dispatcher's lanes take it to Recurrente and put what they learn through `settle`; the journal's news go out to everyone.
 *
 * Rejects with FolderInUseError, BadDataFolderError, BadConfigError, NewerDatabaseError or PortInUseError; nothing is left open.
 */
export async function startBridge(options: BridgeOptions): Promise<Bridge> {
  keepMemorySmall();
  const closing = createClosing();
  const ending = new AbortController();
  setMaxListeners(0, ending.signal); // one listener for each call under way
  const stop = (): Promise<void> => {
    setTimeout(() => ending.abort('ending'), ANSWERED_WITHIN_MS).unref();
    return closing.close();
  };
  try {
    const foundation = openFoundation(options, closing);
    const core = createCore(foundation, {
      ...options,
      ending: ending.signal,
      observeCall: (...call) => outputs.metrics.observeCall(...call),
    });
    const { store, configFile, config, clock, log, apiKey, dataFolder, desk, dispatcher, refunds, webhooks, hub } =
      core;
    configFile.onChange(() => dispatcher.refresh());
    const outputs = await startOutputs(core, options, closing);
    const keys = createKeys({
      store,
      table: createApiKeys(store.db),
      fileKey: apiKey,
      clock,
      newId: randomUUID,
    });

    const http = await startHttpIntake(
      {
        desk,
        keys,
        config,
        log,
        requestLog: log.child({}, { redact: [] }),
        clock,
        newId: randomUUID,
        version: VERSION,
        onRequest: core.quiet.noteCall,
        idempotency: store.idempotency,
        elsewhere: hub.elsewhere,
        sessions: store.uiSessions,
        extraOperations: createOperations({ ...core, ...outputs, keys, sandbox: options.sandbox }),
        ...(options.uiFiles === undefined ? {} : { uiFiles: options.uiFiles }),
      },
      { port: config().server.port },
    );
    closing.add(() => http.stop());

    dispatcher.start();
    closing.add(() => dispatcher.stop());
    refunds.start();
    closing.add(() => refunds.stop());
    const traces = createTraces({
      store,
      config,
      version: VERSION,
      beforeConnecting: trustSystemCertificates,
      log,
    });
    closing.add(() => traces.stop());
    configFile.onChange(() => void traces.refresh());
    await traces.refresh();
    await webhooks.start();
    closing.add(() => webhooks.stop());
    configFile.onChange(() => void webhooks.refresh());

    await hub.start(core);
    closing.add(() => hub.stop());

    writeRuntime(dataFolder, {
      pid: process.pid,
      url: http.url,
      recurrente: options.sandbox?.url ?? options.recurrenteUrl,
      ...(options.sandbox ? { sandbox: true } : {}),
    });
    closing.add(() => removeRuntime(dataFolder));
    log.info({ url: http.url, version: VERSION, schema: store.schemaVersion() }, 'bridge ready');
    return {
      url: http.url,
      port: http.port,
      apiKey: apiKey.current(),
      desk,
      wake() {
        dispatcher.connection.nudge();
        dispatcher.wakeAll();
        hub.wake();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
