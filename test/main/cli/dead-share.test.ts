import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, it } from 'vitest';
import { dayFileName } from '../../../main/deliver/files/render.ts';
import { startServe, type BridgeProcess } from '../../faults/bridge-process.ts';
import { until } from '../news/shop.ts';

let data = '';
let bridge: BridgeProcess | undefined;
afterEach(async () => {
  bridge?.kill();
  await bridge?.gone;
  rmSync(data, { recursive: true, force: true });
});

const DEAD = 4;

/** A pipe that nobody writes into keeps whoever reads it waiting for ever, as a share does that is gone without a word. */
it.skipIf(process.platform === 'win32')(
  'goes on with the other folders while some are on a share that does not answer',
  async () => {
    data = mkdtempSync(path.join(tmpdir(), 'puente-dead-'));
    const fields = { order_id: 'Factura', amount: 'Total' };
    const results = { format: 'csv', append: true };
    const names = [...Array.from({ length: DEAD }, (_, at) => `dead-${at}`), 'alive'];
    const folders = names.map((name) => {
      const folder = path.join(data, name);
      mkdirSync(path.join(folder, 'results'), { recursive: true });
      return { path: folder, name, format: 'csv', fields, ready: { stableMs: 50 }, poll: true, pollMs: 100, results };
    });
    for (const { path: folder } of folders.slice(0, DEAD)) {
      execFileSync('mkfifo', [path.join(folder, 'results', dayFileName(Date.now()))]);
      // So old that it is expired, and owed an answer, at once.
      const file = path.join(folder, 'old.csv');
      writeFileSync(file, `Factura,Total\r\n${path.basename(folder)},10.00\r\n`);
      utimesSync(file, new Date(0), new Date(0));
    }
    const terminals = [{ id: 'trm_1', alias: 'caja1', name: 'Caja 1' }];
    writeFileSync(path.join(data, 'config.json'), JSON.stringify({ terminals, folders }));
    bridge = await startServe(['--data', data, '--port', '0', '--sandbox'], { UV_THREADPOOL_SIZE: undefined });
    const isDone = (name: string, file: string): boolean => existsSync(path.join(data, name, 'done', file));
    await until(
      () => Promise.resolve(names.slice(0, DEAD).filter((name) => isDone(name, 'old.csv')).length),
      (done) => done === DEAD,
    );
    for (const file of ['a.csv', 'b.csv', 'c.csv']) {
      writeFileSync(path.join(data, 'alive', file), `Factura,Total\r\n${file},10.00\r\n`);
      await until(
        () => Promise.resolve(isDone('alive', file)),
        (done) => done,
      );
    }
  },
);
