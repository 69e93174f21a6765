import SqliteDatabase from 'better-sqlite3';
import path from 'node:path';
import { expect, it } from 'vitest';
import { migrate } from '../../../main/store/migrate.ts';
import { MIGRATIONS } from '../../../main/store/migrations/index.ts';
import { openLedger } from '../intake/files/ledger.ts';
import { scratchFolder } from './scratch.ts';

it('files of a database of before keep their place: their own content names their rows', () => {
  const folder = scratchFolder();
  const db = new SqliteDatabase(path.join(folder, 'bridge.db'));
  const old = MIGRATIONS.filter(({ version }) => version <= 160);
  migrate(db, old, () => undefined);
  db.exec(`INSERT INTO files (folder, name, claim, size, sha256, mtime_ms, settings, claimed_at_ms, state, rows_done, taken, finished_at_ms)
    VALUES ('f', 'v.csv', 'v', 1, 'aa', 7, 's', 1, 'importing', 3, 2, NULL), ('f', 'w.csv', 'w', 1, 'bb', 8, 's', 1, 'done', 3, 2, 9)`);
  db.close();
  const { store, ledger } = openLedger(folder);
  const claimed = { folder: 'f', name: 'v.csv', claim: 'v', size: 1, sha256: 'aa', mtimeMs: 7, settings: 's' };
  expect(ledger.begin(claimed)).toMatchObject({ rowsDone: 3, identity: 'aa', namedAtMs: 7 });
  expect(ledger.begin({ ...claimed, sha256: 'cc', mtimeMs: 9 })).toMatchObject({
    rowsDone: 0,
    identity: 'aa',
    namedAtMs: 7,
  });
  expect(ledger.findByHash('f', 'bb')).toMatchObject({ identity: 'bb', keptAs: null });
  // Where they lie nobody wrote down.
  expect(ledger.kept('f', 0, 5)).toEqual([]);
  store.close();
});
