import SqliteDatabase from 'better-sqlite3';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { backUp, isSound, listBackups } from '../../../main/store/backup.ts';
import { inspectDatabase } from '../../../main/store/inspect.ts';
import { FolderInUseError, lockFolder } from '../../../main/store/lock.ts';
import { migrate, NewerDatabaseError } from '../../../main/store/migrate.ts';
import { MIGRATIONS } from '../../../main/store/migrations/index.ts';
import { ensureSoundDatabase } from '../../../main/store/recover.ts';
import { addCharge, openStore, scratchFolder } from './scratch.ts';

const NOW = Date.parse('2026-11-22T18:00:00Z');

describe('several questions at once', () => {
  it('are answered of one state of the database, whatever another program writes meanwhile; in between it is seen', () => {
    const folder = scratchFolder();
    const store = openStore(folder);
    const other = new SqliteDatabase(path.join(folder, 'bridge.db'));
    const count = (): unknown => store.db.prepare('SELECT count(*) FROM settings').pluck().get();
    const write = other.prepare("INSERT INTO settings (key, value) VALUES (?, '1')");
    const seen = store.read(() => [count(), write.run('a').changes, store.read(count)]);
    expect(seen).toEqual([0, 1, 0]);
    expect(count()).toBe(1);
    other.close();
    store.close();
  });

  it('must not write, and nothing of what they tried is left', () => {
    const store = openStore(scratchFolder());
    expect(() => store.read(() => store.transact('step', () => store.settings.set('a', 'x')))).toThrow('inside read()');
    expect(store.settings.get('a')).toBeUndefined();
    store.transact('step', () => store.settings.set('a', 'x'));
    expect(store.settings.get('a')).toBe('x');
    store.close();
  });
});

