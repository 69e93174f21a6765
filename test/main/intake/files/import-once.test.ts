import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { profileSchema } from '../../../../main/contract/folders.ts';
import { systemClock } from '../../../../main/dispatch/system-clock.ts';
import { importOnce } from '../../../../main/intake/files/import-once.ts';
import { openLedger } from './ledger.ts';
import { csv, DEFAULTS, makeFolder } from './stage.ts';

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
  function stage() {
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
    const { run, count } = stage();
    expect(await run(true)).toMatchObject({
      kind: 'preview',
      preview: { cards: [{ order_id: 'A-1' }, { order_id: 'A-3' }], rejects: [{ line: 3 }], total_rows: 3 },
    });
    expect(count()).toBe(0);
  });

  it('takes the file once, however often it is told to', async () => {
    const { run, count } = stage();
    expect(await run(false)).toMatchObject({ kind: 'done', rows: 3, rejects: [{ line: 3 }] });
    expect(await run(false)).toMatchObject({ kind: 'repeated' });
    expect(count()).toBe(2);
  });
});
