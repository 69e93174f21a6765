import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { endWithTests } from './ending.ts';
import { csv, inFolder, list, startOn, until, write } from './stage.ts';

const { stage, start } = endWithTests();

describe('a watched folder', () => {
  it('takes the good rows, rejects the bad ones byte for byte, and keeps the file', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    const content = Buffer.from(
      'Factura,Total,Cliente\r\nA-1,10.50,Pe\xf1a\r\nA-2,malo,Mu\xf1oz\r\nA-3,10.00,x\r\n',
      'latin1',
    );
    write(folder, 'ventas.csv', content);
    await until('done', () => inFolder(folder, 'done', 'ventas.csv'));
    expect(running.orders()).toEqual(['A-1', 'A-3']);
    const rejected = readFileSync(path.join(folder.path, 'rejected', 'ventas.csv.rejected.csv'));
    expect(rejected.toString('latin1')).toBe(
      'linea,motivo,original\r\n3,"El monto ""malo"" no se entiende. Escríbalo como 1234.50.",A-2,malo,Mu\xf1oz\r\n',
    );
    expect(readFileSync(path.join(folder.path, 'done', 'ventas.csv')).equals(content)).toBe(true);
    expect(list(folder, 'processing')).toEqual([]);
    await until('told', () => running.troubles.length > 0);
    expect(running.troubles.map(({ kind }) => kind)).toEqual(['rows_rejected']);
  });

  it('puts an unreadable file aside whole, with the reason', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    write(folder, 'mal.csv', 'Documento,Monto\r\n1,2.00\r\n');
    await until('rejected', () => inFolder(folder, 'rejected', 'mal.csv'));
    expect(readFileSync(path.join(folder.path, 'rejected', 'mal.csv.error.txt'), 'utf8')).toContain('Falta la columna');
    expect(running.charges()).toEqual([]);
    await until('told', () => running.troubles.length > 0);
    expect(running.troubles.map(({ kind }) => kind)).toEqual(['file_rejected']);
  });

  it('creates nothing new from the same content under another name', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    const content = csv([
      ['A-1', '10.00'],
      ['A-2', '20.00'],
    ]);
    write(folder, 'uno.csv', content);
    await until('first', () => inFolder(folder, 'done', 'uno.csv'));
    write(folder, 'dos.csv', content);
    await until('second', () => inFolder(folder, 'done', 'dos.csv'));
    expect(running.orders()).toEqual(['A-1', 'A-2']);
    expect(running.ledger.recent(folder.path, 9).map(({ name, state }) => [name, state])).toEqual([
      ['dos.csv', 'repeated'],
      ['uno.csv', 'done'],
    ]);
  });

  it('follows the order rules within a file and across files', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    write(
      folder,
      'a.csv',
      csv([
        ['A-1', '10.00'],
        ['A-1', '10.00'],
        ['A-1', '12.00'],
      ]),
    );
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.charges()).toMatchObject([{ order_id: 'A-1', amount_in_cents: 1000 }]);
    expect(list(folder, 'rejected')).toEqual(['a.csv.rejected.csv']);
    expect(readFileSync(path.join(folder.path, 'rejected', 'a.csv.rejected.csv'), 'utf8')).toContain(
      '4,"La orden A-1 ya existe con diferencias',
    );
  });

  it('never writes over a file of an earlier day', async () => {
    const { data, folder } = stage();
    start(data, folder);
    write(folder, 'a.csv', csv([['A-1', '10.00']]));
    await until('first', () => inFolder(folder, 'done', 'a.csv'));
    write(folder, 'a.csv', csv([['A-2', '10.00']]));
    await until('second', () => inFolder(folder, 'done', 'a.2.csv'));
    expect(readFileSync(path.join(folder.path, 'done', 'a.csv'), 'utf8')).toContain('A-1');
    expect(readFileSync(path.join(folder.path, 'done', 'a.2.csv'), 'utf8')).toContain('A-2');
  });

  it('takes what was there before it started, oldest first', async () => {
    const { data, folder } = stage();
    write(folder, 'b.csv', csv([['B', '10.00']]), 5000);
    write(folder, 'a.csv', csv([['A', '10.00']]), 3000);
    write(folder, 'c.csv', csv([['C', '10.00']]), 9000);
    const running = start(data, folder);
    await until('all', () => list(folder, 'done').length === 3);
    expect(running.orders()).toEqual(['C', 'B', 'A']);
  });

  it('makes expired charges of a request that is older than the queue allows', async () => {
    const { data, folder } = stage();
    write(folder, 'anoche.csv', csv([['OLD', '10.00']]), 3_600_000);
    write(folder, 'ahora.csv', csv([['NEW', '10.00']]));
    const running = start(data, folder);
    await until('both', () => list(folder, 'done').length === 2);
    expect(running.charges().map(({ order_id, status }) => [order_id, status])).toEqual([
      ['OLD', 'expired'],
      ['NEW', 'queued'],
    ]);
  });

  it('counts the age from a mapped date', async () => {
    const { data, folder } = stage({
      fields: { order_id: 'Factura', amount: 'Total', created_at: 'Fecha' },
      dateFormat: 'dd/MM/yyyy HH:mm',
    });
    write(
      folder,
      'a.csv',
      'Factura,Total,Fecha\r\nOLD,1.00,01/02/2020 10:00\r\nNEW,1.00,\r\n'.replaceAll('1.00', '10.00'),
    );
    const running = start(data, folder);
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.charges().map(({ status }) => status)).toEqual(['expired', 'queued']);
  });
});

