import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderSchema, type FolderConfig } from '../../../../main/contract/folders.ts';
import { SHIPPED_PROFILES } from '../../../../native/profiles/profiles.ts';
import { endWithTests } from './ending.ts';
import { csv, inFolder, list, startOn, until, write } from './stage.ts';

const { stage, start } = endWithTests();
const A_DAY_MS = 24 * 3_600_000;
const lost = ({ troubles }: ReturnType<typeof startOn>) =>
  troubles.filter(({ kind }) => kind === 'folder_lost' || kind === 'folder_denied');

describe('one file in trouble', () => {
  it('takes the longest names that a disk allows, with accents and spaces', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    write(
      folder,
      `${'v'.repeat(251)}.csv`,
      csv([
        ['LONG-1', '10.00'],
        ['BAD', 'x'],
      ]),
    );
    write(folder, `${'ñ'.repeat(125)}.csv`, csv([['LONG-2', '10.00']]));
    write(folder, 'ventas del día ñ.csv', csv([['LONG-3', '10.00']]));
    await until('done', () => list(folder, 'done').length === 3);
    expect(running.orders().sort()).toEqual(['LONG-1', 'LONG-2', 'LONG-3']);
    expect(list(folder, 'done')).toContain('ventas del día ñ.csv');
    expect(list(folder, 'rejected')[0]).toMatch(/^v{190,200}\.csv\.rejected\.csv$/);
    expect(lost(running)).toEqual([]);
  });

  it('goes on with the other files while one cannot be moved, and says so when it does not pass', async () => {
    const { data, folder } = stage();
    let broken = true;
    const running = start(data, folder, {
      claim: async (from, to) => {
        if (broken && from.endsWith('odd.csv')) throw Object.assign(new Error('i/o error'), { code: 'EIO' });
        renameSync(from, to);
      },
    });
    write(folder, 'odd.csv', csv([['O-1', '10.00']]), 60_000);
    write(folder, 'fine.csv', csv([['F-1', '10.00']]));
    await until('the other one', () => inFolder(folder, 'done', 'fine.csv'));
    expect(running.intake.status()[0]?.waiting).toEqual([{ file: 'odd.csv', reason: 'failed' }]);
    await until('told', () =>
      running.troubles.some(({ kind, file }) => kind === 'import_failed' && file === 'odd.csv'),
    );
    expect(lost(running)).toEqual([]);
    broken = false;
    await until('taken', () => inFolder(folder, 'done', 'odd.csv'));
    expect(running.orders()).toEqual(['F-1', 'O-1']);
    await until('forgotten', () => running.intake.status()[0]?.waiting.length === 0);
  });

  it('refuses a file that is larger than memory should hold, without reading it whole', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    // A sparse file takes no room on the disk.
    const big = path.join(data, 'big.csv');
    writeFileSync(big, '');
    truncateSync(big, 200 * 1024 * 1024);
    const before = process.memoryUsage().rss;
    renameSync(big, path.join(folder.path, 'big.csv'));
    await until('refused', () => inFolder(folder, 'rejected', 'big.csv'), 60_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    expect(readFileSync(path.join(folder.path, 'rejected', 'big.csv.error.txt'), 'utf8')).toContain('200 MB');
    expect(running.charges()).toEqual([]);
  });

  it('tells at once that a file was taken away in the middle of its import', async () => {
    const { data, folder } = stage();
    let taken = false;
    const running = start(data, folder, {
      failpoint: (name) => {
        if (name !== 'before:hash' || taken) return;
        taken = true;
        rmSync(path.join(folder.path, 'processing', list(folder, 'processing')[0] ?? ''));
      },
    });
    write(folder, 'a.csv', csv([['A-1', '10.00']]));
    await until('told', () => running.troubles.some(({ kind, file }) => kind === 'file_vanished' && file === 'a.csv'));
    write(folder, 'b.csv', csv([['B-1', '10.00']]));
    await until('the next', () => inFolder(folder, 'done', 'b.csv'));
    expect(running.orders()).toEqual(['B-1']);
  });
});

describe('a writer that pauses longer than a file must be still', () => {
  it('loses none of the rows that it writes afterwards, into a file that is done by then', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    const handle = openSync(path.join(folder.path, 'a.csv'), 'w');
    writeSync(
      handle,
      csv([
        ['P-1', '10.00'],
        ['P-2', '10.00'],
      ]),
    );
    await until('taken', () => inFolder(folder, 'done', 'a.csv'));
    writeSync(handle, 'P-3,10.00\r\nP-4,10.00\r\n');
    closeSync(handle);
    await until('the rest', () => running.orders().length === 4);
    await until('done again', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.orders()).toEqual(['P-1', 'P-2', 'P-3', 'P-4']);
    expect(list(folder, 'done')).toEqual(['a.csv']);
    expect(list(folder, 'processing')).toEqual([]);
  });
});