describe('opening', () => {
  it('sets and reads back what the guarantees rest on', () => {
    const store = openStore(scratchFolder());
    expect(store.db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(store.db.pragma('synchronous', { simple: true })).toBe(2);
    expect(store.db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(store.db.pragma('fullfsync', { simple: true })).toBe(1);
    store.close();
  });

  it('refuses a database of a newer version and changes nothing in it', () => {
    const folder = scratchFolder();
    openStore(folder).close();
    const file = path.join(folder, 'bridge.db');
    const db = new SqliteDatabase(file);
    db.pragma('user_version = 9990');
    db.close();
    expect(() => openStore(folder)).toThrow(NewerDatabaseError);
    const after = new SqliteDatabase(file, { readonly: true });
    expect(after.pragma('user_version', { simple: true })).toBe(9990);
    after.close();
  });

  it.each(MIGRATIONS.slice(1).map(({ version }, index) => [MIGRATIONS[index]?.version ?? 0, version] as const))(
    'brings version %i to %i with its data, and backs it up before',
    (from, to) => {
      const folder = scratchFolder();
      const file = path.join(folder, 'bridge.db');
      const old = new SqliteDatabase(file);
      migrate(
        old,
        MIGRATIONS.filter(({ version }) => version <= from),
        () => undefined,
      );
      old.exec(
        `INSERT INTO journal (seq, at_ms, charge_id, kind, status, data, hash) VALUES (1, 1, NULL, 'started', NULL, '{}', 'x')`,
      );
      old.close();
      const backups: string[] = [];
      const store = openStore(folder, {
        beforeMigration: (db) =>
          backups.push(
            backUp(db, path.join(folder, 'backups'), { atMs: NOW, reason: 'before-migration', keep: 3 }).path,
          ),
      });
      expect(store.schemaVersion()).toBeGreaterThanOrEqual(to);
      expect(store.journal.lastSeq()).toBe(1);
      store.close();
      expect(backups).toHaveLength(1);
      const kept = new SqliteDatabase(backups[0] ?? '', { readonly: true });
      expect(kept.pragma('user_version', { simple: true })).toBe(from);
      kept.close();
    },
  );

  it('a step that fails leaves the version before it whole', () => {
    const db = new SqliteDatabase(path.join(scratchFolder(), 'x.db'));
    const steps = [
      { version: 10, sql: 'CREATE TABLE a (x) STRICT' },
      { version: 20, sql: 'CREATE TABLE b (x INTEGER) STRICT; CREATE TABLE b (x INTEGER) STRICT' },
    ];
    expect(() =>
      migrate(db, [{ version: 10, sql: 'CREATE TABLE a (x INTEGER) STRICT' }, steps[1] as never], () => undefined),
    ).toThrow();
    expect(db.pragma('user_version', { simple: true })).toBe(10);
    expect(db.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'b'").get()).toEqual({ n: 0 });
    db.close();
  });

  it('refuses migrations that do not rise', () => {
    const db = new SqliteDatabase(':memory:');
    expect(() =>
      migrate(
        db,
        [
          { version: 20, sql: '' },
          { version: 10, sql: '' },
        ],
        () => undefined,
      ),
    ).toThrow(/stands after/);
    db.close();
  });
});

describe('the lock', () => {
  it('lets one process in, and the next as soon as the first is dead, however it died', async () => {
    const folder = scratchFolder();
    const child = fork(path.join(import.meta.dirname, 'hold-lock.ts'), [folder]);
    await once(child, 'message');
    expect(() => lockFolder(folder)).toThrow(FolderInUseError);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = lockFolder(folder);
    lock.release();
  });
});

describe('the journal', () => {
  it('takes no changes and no deletions', () => {
    const store = openStore(scratchFolder());
    addCharge(store, 'F1');
    expect(() => store.db.exec("UPDATE journal SET data = '{}'")).toThrow(/append-only/);
    expect(() => store.db.exec('DELETE FROM journal')).toThrow(/append-only/);
    store.close();
  });

  it('is written with the state it explains or not at all, and listeners hear only of what was committed', () => {
    const store = openStore(scratchFolder());
    const heard: string[] = [];
    store.onCommit((lines) => heard.push(...lines.map(({ kind }) => kind)));
    expect(() =>
      store.transact('accept', () => {
        store.note({ atMs: NOW, chargeId: null, kind: 'started', status: null, data: {} });
        throw new Error('in the middle');
      }),
    ).toThrow('in the middle');
    expect(store.journal.lastSeq()).toBe(0);
    expect(heard).toEqual([]);
    addCharge(store, 'F1');
    expect(heard).toEqual(['accepted']);
    expect(() => store.charges.save(store.charges.get('c-F1') as never)).toThrow(/one transaction/);
    store.close();
  });

  it.each([
    ['edited', 'UPDATE journal SET data = \'{"amount":"Q 1.00"}\' WHERE seq = 2'],
    ['dated back', 'UPDATE journal SET at_ms = at_ms - 60000 WHERE seq = 2'],
    ['dropped', 'DELETE FROM journal WHERE seq = 2'],
    ['ascribed to another charge', "UPDATE journal SET charge_id = 'c-F3' WHERE seq = 2"],
  ])('a line that was %s is found', (_name, sql) => {
    const folder = scratchFolder();
    const store = openStore(folder);
    for (const order of ['F1', 'F2', 'F3']) addCharge(store, order);
    store.close();
    const file = path.join(folder, 'bridge.db');
    expect(inspectDatabase(file).broken).toBeUndefined();
    const db = new SqliteDatabase(file);
    db.exec(`DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete; ${sql}`);
    db.close();
    expect(inspectDatabase(file).broken).toBeDefined();
  });
});

describe('backups', () => {
  it('are sound copies of a database in use, kept by count, the newest first', () => {
    const folder = scratchFolder();
    const backups = path.join(folder, 'backups');
    const store = openStore(folder);
    for (let day = 0; day < 5; day += 1) {
      addCharge(store, `F${day}`);
      backUp(store.db, backups, { atMs: NOW + day * 86_400_000, reason: 'daily', keep: 3 });
    }
    const kept = listBackups(backups);
    expect(kept.map(({ name }) => name.slice(7, 15))).toEqual(['20261126', '20261125', '20261124']);
    expect(kept.every((backup) => isSound(backup.path))).toBe(true);
    expect(inspectDatabase(kept[0]?.path ?? '').charges).toBe(5);
    expect(readdirSync(backups).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    store.close();
  });
});

describe('a damaged database', () => {
  function damage(file: string): void {
    const bytes = readFileSync(file);
    for (let page = 2; page < bytes.length / 4096; page += 1) bytes.fill(0x5a, page * 4096, page * 4096 + 512);
    writeFileSync(file, bytes);
  }

  it('is set aside whole, and the newest good backup takes its place', () => {
    const folder = scratchFolder();
    const file = path.join(folder, 'bridge.db');
    const backups = path.join(folder, 'backups');
    const store = openStore(folder);
    addCharge(store, 'F1');
    backUp(store.db, backups, { atMs: NOW, reason: 'daily', keep: 5 });
    addCharge(store, 'F2');
    const broken = backUp(store.db, backups, { atMs: NOW + 1000, reason: 'daily', keep: 5 });
    store.close();
    damage(file);
    // The newest backup is damaged too: the next one is taken.
    damage(broken.path);
    const recovery = ensureSoundDatabase(file, backups, NOW + 5000);
    expect(recovery?.backupAtMs).toBe(NOW);
    expect(readFileSync(recovery?.setAside ?? '').length).toBeGreaterThan(0);
    const after = openStore(folder);
    expect(after.charges.byOrder('F1')?.status).toBe('queued');
    expect(after.charges.byOrder('F2')).toBeUndefined();
    after.close();
  });

  it('without any backup an empty one takes its place; a file that is no database at all counts as damaged', () => {
    const folder = scratchFolder();
    const file = path.join(folder, 'bridge.db');
    writeFileSync(file, 'not a database, but long enough to be looked at as one by SQLite '.repeat(20));
    expect(ensureSoundDatabase(file, path.join(folder, 'backups'), NOW)).toMatchObject({ backupAtMs: undefined });
    const store = openStore(folder);
    addCharge(store, 'F1');
    store.close();
  });

  it.each(['the database was moved', 'its log was moved as well', 'there was no backup'])(
    'a restore that lost power when %s is taken up again',
    (lostWhen) => {
      const folder = scratchFolder();
      const file = path.join(folder, 'bridge.db');
      const backups = path.join(folder, 'backups');
      const setAside = `${file}.damaged-20261122T180000Z`;
      const store = openStore(folder);
      addCharge(store, 'F1');
      const backup =
        lostWhen === 'there was no backup'
          ? undefined
          : backUp(store.db, backups, { atMs: NOW, reason: 'daily', keep: 5 });
      addCharge(store, 'F2');
      // The log of a bridge that was killed: closing the database would have taken it back in.
      copyFileSync(`${file}-wal`, path.join(folder, 'log'));
      store.close();
      copyFileSync(
        path.join(folder, 'log'),
        lostWhen === 'its log was moved as well' ? `${setAside}-wal` : `${file}-wal`,
      );
      renameSync(file, setAside);
      if (backup) copyFileSync(backup.path, path.join(folder, '.restoring-bridge.db'));

      expect(ensureSoundDatabase(file, backups, NOW + 5000)).toMatchObject({ setAside, backupAtMs: backup?.atMs });
      expect(existsSync(`${setAside}-wal`)).toBe(true);
      expect(existsSync(`${file}-wal`)).toBe(false);
      expect(readdirSync(folder).some((name) => name.startsWith('.restoring'))).toBe(false);
      const after = openStore(folder);
      expect(after.charges.byOrder('F1')?.status).toBe(backup && 'queued');
      expect(after.charges.byOrder('F2')).toBeUndefined();
      after.close();
      // It is done: the next start finds nothing to do.
      expect(ensureSoundDatabase(file, backups, NOW + 9000)).toBeUndefined();
    },
  );

  it('control: a good database is left where it is', () => {
    const folder = scratchFolder();
    const store = openStore(folder);
    addCharge(store, 'F1');
    store.close();
    expect(ensureSoundDatabase(path.join(folder, 'bridge.db'), path.join(folder, 'backups'), NOW)).toBeUndefined();
  });
});