describe('completion', () => {
  it('waits for a slow writer and takes every row once', async () => {
    const { data, folder } = stage({ ready: { stableMs: 600 } });
    const running = start(data, folder);
    const handle = openSync(path.join(folder.path, 'lento.csv'), 'w');
    writeSync(handle, 'Factura,Total\r\n');
    for (let at = 0; at < 6; at += 1) {
      writeSync(handle, `L-${at},`);
      await new Promise((resolve) => setTimeout(resolve, 40));
      writeSync(handle, '10.00\r\n');
      await new Promise((resolve) => setTimeout(resolve, 40));
      expect(running.orders()).toEqual([]);
    }
    closeSync(handle);
    await until('done', () => inFolder(folder, 'done', 'lento.csv'));
    expect(running.orders()).toEqual(['L-0', 'L-1', 'L-2', 'L-3', 'L-4', 'L-5']);
  });

  it('waits for a file that is empty at first', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    write(folder, 'cero.csv', '');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(inFolder(folder, 'cero.csv')).toBe(true);
    appendFileSync(path.join(folder.path, 'cero.csv'), csv([['Z-1', '10.00']]));
    await until('done', () => inFolder(folder, 'done', 'cero.csv'));
    expect(running.orders()).toEqual(['Z-1']);
  });

  it('does not take an amount that is still being written: a last line without its end waits longer', async () => {
    const { data, folder } = stage({ ready: { stableMs: 100 } });
    const running = start(data, folder);
    write(folder, 'corto.csv', 'Factura,Total\r\nA-1,12');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(running.orders()).toEqual([]);
    appendFileSync(path.join(folder.path, 'corto.csv'), '5.50\r\n');
    await until('done', () => inFolder(folder, 'done', 'corto.csv'));
    expect(running.charges()).toMatchObject([{ order_id: 'A-1', amount_in_cents: 12_550 }]);
  });

  it('would be caught: with the line end there, the same pause is taken for the end', async () => {
    const { data, folder } = stage({ ready: { stableMs: 100 } });
    const running = start(data, folder);
    write(folder, 'corto.csv', 'Factura,Total\r\nA-1,12\r\n');
    await until('done', () => inFolder(folder, 'done', 'corto.csv'));
    expect(running.charges()).toMatchObject([{ order_id: 'A-1', amount_in_cents: 1200 }]);
  });

  it('leaves temporary names alone and takes the file when it is renamed into place', async () => {
    const { data, folder } = stage({ match: '*' });
    const running = start(data, folder);
    write(folder, 'x.tmp', csv([['T-1', '10.00']]));
    write(folder, '~$x.csv', 'lock');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(running.orders()).toEqual([]);
    renameSync(path.join(folder.path, 'x.tmp'), path.join(folder.path, 'x.csv'));
    await until('done', () => inFolder(folder, 'done', 'x.csv'));
    expect(running.orders()).toEqual(['T-1']);
    expect(inFolder(folder, '~$x.csv')).toBe(true);
  });

  it('waits for the semaphore, and puts it away with the file', async () => {
    const { data, folder } = stage({ ready: { stableMs: 60, semaphore: '.ok' } });
    const running = start(data, folder);
    write(folder, 'a.csv', csv([['S-1', '10.00']]));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(running.orders()).toEqual([]);
    write(folder, 'a.ok', '');
    await until('done', () => inFolder(folder, 'done', 'a.csv') && inFolder(folder, 'done', 'a.ok'));
    expect(running.orders()).toEqual(['S-1']);
    // A stale semaphore would announce the next file before it is written.
    expect(inFolder(folder, 'a.ok')).toBe(false);
  });

  it('waits for the trailer of a dialect', async () => {
    const { data, folder } = stage({
      match: '*.001',
      format: 'ini',
      fields: { order_id: '001-000', amount: '003-000' },
      amountUnit: 'cents',
      ready: { stableMs: 60, trailer: '999-999 = 0' },
    });
    const running = start(data, folder);
    write(folder, 'intpos.001', '000-000 = CRT\r\n001-000 = 77\r\n003-000 = 2607');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(running.orders()).toEqual([]);
    appendFileSync(path.join(folder.path, 'intpos.001'), '0\r\n999-999 = 0\r\n');
    await until('done', () => inFolder(folder, 'done', 'intpos.001'));
    expect(running.charges()).toMatchObject([{ order_id: '77', amount_in_cents: 26_070 }]);
  });

  it('tries a locked file again until its writer lets go', async () => {
    const { data, folder } = stage();
    let locked = true;
    let tries = 0;
    const running = start(data, folder, {
      claim: (from, to) => {
        tries += 1;
        return locked ? Promise.reject(Object.assign(new Error('busy'), { code: 'EBUSY' })) : rename(from, to);
      },
    });
    write(folder, 'a.csv', csv([['B-1', '10.00']]));
    await until('tried', () => tries >= 3);
    expect(running.intake.status()[0]?.waiting).toEqual([{ file: 'a.csv', reason: 'locked' }]);
    locked = false;
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.orders()).toEqual(['B-1']);
  });

  it('waits for a new export of the same name that began just before the claim', async () => {
    const { data, folder } = stage({ ready: { stableMs: 600 } });
    let handle: number | undefined;
    const running = start(data, folder, {
      failpoint: (name) => {
        if (name !== 'before:claim' || handle !== undefined) return;
        handle = openSync(path.join(folder.path, 'a.csv'), 'w');
        writeSync(handle, 'Factura,Total\r\nN-1,10.00\r\n');
      },
    });
    write(folder, 'a.csv', csv([['O-1', '10.00']]));
    await until('claimed', () => handle !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    writeSync(handle ?? -1, 'N-2,20.00\r\n');
    closeSync(handle ?? -1);
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.orders()).toEqual(['N-1', 'N-2']);
  });

  it('loses no row of a writer that goes on after the claim', async () => {
    const { data, folder } = stage();
    let handle: number | undefined;
    const running = start(data, folder, {
      failpoint: (name) => {
        // The writer still holds the file open, which Windows would not have let pass.
        if (name === 'after:hash' && handle !== undefined) {
          writeSync(handle, 'G-2,20.00\r\n');
          closeSync(handle);
          handle = undefined;
        }
      },
    });
    handle = openSync(path.join(folder.path, 'a.csv'), 'w');
    writeSync(handle, csv([['G-1', '10.00']]));
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.orders()).toEqual(['G-1', 'G-2']);
  });

  it('is not confused by a file that is renamed or removed while it looks', async () => {
    const { data, folder } = stage({ ready: { stableMs: 80 } });
    const running = start(data, folder);
    for (let at = 0; at < 20; at += 1) {
      write(folder, 'moving.csv', csv([['R-1', '10.00']]));
      await new Promise((resolve) => setTimeout(resolve, 7));
      renameSync(path.join(folder.path, 'moving.csv'), path.join(folder.path, `other-${at}.csv`));
      if (at < 19) rmSync(path.join(folder.path, `other-${at}.csv`));
    }
    await until('done', () => inFolder(folder, 'done', 'other-19.csv'));
    expect(running.orders()).toEqual(['R-1']);
    expect(running.troubles).toEqual([]);
  });
});