describe('the work folders', () => {
  it('are made again when somebody tidies them up', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    await until('watching', () => running.intake.status()[0]?.state === 'watching');
    for (const place of ['processing', 'done', 'rejected']) rmSync(path.join(folder.path, place), { recursive: true });
    write(folder, 'a.csv', csv([['A-1', '10.00']]));
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(lost(running)).toEqual([]);
  });

  it('finish a file that was claimed before its pattern was changed', async () => {
    const { data, folder } = stage();
    const first = startOn(data, folder, { failpoint: stopAt('before:hash') });
    write(folder, 'a.csv', csv([['A-1', '10.00']]));
    await until('claimed', () => list(folder, 'processing').length === 1);
    await first.stop();
    const changed: FolderConfig = { ...folder, match: 'ventas-*.csv' };
    const second = start(data, changed);
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(second.orders()).toEqual(['A-1']);
  });

  it('leave a claimed file to the folder of the same path that wants it', async () => {
    const { data, folder } = stage();
    const text: FolderConfig = { ...folder, name: 'text', match: '*.txt' };
    mkdirSync(path.join(folder.path, 'processing'), { recursive: true });
    writeFileSync(path.join(folder.path, 'processing', 'a.txt'), csv([['T-1', '10.00']]));
    writeFileSync(path.join(folder.path, 'processing', 'a.csv'), csv([['C-1', '10.00']]));
    const running = start(data, folder, { folders: [folder, text] });
    await until('done', () => list(folder, 'done').length === 2);
    expect(running.ledger.recent('text', 5).map(({ name }) => name)).toEqual(['a.txt']);
    expect(running.ledger.recent(folder.path, 5).map(({ name }) => name)).toEqual(['a.csv']);
  });

  it('go on with a file that was missing for a while, as on a share that is unplugged', async () => {
    const { data, folder } = stage();
    const rows = Array.from({ length: 300 }, (_, at) => [`S-${at}`, '10.00'] as const);
    const first = startOn(data, folder, { rowsAChunk: 100, failpoint: stopAt('after:chunk') });
    write(folder, 'a.csv', csv(rows));
    await until('begun', () => first.orders().length > 0);
    await first.stop();
    // The share is away and its mount point is an empty folder.
    const away = `${folder.path}-away`;
    renameSync(folder.path, away);
    mkdirSync(folder.path);
    const second = startOn(data, folder);
    await until('told', () => second.troubles.some(({ kind }) => kind === 'file_vanished'));
    await second.stop();
    rmSync(folder.path, { recursive: true });
    renameSync(away, folder.path);
    const third = start(data, folder);
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(third.orders()).toEqual(rows.map(([order]) => order));
  });
});

describe('two tills with a folder each', () => {
  it('are not taken for one another when both count from one', async () => {
    const { data, folder } = stage();
    const till = (name: string): FolderConfig =>
      folderSchema.parse({ ...(SHIPPED_PROFILES['tef-paygo'] as object), name, path: path.join(data, name) });
    const tills = ['caja A', 'caja B'].map(till);
    for (const { path: place } of tills) mkdirSync(place);
    const running = start(data, folder, { folders: tills });
    for (const each of tills)
      write(each, 'intpos.001', '000-000 = CRT\r\n001-000 = 1\r\n003-000 = 1000\r\n999-999 = 0\r\n');
    await until('both', () => tills.every((each) => inFolder(each, 'done', 'intpos.001')));
    expect(running.charges().map(({ amount_in_cents }) => amount_in_cents)).toEqual([1000, 1000]);
  });
});

