import { symlinkSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { firstFree } from '../../../../main/intake/files/places.ts';
import { endWithTests } from './ending.ts';
import { csv, inFolder, list, startOn, until, write } from './stage.ts';

const { stage, start } = endWithTests();

describe('names of files', () => {
  it('are the same with an accent as one sign and as two, as Macs write it', async () => {
    const { data, folder } = stage({ match: 'ventas-año-*.CSV'.normalize('NFC') });
    const running = start(data, folder);
    write(folder, 'ventas-año-1.csv'.normalize('NFD'), csv([['N-1', '10.00']]));
    write(folder, 'ventas-año-2.csv'.normalize('NFC'), csv([['N-2', '10.00']]));
    await until('both', () => list(folder, 'done').length === 2);
    expect(running.orders().sort()).toEqual(['N-1', 'N-2']);
  });

  it('of links are left alone: a link could stand for any file that the bridge may read', async () => {
    const { data, folder } = stage({ match: '*' });
    const secret = path.join(data, 'secret.csv');
    writeFileSync(secret, csv([['SECRET', '10.00']]));
    symlinkSync(secret, path.join(folder.path, 'link.csv'));
    symlinkSync(path.join(data, 'nowhere'), path.join(folder.path, 'broken.csv'));
    const running = start(data, folder);
    await until('watching', () => running.intake.status()[0]?.state === 'watching');
    // What is no link is taken by the same looks.
    write(folder, 'a.csv', csv([['A-1', '10.00']]));
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    write(folder, 'b.csv', csv([['B-1', '10.00']]));
    await until('done', () => inFolder(folder, 'done', 'b.csv'));
    expect(running.orders()).toEqual(['A-1', 'B-1']);
    expect(running.troubles).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('that are not UTF-8 are told, and taken as soon as they are', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    const odd = Buffer.from(path.join(folder.path, 'a\xf1o.csv'), 'latin1');
    writeFileSync(odd, csv([['A-1', '10.00']]));
    await until('told', () => running.troubles.length > 0);
    expect(running.troubles).toMatchObject([{ kind: 'import_failed', file: 'a\ufffdo.csv' }]);
    expect(running.intake.status()[0]?.waiting).toEqual([{ file: 'a\ufffdo.csv', reason: 'failed' }]);
    await rename(odd, path.join(folder.path, 'año.csv'));
    await until('taken', () => inFolder(folder, 'done', 'año.csv'));
    await until('over', () => running.troubles.some(({ kind }) => kind === 'file_free'));
    expect(running.orders()).toEqual(['A-1']);
  });

  it('that are used for every request find their place among a hundred thousand with a few looks', async () => {
    let looks = 0;
    const among = (taken: number) => (number: number) => {
      looks += 1;
      return Promise.resolve(number <= taken);
    };
    for (const taken of [0, 1, 2, 3, 7, 8, 9, 1000]) expect(await firstFree(among(taken))).toBe(taken + 1);
    looks = 0;
    expect(await firstFree(among(100_000))).toBe(100_001);
    expect(looks).toBeLessThan(40);
    // Somebody has cleared some away: any place that is free will do.
    const left = new Set([1, 2, 3, 4, 900]);
    expect(left.has(await firstFree((number) => Promise.resolve(left.has(number))))).toBe(false);
  });

  it('keep every file of one name, in the order in which they came', async () => {
    const { data, folder } = stage();
    start(data, folder);
    for (let at = 1; at <= 6; at += 1) {
      write(
        folder,
        'a.csv',
        csv([
          [`A-${at}`, '10.00'],
          ['BAD', `x${at}`],
        ]),
      );
      await until(`taken ${at}`, () => list(folder, 'done').length === at);
    }
    expect(list(folder, 'done')).toEqual(['a.2.csv', 'a.3.csv', 'a.4.csv', 'a.5.csv', 'a.6.csv', 'a.csv']);
    expect(list(folder, 'rejected')).toHaveLength(6);
  });
});

describe('order numbers', () => {
  it('are the same with an accent as one sign and as two: one order is one charge', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    for (const [file, form] of [
      ['a.csv', 'NFD'],
      ['b.csv', 'NFC'],
    ] as const) {
      write(folder, file, csv([['CAFÉ-1'.normalize(form), '10.00']]));
      await until('done', () => inFolder(folder, 'done', file));
    }
    expect(running.orders()).toEqual(['CAFÉ-1'.normalize('NFC')]);
  });
});

describe('semaphores', () => {
  it('that stand for several files stay until the last of them could be moved', async () => {
    const { data, folder } = stage({ ready: { stableMs: 60, semaphore: 'listo.txt' } });
    let locked = true;
    const running = start(data, folder, {
      claim: async (from, to) => {
        if (locked && from.endsWith('b.csv')) throw Object.assign(new Error('busy'), { code: 'EBUSY' });
        await rename(from, to);
      },
    });
    write(folder, 'a.csv', csv([['A-1', '10.00']]));
    write(folder, 'b.csv', csv([['B-1', '10.00']]));
    write(folder, 'listo.txt', '');
    await until('the first', () => inFolder(folder, 'done', 'a.csv'));
    locked = false;
    await until('the other', () => inFolder(folder, 'done', 'b.csv'));
    await until('put away', () => inFolder(folder, 'done', 'listo.txt'));
    expect(running.orders()).toEqual(['A-1', 'B-1']);
    expect(inFolder(folder, 'listo.txt')).toBe(false);
  });

  it('of another folder with the same path are not taken for left over', async () => {
    const { data, folder } = stage({ match: 'caja1-*.csv', ready: { stableMs: 60, semaphore: '.ok' } });
    const other = { ...folder, name: 'caja 2', match: 'caja2-*.csv' };
    write(folder, 'caja1-1.csv', csv([['C-1', '10.00']]));
    write(folder, 'caja1-1.csv.ok', '');
    // Left by a killed run: its file is gone.
    write(folder, 'caja2-0.csv.ok', '');
    const second = startOn(data, other);
    await until('put away', () => inFolder(folder, 'done', 'caja2-0.csv.ok'));
    await second.stop();
    const running = start(data, folder, { folders: [other, folder] });
    await until('done', () => inFolder(folder, 'done', 'caja1-1.csv'));
    expect(running.orders()).toEqual(['C-1']);
  });
});

describe('order numbers that are made of the content', () => {
  it('stay what they were when the writer goes on with its file: nothing is charged twice', async () => {
    const { data, folder } = stage({ defaults: { order_id: '{hash}-{line}' }, fields: { amount: 'Total' } });
    const running = start(data, folder);
    write(folder, 'a.csv', 'Total\r\n10.00\r\n20.00\r\n');
    await until('taken', () => inFolder(folder, 'done', 'a.csv'));
    // Through its open handle, on a system that lets a file be moved that somebody writes.
    writeFileSync(path.join(folder.path, 'done', 'a.csv'), '30.00\r\n', { flag: 'a' });
    await until('the rest', () => running.charges().length > 2);
    await until('done again', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.charges().map(({ amount_in_cents }) => amount_in_cents)).toEqual([1000, 2000, 3000]);
  });
});
