import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { hasUnwrittenEnd } from '../../../../main/intake/files/encoding.ts';
import { endWithTests } from './ending.ts';
import { csv, inFolder, list, until, write } from './stage.ts';

const { stage, start } = endWithTests();

describe('a file whose size was set before it was filled', () => {
  it('is taken when its writer has cut it to what it holds, and not before', async () => {
    const { data, folder } = stage();
    const running = start(data, folder);
    const text = csv([
      ['N-1', '10.00'],
      ['N-2', '20.00'],
    ]);
    const first = text.indexOf('N-2');
    const handle = openSync(path.join(folder.path, 'a.csv'), 'w');
    ftruncateSync(handle, 2000);
    writeSync(handle, text.slice(0, first), 0);
    // Control: a file that came later, without its last line end, is taken after the longest wait there is for such.
    write(folder, 'b.csv', 'Factura,Total\r\nB-1,30.00');
    await until('the other', () => inFolder(folder, 'done', 'b.csv'));
    expect(inFolder(folder, 'a.csv')).toBe(true);
    writeSync(handle, text.slice(first), first);
    ftruncateSync(handle, text.length);
    closeSync(handle);
    await until('taken', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.charges().map(({ order_id, amount_in_cents }) => [order_id, amount_in_cents])).toEqual([
      ['B-1', 3000],
      ['N-1', 1000],
      ['N-2', 2000],
    ]);
    expect(list(folder, 'rejected')).toEqual([]);
  });

  it('shows by the NULs at its end, which text has in no encoding', () => {
    const ends = (bytes: Buffer): boolean => hasUnwrittenEnd(bytes.subarray(0, 8), bytes.subarray(-256));
    const text = 'Factura,Total\r\nÑ-1,10.00\r\n';
    for (const encoding of ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be']) {
      const bytes = iconv.encode(text, encoding);
      expect(ends(bytes)).toBe(false);
      expect(ends(Buffer.concat([bytes, Buffer.alloc(2)]))).toBe(true);
      expect(ends(Buffer.concat([bytes, Buffer.alloc(500)]))).toBe(true);
    }
    expect(ends(Buffer.from(`${text}\0`))).toBe(true);
    expect(ends(Buffer.alloc(2000))).toBe(true);
    expect(ends(Buffer.from('PK\x03\x04xxxx\0\0'))).toBe(false);
  });
});
