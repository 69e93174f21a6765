import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FolderConfig } from '../../../../main/contract/folders.ts';
import { systemClock } from '../../../../main/dispatch/system-clock.ts';
import { endWithTests } from './ending.ts';
import { csv, inFolder, list, startOn, until, write } from './stage.ts';

const { stage, start } = endWithTests();

/** Two PCs with a bridge and a database each; they work on the same folder of a share. */
function twoPcs(): { folder: FolderConfig; data: readonly [string, string] } {
  const { data, folder } = stage();
  return { folder, data: [data, stage().data] };
}

describe('the bridges of two PCs on one folder of a share', () => {
  it('leave each other the files that they have taken, and charge every sale once', async () => {
    const { folder, data } = twoPcs();
    let held = true;
    const first = start(
      data[0],
      { ...folder, match: 'caja1-*.csv' },
      {
        failpoint: (name) => {
          if (name === 'before:hash' && held) throw new Error('slow to read');
        },
      },
    );
    write(folder, 'caja1-a.csv', csv([['A-1', '10.00']]));
    await until('claimed by the first', () => list(folder, 'processing').length === 1);
    const second = start(data[1], { ...folder, match: 'caja2-*.csv' });
    for (const order of ['B-1', 'B-2']) {
      write(folder, `caja2-${order}.csv`, csv([[order, '10.00']]));
      await until('its own', () => inFolder(folder, 'done', `caja2-${order}.csv`));
    }
    expect(second.orders()).not.toContain('A-1');
    held = false;
    await until('the first goes on', () => inFolder(folder, 'done', 'caja1-a.csv'));
    expect([...first.orders(), ...second.orders()]).toEqual(['A-1', 'B-1', 'B-2']);
    expect([...first.troubles, ...second.troubles].map(({ kind }) => kind)).not.toContain('file_vanished');
  });

  it('each finish what they had taken when they were stopped', async () => {
    const { folder, data } = twoPcs();
    const fails = { failpoint: (name: string) => void (name === 'before:hash' && stop()) };
    const first = startOn(data[0], folder, fails);
    write(folder, 'a.csv', csv([['A-1', '10.00']]));
    await until('claimed', () => list(folder, 'processing').length === 1);
    await first.stop();
    const again = start(data[0], folder);
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(again.orders()).toEqual(['A-1']);
  });

  it('say so when one is gone for good with a file in its hands', async () => {
    const { folder, data } = twoPcs();
    const first = startOn(data[0], folder, { failpoint: (name) => void (name === 'before:hash' && stop()) });
    write(folder, 'a.csv', csv([['A-1', '10.00']]));
    await until('claimed', () => list(folder, 'processing').length === 1);
    await first.stop();
    let later = 0;
    const second = start(data[1], folder, {
      clock: { ...systemClock, monotonic: () => systemClock.monotonic() + later },
    });
    write(folder, 'b.csv', csv([['B-1', '10.00']]));
    await until('watching', () => inFolder(folder, 'done', 'b.csv'));
    expect(second.troubles).toEqual([]);
    later = 600_000;
    await until('told', () => second.troubles.length > 0);
    const [claim = ''] = list(folder, 'processing');
    expect(second.troubles).toMatchObject([{ kind: 'import_failed', file: claim }]);
    expect(second.troubles[0]?.es).toContain('otra computadora');
    expect(second.orders()).toEqual(['B-1']);
    // A person gives it back to the folder.
    writeFileSync(path.join(folder.path, 'a.csv'), readFileSync(path.join(folder.path, 'processing', claim)));
    await until('charged', () => second.orders().includes('A-1'));
  });
});

describe('what lies in processing/ and is nobody’s export', () => {
  it('is left there: what Finder and Explorer make, and folders', async () => {
    const { data, folder } = stage();
    const processing = path.join(folder.path, 'processing');
    mkdirSync(path.join(processing, 'old'), { recursive: true });
    for (const name of ['.DS_Store', 'desktop.ini', 'Thumbs.db']) writeFileSync(path.join(processing, name), 'x');
    const running = start(data, folder);
    write(folder, 'a.csv', csv([['A-1', '10.00']]));
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(list(folder, 'processing')).toEqual(['.DS_Store', 'Thumbs.db', 'desktop.ini', 'old']);
    expect(running.troubles).toEqual([]);
  });
});

function stop(): never {
  throw new Error('stopped');
}
