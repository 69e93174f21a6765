import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../main/dispatch/system-clock.ts';
import { importRows, ROWS_A_CHUNK } from '../../../../main/intake/files/import-file.ts';
import { createQuiet } from '../../../../main/quiet.ts';
import { startIntake } from '../http/intake.ts';
import { openLedger } from './ledger.ts';
import { csv, makeFolder } from './stage.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const ROWS = 2000;
const MS_A_ROW = 0.1;

/** Imports a file whose rows take a tenth of a ms each by the import's own clock; answers with how many went into each transaction. */
async function importWith(isQuiet: (rowsDone: number) => boolean): Promise<number[]> {
  const { data, folder, remove } = makeFolder();
  const { store, ledger } = openLedger(data);
  closers.push(remove, () => store.close());
  const file = path.join(data, 'v.csv');
  writeFileSync(file, csv(Array.from({ length: ROWS }, (_, at) => [`V-${at}`, '10.00'] as const)));
  let mono = 0;
  let done = 0;
  const chunks: number[] = [];
  await importRows(
    { folder: 'pace', name: 'v.csv', claim: 'v.csv', file, profile: folder },
    {
      ledger: {
        ...ledger,
        importChunk: (id, rows, ...more) => {
          chunks.push(rows.length);
          done += rows.length;
          mono += rows.length * MS_A_ROW;
          return ledger.importChunk(id, rows, ...more);
        },
      },
      clock: { now: systemClock.now, monotonic: () => mono },
      failpoint: () => undefined,
      onProgress: () => undefined,
      acknowledge: () => Promise.resolve(),
      isStopping: () => false,
      rowsAChunk: ROWS_A_CHUNK,
      isQuiet: () => isQuiet(done),
    },
  );
  expect(store.db.prepare('SELECT count(*) AS n FROM charges').get()).toEqual({ n: ROWS });
  return chunks;
}

describe('the pace of an import', () => {
  it('is slow while the bridge is called, and takes larger steps while it is not', async () => {
    const called = await importWith(() => false);
    expect(Math.max(...called)).toBe(25);
    const quiet = await importWith(() => true);
    expect(quiet).toEqual([25, ...Array.from({ length: 9 }, () => 200), 175]);
  });

  it('changes within a file, with the next step', async () => {
    const chunks = await importWith((rowsDone) => rowsDone < 1000);
    const turned = chunks.findIndex((_, at) => chunks.slice(0, at).reduce((sum, rows) => sum + rows, 0) >= 1000);
    expect(chunks.slice(1, turned)).toEqual(Array.from({ length: turned - 1 }, () => 200));
    expect(Math.max(...chunks.slice(turned))).toBe(25);
  });
});

describe('who calls the bridge', () => {
  it('is noted with each request, whatever becomes of it, and forgotten after a second', async () => {
    let mono = 0;
    const quiet = createQuiet({ monotonic: () => mono });
    const intake = await startIntake({ onRequest: quiet.noteCall });
    closers.push(() => intake.intake.stop());
    expect(quiet.isQuiet()).toBe(true);
    for (const at of ['/v1/charges', '/healthz', '/nothing']) {
      mono += 5000;
      expect(quiet.isQuiet()).toBe(true);
      await intake.send('GET', at);
      expect(quiet.isQuiet()).toBe(false);
    }
    mono += 999;
    expect(quiet.isQuiet()).toBe(false);
    mono += 1;
    expect(quiet.isQuiet()).toBe(true);
  });
});
