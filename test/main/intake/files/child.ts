/**
 * The export files of one folder, taken and answered by a process that can be killed: `node child.ts DATA FOLDER-JSON [CHARGES]`. With
 * PUENTE_FAILPOINT it dies at that step; it ends by itself when nothing is left to do for the ERP and that many charges are there.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createFailpoints } from '../../../../main/failpoints.ts';
import { folderSchema } from '../../../../main/contract/folders.ts';
import { startResultWriter } from '../../../../main/deliver/files/results.ts';
import { systemClock } from '../../../../main/dispatch/system-clock.ts';
import { startFileIntake } from '../../../../main/intake/files/intake.ts';
import { openLedger } from './ledger.ts';
import { DEFAULTS, silentLog } from './stage.ts';

const [, , data = '', settings = '{}', wanted = '0'] = process.argv;
const folder = folderSchema.parse(JSON.parse(settings));
const die = createFailpoints(process.env['PUENTE_FAILPOINT']);
const reached = new Set<string>();
const failpoint = (name: string): void => {
  reached.add(name);
  die(name);
};
const { store, ledger } = openLedger(data, { failpoint });
const deps = { folders: [folder], ledger, clock: systemClock, log: silentLog, failpoint, onTrouble: () => undefined };
const writer = startResultWriter({ ...deps, sweepMs: 100 });
store.onCommit(() => writer.kick());
const intake = startFileIntake({
  ...deps,
  defaults: DEFAULTS,
  sweepMs: 100,
  rowsAChunk: 20,
  onProgress: () => undefined,
  acknowledge: (...args) => writer.acknowledge(...args),
});

const isEmpty = (): boolean => {
  const waiting = readdirSync(folder.path, { withFileTypes: true }).filter((each) => each.isFile());
  const processing = path.join(folder.path, 'processing');
  return waiting.length === 0 && existsSync(processing) && readdirSync(processing).length === 0;
};
const owed = (): boolean => ledger.dueResults(folder.path, folder.results?.when ?? 'final', 1).length > 0;
const charges = (): number => (store.db.prepare('SELECT count(*) AS n FROM charges').get() as { n: number }).n;

process.stdout.write('ready\n');
const timer = setInterval(() => {
  if (!isEmpty() || owed() || charges() < Number(wanted)) return;
  clearInterval(timer);
  void Promise.all([intake.stop(), writer.stop()]).then(() => {
    store.close();
    process.stdout.write(`${JSON.stringify([...reached])}\n`);
  });
}, 20);
