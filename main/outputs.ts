import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { StartPortProcess } from '../native/serial/port-process.ts';
import { startBackups } from './backups.ts';
import { openCallbackSecrets } from './callback-secrets.ts';
import type { Closing } from './closing.ts';
import type { Core } from './core.ts';
import { keepTimeOff, startCallbacks } from './deliver/callbacks/callbacks.ts';
import { startDevices } from './devices.ts';
import { createFolders } from './folders.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createRestartable } from './restartable.ts';
import { createPrintJobs } from './store/print-jobs.ts';
import { startMemoryRest } from './memory-rest.ts';
import { trustingFetch } from './system-certificates.ts';
import { startUpkeep } from './upkeep.ts';
import { VERSION } from './version.ts';

export interface OutputOptions {
  /** Starts serial ports' processes where forking is not possible: the desktop. */
  readonly startPort?: StartPortProcess | undefined;
}

/**
 * What works beside the API and the lanes: the export folders and their result files, the shop's devices, upkeep and backups,
 * metrics, and the callbacks to the ERP.
 */
export async function startOutputs(core: Core, { startPort }: OutputOptions, closing: Closing) {
  const { store, configFile, config, clock, random, log, desk, dispatcher, webhooks, dayReport, callbackTable } = core;

  const folders = createFolders({ ...core, newId: randomUUID, onAccepted: dispatcher.offerAll });
  closing.add(() => folders.stop());
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
        random,
        log,
        childPath: serialChild(),
        ...(startPort ? { startPort } : {}),
        dayClose: dayReport,
      }),
    (err) => log.error({ err }, 'devices did not stop'),
  );
  closing.add(() => devices.stop());
  configFile.onPartChange(
    ({ devices, terminals, defaultTerminal }) => [devices, terminals, defaultTerminal],
    devices.restart,
  );

  const upkeep = startUpkeep(core);
  closing.add(() => upkeep.stop());
  const memoryRest = startMemoryRest(core);
  closing.add(() => memoryRest.stop());
  const backups = startBackups({ ...core, keep: () => config().backups.keep });
  closing.add(() => backups.stop());
  const note = (kind: 'started' | 'stopped', data: Record<string, unknown>): void =>
    store.transact(kind, () => void store.note({ atMs: clock.now(), chargeId: null, kind, status: null, data }));
  store.transact('started', () => {
    keepTimeOff({ ...core, table: callbackTable });
    note('started', { version: VERSION });
  });
  closing.add(() => note('stopped', {}));

  const metrics = createMetrics({
    store,
    status: core.status,
    aliasOf: core.views.aliasOf,
    refunds: core.refundTable.counts,
    callbacks: callbackTable.counts,
    webhooks: () => ({ received: webhooks.received(), lastReceivedMs: webhooks.lastReceivedMs() }),
    onError: (err) => log.error({ err }, 'a metric could not be counted'),
  });
  closing.add(() => metrics.stop());

  const callbackSecrets = await openCallbackSecrets({ place: core.secretPlace('callback-secrets'), store, clock });
  const callbacks = startCallbacks({
    ...core,
    table: callbackTable,
    viewOf: desk.get,
    newId: randomUUID,
    fetch: trustingFetch(fetch),
    secrets: callbackSecrets.all,
    checkClock: dispatcher.checkClock,
    onTried: metrics.countCallback,
  });
  closing.add(() => callbacks.stop());
  return { folders, devices, backups, metrics, callbackSecrets, callbacks };
}
export type Outputs = Awaited<ReturnType<typeof startOutputs>>;

/** Each serial port has a process of its own: the built file beside this one, or its source where types are stripped. */
function serialChild(): string {
  const built = path.join(import.meta.dirname, 'serial-child.cjs');
  return existsSync(built) ? built : path.join(import.meta.dirname, '../native/serial/child.ts');
}
