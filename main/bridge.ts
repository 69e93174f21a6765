import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { adjustConfig, type Overrides } from './adjust-config.ts';
import { backupFolderOf, startBackups } from './backups.ts';
import type { Desk } from './contract/desk.ts';
import { openConfigFile } from './config-file.ts';
import { prepareDataFolder } from './data-folder.ts';
import { createAccept } from './desk/accept.ts';
import { createDesk } from './desk/desk.ts';
import { createNews } from './desk/news.ts';
import { createStatus } from './desk/status.ts';
import { createViews } from './desk/views.ts';
import { startCallbacks } from './deliver/callbacks/callbacks.ts';
import { checkCharge } from './dispatch/check.ts';
import { createDispatcher } from './dispatch/dispatcher.ts';
import { systemClock } from './dispatch/system-clock.ts';
import type { StartPortProcess } from '../native/serial/port-process.ts';
import { createFailpoints } from './failpoints.ts';
import { startHttpIntake } from './intake/http/server.ts';
import { createDayReport } from './day-report.ts';
import { startDevices } from './devices.ts';
import { createFolders } from './folders.ts';
import { createKeys } from './keys.ts';
import { openLog } from './log.ts';
import { measureCalls } from './metrics/measure.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createCallbackOperations, newCallbackSecret } from './operations/callbacks.ts';
import { createDayReportOperation } from './operations/day-report.ts';
import { createDeviceOperations } from './operations/devices.ts';
import { createFolderOperations } from './operations/folders.ts';
import { createEvidenceOperation } from './operations/evidence.ts';
import { createKeyOperations } from './operations/keys.ts';
import { createMetricsOperation } from './operations/metrics.ts';
import { createRefundOperations } from './operations/refunds.ts';
import { createSettingsOperations } from './operations/settings.ts';
import { createWebhookOperations } from './operations/webhooks.ts';
import { createRecurrente } from './recurrente/client.ts';
import { createRefunds } from './refund/refunds.ts';
import { tellRecovery } from './recovery-alert.ts';
import { removeRuntime, writeRuntime } from './runtime-file.ts';
import { openSecretList } from './secret-list.ts';
import { createKeyStore, openApiKey, type KeyStore } from './secrets.ts';
import { createRestartable } from './restartable.ts';
import { lockFolder } from './store/lock.ts';
import { createApiKeys } from './store/api-keys.ts';
import { backUp } from './store/backup.ts';
import { createCallbackTable } from './store/callbacks.ts';
import { createPrintJobs } from './store/print-jobs.ts';
import { createRefundTable } from './store/refunds.ts';
import { ensureSoundDatabase } from './store/recover.ts';
import { createStore } from './store/store.ts';
import { createTraces } from './telemetry/traces.ts';
import { VERSION } from './version.ts';
import { createWebhooks } from './webhooks.ts';

export interface BridgeOptions extends Overrides {
  readonly dataFolder: string;
  /** Folder of the built window. */
  readonly uiFiles?: string | undefined;
  /** Keeps Recurrente's key elsewhere than in the data folder: the desktop's vault. */
  readonly keyStore?: KeyStore | undefined;
  /** Starts serial ports' processes where forking is not possible: the desktop. */
  readonly startPort?: StartPortProcess | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly quietLog?: boolean;
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
 * The composition root: a charge's way, top to bottom. An intake hands an order to `accept`, which commits it to the store; the
 * dispatcher's lanes take it to Recurrente and put what they learn through `settle`; the journal's news go out to everyone.
 *
 * Rejects with FolderInUseError, BadDataFolderError, BadConfigError, NewerDatabaseError or PortInUseError; nothing is left open.
 */
export async function startBridge(options: BridgeOptions): Promise<Bridge> {
  const env = options.env ?? process.env;
  const { dataFolder } = options;
  const clock = systemClock;
  prepareDataFolder(dataFolder);
  const closers: (() => void | Promise<void>)[] = [];
  let tellCloseFailure = (_error: unknown): void => undefined;
  // Last opened, first closed. What cannot be closed (a full disk, say) is told, and the rest is closed all the same.
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await Promise.resolve().then(close).catch(tellCloseFailure);
  };