describe('folders that come and go', () => {
  it('tells of a folder that is lost, picks it up when it returns, and never makes it itself', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    await until('watching', () => running.intake.status()[0]?.state === 'watching');
    const away = `${folder.path}-away`;
    renameSync(folder.path, away);
    await until('lost', () => running.troubles.some(({ kind }) => kind === 'folder_lost'));
    expect(inFolder(folder)).toBe(false);
    writeFileSync(path.join(away, 'a.csv'), csv([['P-1', '10.00']]));
    renameSync(away, folder.path);
    running.intake.rescan();
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.troubles.map(({ kind }) => kind)).toEqual(['folder_lost', 'folder_back']);
    expect(running.orders()).toEqual(['P-1']);
  });

  it('starts before its folder is there', async () => {
    const { data, folder } = stage();
    rmSync(folder.path, { recursive: true });
    const running = start(data, folder);
    await until('lost', () => running.troubles.length === 1);
    mkdirSync(folder.path);
    write(folder, 'a.csv', csv([['P-1', '10.00']]));
    running.intake.rescan();
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
  });

  it('finds files without any notice when it polls', async () => {
    const { data, folder } = stage({ poll: true, pollMs: 100 });
    const running = start(data, folder, { sweepMs: 60_000 });
    await until('watching', () => running.intake.status()[0]?.state === 'watching');
    write(folder, 'a.csv', csv([['P-1', '10.00']]));
    await until('done', () => inFolder(folder, 'done', 'a.csv'), 3000);
    expect(running.orders()).toEqual(['P-1']);
  });

  it('tells of a file that somebody took out of processing', async () => {
    const { data, folder } = stage();
    const first = startOn(data, folder);
    await until('watching', () => first.intake.status()[0]?.state === 'watching');
    first.ledger.begin({
      folder: folder.path,
      name: 'x.csv',
      claim: 'gone~x.csv',
      size: 1,
      sha256: 'x',
      mtimeMs: 1,
      settings: 's',
    });
    await first.stop();
    const running = start(data, folder);
    await until('told', () => running.troubles.some(({ kind }) => kind === 'file_vanished'));
    expect(running.ledger.unfinished(folder.path)).toEqual([]);
  });
});

