import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FolderConfig, FolderEnd } from '../../../../main/contract/folders.ts';
import { systemClock } from '../../../../main/dispatch/system-clock.ts';
import { hashOf } from '../../../../main/intake/files/import-file.ts';
import { createLateWriters } from '../../../../main/intake/files/late-writers.ts';
import { endWithTests } from './ending.ts';
import { csv, inFolder, list, startOn, until, write } from './stage.ts';

const { stage, start } = endWithTests();
const BY_HASH = { fields: { amount: 'Total' }, defaults: { order_id: '{hash}-{line}' } };
const doneFile = (folder: FolderConfig, name: string): string => path.join(folder.path, 'done', name);
const amounts = (running: ReturnType<typeof startOn>) =>
  running.charges().map(({ amount_in_cents }) => amount_in_cents / 100);

describe('a writer that goes on with a file that is done', () => {
  it('loses no row when the bridge was restarted in between', async () => {
    const { data, folder } = stage();
    const first = startOn(data, folder);
    const handle = openSync(path.join(folder.path, 'held.csv'), 'w');
    writeSync(handle, csv([['H-1', '10.00']]));
    await until('taken', () => inFolder(folder, 'done', 'held.csv'));
    await first.stop();
    const second = startOn(data, folder);
    await until('watching', () => second.intake.status()[0]?.state === 'watching');
    writeSync(handle, 'H-2,20.00\r\n');
    await until('the next', () => second.orders().length === 2);
    await until('done again', () => inFolder(folder, 'done', 'held.csv'));
    await second.stop();
    // And while it was off.
    writeSync(handle, 'H-3,30.00\r\n');
    closeSync(handle);
    const third = start(data, folder);
    await until('the last', () => third.orders().length === 3);
    expect(third.orders()).toEqual(['H-1', 'H-2', 'H-3']);
  });

  it('loses none after a day either', async () => {
    const { data, folder } = stage();
    let laterMs = 0;
    const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + laterMs };
    const running = start(data, folder, { clock });
    write(folder, 'a.csv', csv([['A-1', '10.00']]));
    await until('taken', () => inFolder(folder, 'done', 'a.csv'));
    laterMs = 24 * 3_600_000;
    write(folder, 'b.csv', csv([['B-1', '10.00']]));
    await until('looked at since', () => inFolder(folder, 'done', 'b.csv'));
    appendFileSync(doneFile(folder, 'a.csv'), 'A-2,20.00\r\n');
    laterMs += 60_000;
    await until('the rest', () => running.orders().includes('A-2'));
    expect(running.orders()).toEqual(['A-1', 'B-1', 'A-2']);
  });

  it('is not taken for a person who changes it days later', async () => {
    const { data, folder } = stage();
    const first = startOn(data, folder);
    write(folder, 'a.csv', csv([['A-1', '10.00']]));
    await until('taken', () => inFolder(folder, 'done', 'a.csv'));
    await first.stop();
    // Longer, but not what was read with something behind it.
    writeFileSync(
      doneFile(folder, 'a.csv'),
      csv([
        ['A-1', '10.01'],
        ['A-9', '10.00'],
      ]),
    );
    const second = start(data, folder);
    write(folder, 'b.csv', csv([['B-1', '10.00']]));
    await until('done', () => inFolder(folder, 'done', 'b.csv'));
    write(folder, 'c.csv', csv([['C-1', '10.00']]));
    await until('done', () => inFolder(folder, 'done', 'c.csv'));
    expect(second.orders()).toEqual(['A-1', 'B-1', 'C-1']);
  });

  it('keeps the numbers of its rows when the bridge stops within the second reading', async () => {
    const { data, folder } = stage(BY_HASH);
    const rows = Array.from({ length: 100 }, (_, at) => 10 + at);
    let chunks = 0;
    const first = startOn(data, folder, {
      rowsAChunk: 20,
      failpoint: (name) => {
        if (name === 'before:chunk' && (chunks += 1) >= 8) throw new Error('stopped');
      },
    });
    write(folder, 'a.csv', `Total\r\n${rows.join('\r\n')}\r\n`);
    await until('taken', () => inFolder(folder, 'done', 'a.csv'));
    appendFileSync(doneFile(folder, 'a.csv'), '500\r\n');
    await until('half-way', () => chunks >= 8);
    await first.stop();
    const second = start(data, folder);
    await until('done', () => list(folder, 'processing').length === 0 && inFolder(folder, 'done', 'a.csv'));
    expect(amounts(second)).toEqual([...rows, 500]);
  });

  it('does not make two files of one day alike by what they began with', async () => {
    const { data, folder } = stage(BY_HASH);
    const running = start(data, folder);
    for (const [name, rows] of [
      ['a.csv', '10.00\r\n'],
      ['b.csv', '10.00\r\n20.00\r\n'],
    ] as const) {
      write(folder, name, 'Total\r\n');
      await until('taken', () => inFolder(folder, 'done', name));
      appendFileSync(doneFile(folder, name), rows);
      await until(
        'taken again',
        () => running.ledger.recent(folder.path, 1)[0]?.taken === rows.split('\r\n').length - 1,
      );
    }
    expect(amounts(running)).toEqual([10, 10, 20]);
  });

  it('is heard also when the file gets shorter: its room had been set aside', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    const file = path.join(folder.path, 'a.csv');
    writeFileSync(file, `${'x'.repeat(200)}\r\n`);
    const handle = openSync(file, 'r+');
    await until('refused', () => inFolder(folder, 'rejected', 'a.csv'));
    const content = csv([
      ['A-1', '10.00'],
      ['A-2', '20.00'],
    ]);
    writeSync(handle, content, 0);
    ftruncateSync(handle, content.length);
    closeSync(handle);
    await until('taken', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.orders()).toEqual(['A-1', 'A-2']);
    expect(list(folder, 'rejected')).toEqual(['a.csv.resuelto.txt']);
  });
});