  try {
    const lock = lockFolder(dataFolder);
    closers.push(() => lock.release());
    const { log, close: closeLog } = openLog(dataFolder, {
      level: env['PUENTE_LOG_LEVEL'] ?? 'info',
      quiet: options.quietLog ?? false,
    });
    closers.push(closeLog);
    tellCloseFailure = (err) => log.error({ err }, 'a part did not close');
    const configFile = openConfigFile(dataFolder, (config) => adjustConfig(config, options));
    const config = configFile.current;
    const apiKey = openApiKey(dataFolder, env);
    const keyStore = options.keyStore ?? createKeyStore(dataFolder, env);

    const failpoint = createFailpoints(env['PUENTE_FAILPOINT']);
    const databaseFile = path.join(dataFolder, 'bridge.db');
    const recovery = ensureSoundDatabase(databaseFile, backupFolderOf(dataFolder), clock.now());
    const store = createStore({
      path: databaseFile,
      failpoint,
      beforeMigration: (db) =>
        backUp(db, backupFolderOf(dataFolder), {
          atMs: clock.now(),
          reason: 'before-migration',
          keep: config().backups.keep,
        }),
    });
    closers.push(() => store.close());
    if (recovery) tellRecovery(store, recovery, clock.now());

    const clientWith = (secretKey: () => string | undefined) =>
      createRecurrente({
        fetch,
        clock,
        baseUrl: () => config().recurrente.baseUrl,
        timeoutMs: () => config().recurrente.timeoutMs,
        secretKey,
      });
    const recurrente = measureCalls(
      clientWith(() => options.sandbox?.secretKey ?? keyStore.current()),
      clock,
      (...call) => metrics.observeCall(...call),
    );
    const dispatch = { store, recurrente, config, clock, random: Math.random, log, failpoint };
    const webhooks = createWebhooks({
      ...dispatch,
      dataFolder,
      connection: () => dispatcher.connection,
      wake: (terminalId) => dispatcher.wake(terminalId),
      wakeAll: () => dispatcher.wakeAll(),
    });
    const dispatcher = createDispatcher({
      ...dispatch,
      paceFactor: webhooks.paceFactor,
      onConnection: (connection) => {
        store.transact('connection', () =>
          store.note({ atMs: clock.now(), chargeId: null, kind: 'connection', status: null, data: { connection } }),
        );
      },
    });
    configFile.onChange(() => dispatcher.refresh());

    const refundTable = createRefundTable(store.db);
    const refunds = createRefunds({ ...dispatch, refunds: refundTable, connection: dispatcher.connection });

    const views = createViews({
      store,
      config,
      canSend: () => dispatcher.connection.canSend(),
      refundOf: refunds.viewOf,
    });
    const status = createStatus({
      store,
      views,
      clock,
      connection: () => ({ state: dispatcher.connection.state(), sinceMs: dispatcher.connection.sinceMs() }),
      dataFolder,
      version: VERSION,
      sandbox: options.sandbox !== undefined,
      startedAtMs: clock.now(),
      diskTrouble: () => store.diskTrouble(),
    });
    const news = createNews({
      store,
      views,
      status,
      onListenerError: (err) => log.error({ err }, 'a listener failed'),
    });
    const acceptInTransaction = createAccept({ store, config, clock, newId: randomUUID, views });
    const checkNow = (chargeId: string): Promise<void> => checkCharge(dispatch, dispatcher.connection, chargeId);
    const desk = createDesk({ store, config, clock, views, dispatcher, acceptInTransaction, news, status, checkNow });

    const dayReport = createDayReport({ store, views, refunds: refundTable, config, clock });

    const folders = createFolders({ ...dispatch, views, acceptInTransaction, onAccepted: dispatcher.wakeAll });
    closers.push(() => folders.stop());
    configFile.onPartChange(
      ({ folders, queue, currency, terminals, defaultTerminal }) => [
        folders,
        queue,
        currency,
        terminals,
        defaultTerminal,
      ],
      folders.refresh,
    );
    const printJobs = createPrintJobs(store.db);
    const devices = createRestartable(
      () =>
        startDevices({
          config: config(),
          desk,
          printJobs,
          clock,
          random: Math.random,
          log,
          childPath: serialChild(),
          ...(options.startPort ? { startPort: options.startPort } : {}),
          dayClose: dayReport,
        }),
      (err) => log.error({ err }, 'devices did not stop'),
    );
    closers.push(() => devices.stop());
    configFile.onPartChange(
      ({ devices, terminals, defaultTerminal }) => [devices, terminals, defaultTerminal],
      devices.restart,
    );

    const backups = startBackups({ store, dataFolder, keep: () => config().backups.keep, clock, log });
    closers.push(() => backups.stop());
    store.transact('started', () =>
      store.note({ atMs: clock.now(), chargeId: null, kind: 'started', status: null, data: { version: VERSION } }),
    );
    closers.push(() =>
      store.transact(
        'stopped',
        () => void store.note({ atMs: clock.now(), chargeId: null, kind: 'stopped', status: null, data: {} }),
      ),
    );
    const callbackTable = createCallbackTable(store.db);
    const metrics = createMetrics({
      store,
      status,
      aliasOf: views.aliasOf,
      refunds: refundTable.counts,
      callbacks: callbackTable.counts,
      webhooks: () => ({ received: webhooks.received(), lastReceivedMs: webhooks.lastReceivedMs() }),
      onError: (err) => log.error({ err }, 'a metric could not be counted'),
    });
    closers.push(() => metrics.stop());
    const callbackSecrets = openSecretList(path.join(dataFolder, 'callback-secrets'), 2);
    if (callbackSecrets.all().length === 0) callbackSecrets.add(newCallbackSecret());
    const callbacks = startCallbacks({
      ...dispatch,
      table: callbackTable,
      viewOf: desk.get,
      newId: randomUUID,
      fetch,
      secrets: callbackSecrets.all,
      onTried: metrics.countCallback,
    });
    closers.push(() => callbacks.stop());
    const keys = createKeys({
      store,
      table: createApiKeys(store.db),
      fileKey: apiKey.current,
      clock,
      newId: randomUUID,
    });
    const http = await startHttpIntake(
      {
        desk,
        keys,
        config,
        log,
        clock,
        newId: randomUUID,
        version: VERSION,
        idempotency: store.idempotency,
        sessions: store.uiSessions,
        extraOperations: [
          createEvidenceOperation({ store, views, clock }),
          ...createRefundOperations({ desk, refunds }),
          ...createKeyOperations({ keys }),
          createMetricsOperation(metrics),
          ...createWebhookOperations({ webhooks, recurrente }),
          ...createCallbackOperations({ callbacks, secrets: callbackSecrets }),
          createDayReportOperation(dayReport),
          ...createDeviceOperations({ devices: devices.current, dayReport }),
          ...createFolderOperations({ ...folders, folders, clock }),
          ...createSettingsOperations({
            configFile,
            keyStore,
            apiKey,
            dataFolder,
            sandboxKey: options.sandbox?.secretKey,
            clientWith: (key) => clientWith(() => key),
            backups,
            onKey: () => dispatcher.connection.nudge(),
          }),
        ],
        ...(options.uiFiles === undefined ? {} : { uiFiles: options.uiFiles }),
      },
      { port: config().server.port },
    );
    closers.push(() => http.stop());
    dispatcher.start();
    closers.push(() => dispatcher.stop());
    refunds.start();
    closers.push(() => refunds.stop());
    const traces = createTraces({ store, config, version: VERSION, log });
    closers.push(() => traces.stop());
    configFile.onChange(() => void traces.refresh());
    await traces.refresh();
    await webhooks.start();
    closers.push(() => webhooks.stop());
    configFile.onChange(() => void webhooks.refresh());
    writeRuntime(dataFolder, { pid: process.pid, url: http.url });
    closers.push(() => removeRuntime(dataFolder));
    log.info({ url: http.url, version: VERSION, schema: store.schemaVersion() }, 'bridge ready');
    const wake = (): void => {
      dispatcher.connection.nudge();
      dispatcher.wakeAll();
    };
    return { url: http.url, port: http.port, apiKey: apiKey.current(), desk, wake, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Each serial port has a process of its own: the built file beside this one, or its source where types are stripped. */
function serialChild(): string {
  const built = path.join(import.meta.dirname, 'serial-child.cjs');
  return existsSync(built) ? built : path.join(import.meta.dirname, '../native/serial/child.ts');
}