describe('trials and large files', () => {
  it('charges nothing on a dry run, shows what it would have, and keeps the file apart from the done ones', async () => {
    const { data, folder } = stage({ dryRun: true });
    const running = start(data, folder);
    write(
      folder,
      'a.csv',
      csv([
        ['D-1', '260.70'],
        ['D-2', 'x'],
      ]),
    );
    await until('seen', () => inFolder(folder, 'dry-run', 'a.csv'));
    const preview = JSON.parse(readFileSync(path.join(folder.path, 'dry-run', 'a.csv.preview.json'), 'utf8'));
    expect(preview.cards).toMatchObject([
      { title: 'Q 260.70, factura D-1, caja1', amount_in_cents: 26_070, expired: false },
    ]);
    expect(preview.rejects).toMatchObject([{ line: 3, original: 'D-2,x' }]);
    expect(running.charges()).toEqual([]);
    expect(list(folder, 'done')).toEqual([]);
  });

  it('shows progress, lets others work, and stops within a file to go on later without a row lost or doubled', async () => {
    const { data, folder } = stage();
    const first = startOn(data, folder);
    write(folder, 'big.csv', csv(Array.from({ length: 3000 }, (_, at) => [`V-${at}`, '10.00'] as const)));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await until('half', () => (first.progress.at(-1)?.rowsDone ?? 0) >= 1000);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    expect(first.progress[0]).toMatchObject({ folder: folder.path, file: 'big.csv', totalRows: 3000 });
    expect(first.progress[0]?.rowsDone).toBeLessThanOrEqual(200);
    await first.stop();
    expect(list(folder, 'processing')).toHaveLength(1);
    const second = start(data, folder);
    await until('done', () => inFolder(folder, 'done', 'big.csv'));
    expect(second.orders()).toHaveLength(3000);
    const kinds = second.store.db.prepare('SELECT kind, count(*) AS n FROM file_rows GROUP BY kind').all();
    expect(kinds).toEqual([{ kind: 'created', n: 3000 }]);
  });

  it('goes on by itself when the store refuses for a while', async () => {
    const { data, folder } = stage();
    let failing = true;
    const running = start(data, folder, {
      wrap: (ledger) => ({
        ...ledger,
        importChunk: (...args) =>
          failing ? Promise.reject(new Error('database or disk is full')) : ledger.importChunk(...args),
      }),
    });
    write(folder, 'a.csv', csv([['F-1', '10.00']]));
    await until('told', () => running.troubles.some(({ kind }) => kind === 'import_failed'));
    expect(list(folder, 'processing')).toHaveLength(1);
    failing = false;
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.orders()).toEqual(['F-1']);
  });

  it('keeps the time of the file through the claim', async () => {
    const { data, folder } = stage();
    start(data, folder);
    write(folder, 'a.csv', csv([['A-1', '10.00']]));
    const at = new Date(Date.now() - 120_000);
    utimesSync(path.join(folder.path, 'a.csv'), at, at);
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(Math.abs(statSync(path.join(folder.path, 'done', 'a.csv')).mtimeMs - at.getTime())).toBeLessThan(1000);
  });
});