describe('the same content again', () => {
  it('charges nothing where the name of the file is the order number, and does not keep silent about it', async () => {
    const { data, folder } = stage({
      match: '*.ini',
      format: 'ini',
      fields: { amount: 'Monto' },
      defaults: { order_id: '{file}' },
    });
    const running = start(data, folder);
    write(folder, 'V-1.ini', 'Monto=50.00\r\n');
    await until('first', () => inFolder(folder, 'done', 'V-1.ini'));
    write(folder, 'V-2.ini', 'Monto=50.00\r\n');
    await until('second', () => inFolder(folder, 'rejected', 'V-2.ini'));
    expect(running.orders()).toEqual(['V-1']);
    expect(readFileSync(path.join(folder.path, 'rejected', 'V-2.ini.error.txt'), 'utf8')).toContain('V-1.ini');
    write(folder, 'V-3.ini', 'Monto=50.00\r\nHora=18:05:11\r\n');
    await until('another sale', () => inFolder(folder, 'done', 'V-3.ini'));
    expect(running.orders()).toEqual(['V-1', 'V-3']);
  });

  it('charges no good row twice when the file had bad ones, under any name', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    const content = csv([
      ['G-1', '10.00'],
      ['BAD', 'x'],
      ['G-2', '10.00'],
    ]);
    write(folder, 'a.csv', content);
    await until('first', () => inFolder(folder, 'done', 'a.csv'));
    write(folder, 'b.csv', content);
    await until('second', () => inFolder(folder, 'done', 'b.csv'));
    expect(running.orders()).toEqual(['G-1', 'G-2']);
  });

  it('does not change an order back, and tries again only what was refused', async () => {
    const { data, folder } = stage({ fields: { order_id: 'Factura', amount: 'Total', replace: 'R' } });
    const running = start(data, folder);
    const take = async (name: string, ...rows: string[]): Promise<void> => {
      write(folder, name, ['Factura,Total,R', ...rows, ''].join('\r\n'));
      await until(name, () => inFolder(folder, 'done', name));
    };
    const amounts = () => running.charges().map(({ order_id, amount_in_cents: cents }) => `${order_id} ${cents / 100}`);
    const first = ['P1,10.00,', 'P2,abc,', 'P1,10.00,s', 'P3,30.00,'];
    await take('p1.csv', ...first);
    await take('p2.csv', 'P1,25.00,s');
    expect(amounts()).toEqual(['P1 25', 'P3 30']);
    await take('p1-again.csv', ...first);
    expect(amounts()).toEqual(['P1 25', 'P3 30']);
    await until('told', () => list(folder, 'rejected').includes('p1-again.csv.rejected.csv'));
    const rejected = readFileSync(path.join(folder.path, 'rejected', 'p1-again.csv.rejected.csv'), 'utf8');
    expect(rejected.trimEnd().split('\r\n').slice(1)).toEqual([expect.stringMatching(/^3,.*P2,abc,$/)]);
    // Control: another content may change it.
    await take('p3.csv', 'P1,10.00,s');
    expect(amounts()).toEqual(['P1 10', 'P3 30']);
  });

  it('takes a refused row when what refused it is over, and nothing else with it', async () => {
    const { data, folder } = stage();
    const content = csv([
      ['R-1', '10.00'],
      ['R-2', '"1,234"'],
    ]);
    const first = startOn(data, folder);
    write(folder, 'a.csv', content);
    await until('first', () => inFolder(folder, 'done', 'a.csv'));
    expect(first.orders()).toEqual(['R-1']);
    await first.stop();
    const second = start(data, { ...folder, decimal: '.' });
    write(folder, 'a.csv', content);
    await until('second', () => inFolder(folder, 'done', 'a.2.csv'));
    expect(second.orders()).toEqual(['R-1', 'R-2']);
    expect(second.ledger.recent(folder.path, 1)).toMatchObject([{ taken: 1, refused: 0 }]);
  });

  it('of another day is told where the number comes from the day', async () => {
    const { data, folder } = stage({ fields: { amount: 'Total' }, defaults: { order_id: '{date}-{line}' } });
    const running = start(data, folder);
    const content = 'Total\r\n10.00\r\n';
    write(folder, 'lunes.csv', content, A_DAY_MS);
    await until('first', () => inFolder(folder, 'done', 'lunes.csv'));
    // Control: of the same day it is the same sale.
    write(folder, 'otra-vez.csv', content, A_DAY_MS);
    await until('again', () => inFolder(folder, 'done', 'otra-vez.csv'));
    write(folder, 'martes.csv', content);
    await until('told', () => running.troubles.length > 0);
    expect(running.troubles).toMatchObject([{ kind: 'file_rejected', file: 'martes.csv' }]);
    expect(running.troubles[0]?.es).toContain('lunes.csv de otro día');
    expect(list(folder, 'rejected')).toEqual(['martes.csv', 'martes.csv.error.txt']);
    expect(running.charges()).toHaveLength(1);
  });

  it('of another day is another sale where requests are numbered anew each day', async () => {
    const { data, folder } = stage({
      fields: { amount: 'Total' },
      defaults: { order_id: '{date}-{line}' },
      results: { answerRepeats: true },
    });
    const running = start(data, folder);
    for (const [name, ageMs] of [
      ['lunes.csv', A_DAY_MS],
      ['martes.csv', 0],
    ] as const) {
      write(folder, name, 'Total\r\n10.00\r\n', ageMs);
      await until(name, () => inFolder(folder, 'done', name));
    }
    expect(running.charges()).toHaveLength(2);
  });
});

/** Throws at a step, so that the file waits there. */
function stopAt(step: string) {
  return (name: string): void => {
    if (name === step) throw new Error(`stopped at ${step}`);
  };
}
