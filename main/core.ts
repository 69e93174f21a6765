import type { Overrides } from './adjust-config.ts';
import { createDayReport } from './day-report.ts';
import { createAccept, createTake } from './desk/accept.ts';
import { createDesk } from './desk/desk.ts';
import { newChargeId } from './desk/new-id.ts';
import { createNews } from './desk/news.ts';
import { createStatus } from './desk/status.ts';
import { createViews } from './desk/views.ts';
import { checkCharge } from './dispatch/check.ts';
import { createDispatcher } from './dispatch/dispatcher.ts';
import { createImports } from './imports.ts';
import type { Foundation } from './foundation.ts';
import { describeStored } from './intake/files/reasons.ts';
import { noteConnection } from './connection-alert.ts';
import { measureCalls } from './metrics/measure.ts';
import type { Metrics } from './metrics/metrics.ts';
import { createHub } from './hub.ts';
import { createQuiet } from './quiet.ts';
import { createRecurrente } from './recurrente/client.ts';
import { createRefunds } from './refund/refunds.ts';
import { createCallbackTable } from './store/callbacks.ts';
import { createRefundTable } from './store/refunds.ts';
import { trustingFetch } from './system-certificates.ts';
import { VERSION } from './version.ts';
import { createWebhooks } from './webhooks.ts';

export interface CoreOptions extends Pick<Overrides, 'sandbox'> {
  /** Calls Recurrente, where the desktop knows the way (its proxy); fetch otherwise. */
  readonly fetch?: typeof fetch | undefined;
  /** Aborted when the bridge ends and can wait for Recurrente no longer. */
  readonly ending: AbortSignal;
  /** Told of each call to Recurrente. */
  readonly observeCall: Metrics['observeCall'];
}

/**
 * The inside of the bridge: Recurrente's client, the lanes that bring charges to it, and the desk where intakes hand them in.
 * Nothing here moves until its parts are started.
 */
export function createCore(foundation: Foundation, options: CoreOptions) {
  const { store, config, clock, log, keyStore, dataFolder } = foundation;
  const { sandbox, ending, observeCall } = options;

  const clientWith = (secretKey: () => string | undefined) =>
    createRecurrente({
      fetch: trustingFetch(options.fetch ?? fetch),
      clock,
      baseUrl: () => config().recurrente.baseUrl,
      timeoutMs: () => config().recurrente.timeoutMs,
      secretKey,
      ending,
    });
  const recurrente = measureCalls(
    clientWith(() => sandbox?.secretKey ?? keyStore.current()),
    clock,
    observeCall,
  );
  const hub = createHub(foundation);
  const dispatch = { ...foundation, recurrente, mayUse: hub.mayUse };
  const webhooks = createWebhooks({
    ...dispatch,
    connection: () => dispatcher.connection,
    wake: (terminalId) => dispatcher.wake(terminalId),
    wakeAll: () => dispatcher.wakeAll(),
    tellRefund: (told) => refunds.told(told),
  });
  const callbackTable = createCallbackTable(store.db);
  const dispatcher = createDispatcher({
    ...dispatch,
    shiftWaits: [callbackTable.shiftWaits],
    paceFactor: webhooks.paceFactor,
    onConnection: (connection) => {
      store.transact('connection', () => noteConnection(store, connection, clock.now()));
    },
  });
  const refundTable = createRefundTable(store.db);
  const refunds = createRefunds({ ...dispatch, refunds: refundTable, connection: dispatcher.connection });

  const views = createViews({
    store,
    config,
    canSend: () => dispatcher.connection.canSend(),
    refundOf: refunds.viewOf,
    hub,
    fileReason: describeStored,
  });
  const imports = createImports();
  const status = createStatus({
    store,
    views,
    clock,
    config,
    connection: () => ({ state: dispatcher.connection.state(), sinceMs: dispatcher.connection.sinceMs() }),
    dataFolder,
    version: VERSION,
    sandbox: sandbox !== undefined,
    imports: imports.list,
    startedAtMs: clock.now(),
    diskTrouble: () => store.diskTrouble(),
    hub: hub.view,
  });
  const news = createNews({
    store,
    views,
    status,
    onListenerError: (err) => log.error({ err }, 'a listener failed'),
  });
  const door = { store, config, clock, newId: newChargeId };
  const acceptInTransaction = createAccept({ ...door, views });
  const checkNow = (chargeId: string): Promise<void> => checkCharge(dispatch, dispatcher.connection, chargeId);
  const desk = createDesk({
    store,
    config,
    clock,
    serverNow: recurrente.serverNow,
    views,
    dispatcher,
    acceptInTransaction,
    news,
    status,
    checkNow,
    failpoint: foundation.failpoint,
  });
  const dayReport = createDayReport({ store, views, refunds: refundTable, config, clock });
  return {
    ...foundation,
    quiet: createQuiet(clock),
    hub,
    clientWith,
    recurrente,
    webhooks,
    dispatcher,
    callbackTable,
    refundTable,
    refunds,
    views,
    imports,
    status,
    news,
    takeAllInTransaction: createTake(door).takeAll,
    desk,
    dayReport,
  };
}
export type Core = ReturnType<typeof createCore>;
