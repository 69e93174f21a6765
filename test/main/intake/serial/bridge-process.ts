import { startBridge } from '../../../../main/bridge.ts';
import { devicesSchema } from '../../../../main/contract/devices.ts';
import type { PrintJobStore } from '../../../../main/contract/print-jobs.ts';
import { startDevices } from '../../../../main/devices.ts';
import { CHILD } from '../../../native/serial/pty.ts';
import { systemClock } from '../../../native/serial/clock.ts';

/** A whole bridge with one till, in a process that tests can kill: `node bridge-process.ts DATA PORT RECURRENTE_URL`. */
const [dataFolder = '', port = '', recurrenteUrl = ''] = process.argv.slice(2);
const bridge = await startBridge({ dataFolder, port: 0, recurrenteUrl, quietLog: true });
const noJobs: PrintJobStore = {
  cursor: () => 0,
  add: () => undefined,
  next: () => undefined,
  markStarted: () => undefined,
  markPrinted: () => undefined,
  waiting: () => 0,
  list: () => [],
};
const devices = startDevices({
  config: {
    devices: devicesSchema.parse({
      serial: [{ id: 'com1', path: port, profile: 'transbank-cents', terminal: 'caja1' }],
    }),
    terminals: [],
  },
  desk: bridge.desk,
  printJobs: noJobs,
  clock: systemClock,
  random: () => 0.5,
  log: { info: () => undefined, warn: () => undefined },
  childPath: CHILD,
});
const watch = setInterval(() => {
  if (devices.status()[0]?.state !== 'open') return;
  clearInterval(watch);
  process.stdout.write(`${JSON.stringify({ ready: true, url: bridge.url, apiKey: bridge.apiKey })}\n`);
}, 10);
process.once('SIGTERM', () => {
  void devices
    .stop()
    .then(() => bridge.stop())
    .then(() => process.exit(0));
});
