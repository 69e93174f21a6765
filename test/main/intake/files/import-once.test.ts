import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { profileSchema } from '../../../../main/contract/folders.ts';
import { systemClock } from '../../../../main/dispatch/system-clock.ts';
import { importOnce } from '../../../../main/intake/files/import-once.ts';
import { openLedger } from './ledger.ts';
import { endWithTests } from './ending.ts';
import { csv, DEFAULTS, inFolder, makeFolder, until, write } from './stage.ts';

const { stage, start } = endWithTests();

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

describe('puente import', () => {
  const profile = profileSchema.parse({
    name: 'ventas',
    format: 'csv',
    fields: { order_id: 'Factura', amount: 'Total' },
  });
  function prepare() {
    const { data, remove } = makeFolder();
    const { store, ledger } = openLedger(data);
    closers.push(remove, () => store.close());
    const file = path.join(data, 'ventas.csv');
    writeFileSync(
      file,
      csv([
        ['A-1', '10.00'],
        ['A-2', 'x'],
        ['A-3', '30.00'],
      ]),
    );
    const count = (): number => (store.db.prepare('SELECT count(*) AS n FROM charges').get() as { n: number }).n;
    const run = (dryRun: boolean) =>
      importOnce({ profile, file, dryRun, ledger, clock: systemClock, defaults: DEFAULTS });
    return { run, count };
  }

  it('shows what it would charge and charges nothing', async () => {
    const { run, count } = prepare();
    expect(await run(true)).toMatchObject({
      kind: 'preview',
      preview: { cards: [{ order_id: 'A-1' }, { order_id: 'A-3' }], rejects: [{ line: 3 }], total_rows: 3 },
    });
    expect(count()).toBe(0);
  });

  it('takes the file once, however often it is told to', async () => {
    const { run, count } = prepare();
    expect(await run(false)).toMatchObject({ kind: 'done', rows: 3, rejects: [{ line: 3 }] });
    expect(await run(false)).toMatchObject({ kind: 'repeated' });
    expect(count()).toBe(2);
  });

  describe('with the profile of a watched folder', () => {
    const cli = {
      name: 'cli',
      fields: { amount: 'Total' },
      defaults: { order_id: '{hash}-{line}-{folder}' },
    };
    async function folderAndImport(home: { home?: string }) {
      const { data, folder } = stage(cli);
      const { path: _, ...profile } = folder;
      const running = start(data, folder);
      const importFile = (name: string, content: string) => {
        const file = path.join(data, name);
        writeFileSync(file, content);
        const { ledger } = running;
        return importOnce({ profile, file, dryRun: false, ledger, clock: systemClock, defaults: DEFAULTS, ...home });
      };
      write(folder, 'c.csv', 'Total\r\n10.00\r\nmalo\r\n');
      await until('taken', () => inFolder(folder, 'done', 'c.csv'));
      return { folder, running, importFile };
    }

    it('charges nothing again of what the folder has taken', async () => {
      const { running, importFile } = await folderAndImport({ home: 'cli' });
      expect(await importFile('copy.csv', 'Total\r\n10.00\r\nmalo\r\n')).toMatchObject({
        kind: 'done',
        rejects: [{ line: 3 }],
      });
      expect(running.charges()).toHaveLength(1);
    });

    it('nor does the folder of what was imported', async () => {
      const { folder, running, importFile } = await folderAndImport({ home: 'cli' });
      expect(await importFile('d.csv', 'Total\r\n20.00\r\n')).toMatchObject({ kind: 'done' });
      write(folder, 'd.csv', 'Total\r\n20.00\r\n');
      await until('taken', () => inFolder(folder, 'done', 'd.csv'));
      expect(running.charges()).toHaveLength(2);
      expect(running.ledger.recent('cli', 1)).toMatchObject([{ name: 'd.csv', state: 'repeated' }]);
    });

    it('which is seen where the folder is not named', async () => {
      const { running, importFile } = await folderAndImport({});
      await importFile('copy.csv', 'Total\r\n10.00\r\nmalo\r\n');
      expect(running.charges()).toHaveLength(2);
    });
  });
});