describe('what is told of a file that its writer went on with', () => {
  const errorOf = (folder: FolderConfig, name: string): string =>
    readFileSync(path.join(folder.path, 'rejected', name), 'utf8');

  it('names the rows that were taken before the file could not be read any more', async () => {
    const { data, folder } = stage({ encoding: 'utf-8' });
    const running = start(data, folder);
    write(
      folder,
      'g.csv',
      csv([
        ['G-1', '10.00'],
        ['G-2', '20.00'],
      ]),
    );
    await until('taken', () => inFolder(folder, 'done', 'g.csv'));
    appendFileSync(doneFile(folder, 'g.csv'), Buffer.from('G-3,30.00,Pe\xf1a\r\n', 'latin1'));
    await until('refused', () => inFolder(folder, 'rejected', 'g.csv'));
    expect(errorOf(folder, 'g.csv.error.txt')).toContain('ya había tomado 2 filas de este archivo');
    expect(errorOf(folder, 'g.csv.error.txt')).not.toContain('No se hizo ningún cobro');
    await until('told', () => running.troubles.length > 0);
    expect(running.troubles[0]).toMatchObject({ kind: 'file_rejected', taken: 2 });
    expect(running.troubles[0]?.es).toContain('ya se habían tomado de él: 2; no las cobre otra vez');
    // Control: of another one nothing was charged.
    write(folder, 'h.csv', Buffer.from('Factura,Total\r\nPe\xf1a,30.00\r\n', 'latin1'));
    await until('refused', () => inFolder(folder, 'rejected', 'h.csv'));
    expect(errorOf(folder, 'h.csv.error.txt')).toContain('No se hizo ningún cobro de este archivo.');
    expect(running.orders()).toEqual(['G-1', 'G-2']);
  });

  it('names them also when other settings cannot read the rest', async () => {
    const { data, folder } = stage();
    const rows = Array.from({ length: 60 }, (_, at) => [`S-${at}`, '10.00'] as const);
    let chunks = 0;
    const first = startOn(data, folder, {
      rowsAChunk: 20,
      failpoint: (name) => {
        if (name === 'before:chunk' && (chunks += 1) > 1) throw new Error('stopped');
      },
    });
    write(folder, 'a.csv', csv(rows));
    await until('begun', () => chunks > 1);
    await first.stop();
    start(data, { ...folder, encoding: 'utf-16le' });
    await until('refused', () => inFolder(folder, 'rejected', 'a.csv'));
    expect(errorOf(folder, 'a.csv.error.txt')).toContain('ya había tomado 20 filas');
  });

  it('is over when the file is taken after all', async () => {
    const { data, folder } = stage({
      ...{ match: '*.xml', format: 'xml', record: 'Ventas.Venta' },
      fields: { order_id: '@id', amount: 'Total' },
    });
    const ends: FolderEnd[] = [];
    const running = start(data, folder, { onEnd: (end) => ends.push(end) });
    const venta = (id: string): string => `<Venta id="${id}"><Total>10.00</Total></Venta>\r\n`;
    write(folder, 'late.xml', `<Ventas>${venta('X-1')}`);
    await until('refused', () => running.troubles.length === 1);
    const [trouble] = running.troubles;
    expect(trouble?.kind).toBe('file_rejected');
    appendFileSync(path.join(folder.path, 'rejected', 'late.xml'), `${venta('X-2')}</Ventas>\r\n`);
    await until('taken', () => inFolder(folder, 'done', 'late.xml'));
    expect(running.orders()).toEqual(['X-1', 'X-2']);
    expect(list(folder, 'rejected')).toEqual(['late.xml.resuelto.txt']);
    expect(errorOf(folder, 'late.xml.resuelto.txt')).toMatch(/^\ufeffRESUELTO: .*\r\n\r\nlate\.xml\r\n/);
    expect(ends).toContainEqual({
      ...{ kind: 'file_continued', folder: folder.path, file: 'late.xml' },
      record: trouble?.record,
    });
  });
});

describe('the files that are watched for late writers', () => {
  it('are told when they are complete again, not in the middle of a row, and not for being touched', async () => {
    const { folder } = stage();
    let nowMs = 0;
    const late = createLateWriters({
      clock: { monotonic: () => nowMs },
      isComplete: (_, quietMs) => Promise.resolve(quietMs >= 500),
    });
    const content = csv([['A-1', '10.00']]);
    write(folder, 'a.csv', content);
    const file = path.join(folder.path, 'a.csv');
    const look = async (afterMs: number): Promise<number> => {
      nowMs += afterMs;
      return (await late.changed()).length;
    };
    const { size, mtimeMs } = statSync(file);
    late.note({ id: 1, name: 'a.csv', file, size, mtimeMs, sha256: hashOf(Buffer.from(content)) });
    utimesSync(file, new Date(1e12), new Date(1e12));
    expect([await look(100), await look(600), late.isAnyWritten()]).toEqual([0, 0, false]);
    appendFileSync(file, 'A-2,1');
    expect([await look(100), await look(400), late.isAnyWritten()]).toEqual([0, 0, true]);
    appendFileSync(file, '00.00\r\n');
    expect([await look(100), await look(400)]).toEqual([0, 0]);
    expect([await look(100), await look(600)]).toEqual([1, 0]);
  });
});
