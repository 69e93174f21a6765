import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { moveTo, placesOf, preparePlaces, writeBeside } from '../../../../main/intake/files/places.ts';

it('makes the folders beside the files, and never the watched folder itself: a share that is away must be told', async () => {
  const base = mkdtempSync(path.join(tmpdir(), 'puente-places-'));
  const share = path.join(base, 'share');
  const places = placesOf(share);
  const file = path.join(base, 'a.csv');
  writeFileSync(file, 'a');
  const all = [
    () => preparePlaces(places),
    () => moveTo(file, places.done, 'a.csv'),
    () => writeBeside(places.rejected, 'a.rejected.csv', Buffer.from('a')),
  ];
  for (const attempt of all) await expect(attempt()).rejects.toMatchObject({ code: 'ENOENT' });
  expect([existsSync(share), existsSync(file)]).toEqual([false, true]);

  // Control: with the share there, all of them work, also twice.
  renameSync(mkdtempSync(path.join(base, 'mounted-')), share);
  await preparePlaces(places);
  for (const attempt of all) await attempt();
  expect(existsSync(path.join(places.done, 'a.csv'))).toBe(true);
  rmSync(base, { recursive: true });
});
