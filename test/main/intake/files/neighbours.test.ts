import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FolderConfig } from '../../../../main/contract/folders.ts';
import { claimName, readClaim } from '../../../../main/intake/files/claim-name.ts';
import { endWithTests } from './ending.ts';
import { csv, inFolder, list, startOn, until, write } from './stage.ts';

const { stage, start } = endWithTests();

/** The export folder of the stage under a second path. */
function linked(data: string, folder: FolderConfig, settings: Partial<FolderConfig>): FolderConfig {
  const link = path.join(data, 'link');
  symlinkSync(folder.path, link);
  return { ...folder, path: link, name: 'enlace', ...settings };
}
const amounts = (running: ReturnType<typeof startOn>) =>
  running.charges().map(({ amount_in_cents }) => amount_in_cents);
const BY_HASH = { order_id: '{hash}-{line}-{folder}' };

describe('two folders of the configuration that are one on the disk', () => {
  it('do not both take a file that both want: the earlier goes on and the other is told', async () => {
    const { data, folder } = stage({ fields: { amount: 'Total' }, defaults: BY_HASH });
    const twin = linked(data, folder, { match: 'v*.csv', amountUnit: 'cents' });
    const running = start(data, folder, { folders: [folder, twin] });
    await until('told', () => running.troubles.length > 0);
    for (const name of ['v1.csv', 'v2.csv', 'v3.csv']) {
      write(folder, name, `Total\r\n10\r\n${name.slice(1, 2)}0\r\n`);
      await until('done', () => inFolder(folder, 'done', name));
    }
    expect(amounts(running)).toEqual([1000, 1000, 1000, 2000, 1000, 3000]);
    expect(running.troubles).toMatchObject([{ kind: 'folder_doubled', folder: 'enlace' }]);
    expect(running.troubles[0]?.es).toContain('Sepárelas con "match"');
    expect(running.intake.status().map(({ state, lost }) => [state, lost])).toEqual([
      ['watching', null],
      ['lost', 'doubled'],
    ]);
  });

  it('the earlier goes on also when its path comes later', async () => {
    const { data, folder } = stage({ fields: { amount: 'Total' }, defaults: BY_HASH });
    const link = path.join(data, 'link');
    const running = start(data, folder, { folders: [{ ...folder, path: link, name: 'enlace' }, folder] });
    await until('watching', () => running.intake.status()[1]?.state === 'watching');
    symlinkSync(folder.path, link);
    await until('left to the other', () => running.intake.status()[1]?.lost === 'doubled');
    write(folder, 'a.csv', 'Total\r\n10.00\r\n');
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.ledger.recent('enlace', 5)).toHaveLength(1);
    expect(amounts(running)).toEqual([1000]);
  });

  it('work side by side where no file could be of both, and leave each other what is in processing/', async () => {
    const { data, folder } = stage({ fields: { amount: 'Total' }, defaults: BY_HASH, match: 'a*.csv' });
    const twin = linked(data, folder, { match: 'b*.csv' });
    const running = start(data, folder, { folders: [folder, twin] });
    for (const name of ['a1', 'b1', 'a2', 'b2'])
      write(folder, `${name}.csv`, `Total\r\n10.00\r\n2${name.slice(1)}.00\r\n`);
    await until('done', () => list(folder, 'done').length === 4);
    expect(amounts(running)).toHaveLength(8);
    expect(
      running.ledger
        .recent('enlace', 5)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['b1.csv', 'b2.csv']);
    expect(running.troubles).toEqual([]);
  });
});

describe('a claim', () => {
  const claimed = async (data: string, folder: FolderConfig, name: string): Promise<string> => {
    const first = startOn(data, folder, { failpoint: stopAt('before:hash') });
    write(folder, name, csv([['A-1', '10.00']]));
    await until('claimed', () => list(folder, 'processing').length === 1);
    const { owner } = first.ledger;
    await first.stop();
    return owner;
  };

  it('is finished by the folder that took it, whoever of the same path wants its name by now', async () => {
    const { data, folder } = stage();
    const text: FolderConfig = { ...folder, name: 'texto', match: '*.csv' };
    await claimed(data, text, 'a.csv');
    const running = start(data, folder, { folders: [folder, { ...text, match: '*.txt' }] });
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.ledger.recent('texto', 5).map(({ name }) => name)).toEqual(['a.csv']);
    expect(running.ledger.recent(folder.path, 5)).toEqual([]);
  });

  it('of a folder that is configured no more is finished by the one that wants its name', async () => {
    const { data, folder } = stage();
    await claimed(data, { ...folder, name: 'antes' }, 'a.csv');
    const running = start(data, folder);
    await until('done', () => inFolder(folder, 'done', 'a.csv'));
    expect(running.orders()).toEqual(['A-1']);
  });

  it('of an older version, which marked it with the bridge alone, is finished after an update', async () => {
    const { data, folder } = stage();
    const first = startOn(data, folder);
    const { owner } = first.ledger;
    await first.stop();
    const processing = path.join(folder.path, 'processing');
    mkdirSync(processing, { recursive: true });
    const time = Date.now().toString(36).padStart(8, '0');
    writeFileSync(path.join(processing, `${time}-1-${owner}~a.csv`), csv([['A-1', '10.00']]));
    writeFileSync(path.join(processing, `${time}-2~b.csv`), csv([['B-1', '10.00']]));
    // Of the bridge of another PC.
    writeFileSync(path.join(processing, `${time}-3-00000000~c.csv`), csv([['C-1', '10.00']]));
    const running = start(data, folder);
    await until('done', () => list(folder, 'done').length === 2);
    expect(running.orders().sort()).toEqual(['A-1', 'B-1']);
    expect(list(folder, 'processing')).toEqual([`${time}-3-00000000~c.csv`]);
  });

  it('tells an older version on the same share whose it is', () => {
    const claim = claimName('a~b.csv', { owner: '0123abcd', folder: '89ab0123', continues: 4711 }, 1e12, 40_000);
    expect(readClaim(claim)).toEqual({ owner: '0123abcd', folder: '89ab0123', continues: 4711, name: 'a~b.csv' });
    // As the versions before it read a claim; one that they do not know for a claim they take for a file put there by hand.
    expect(/^[0-9a-z]{8,10}-[0-9a-z]{1,4}(?:-([0-9a-f]{8}))?~/.exec(claim)?.[1]).toBe('0123abcd');
    for (const [name, owner] of [
      ['lm2abcde-1-0123abcd~a.csv', '0123abcd'],
      ['lm2abcde-1~a.csv', undefined],
    ] as const)
      expect(readClaim(name)).toEqual({ owner, folder: undefined, continues: undefined, name: 'a.csv' });
    expect(readClaim('a~b.csv').name).toBe('a~b.csv');
  });
});

function stopAt(step: string) {
  return (name: string): void => {
    if (name === step) throw new Error(`stopped at ${step}`);
  };
}
