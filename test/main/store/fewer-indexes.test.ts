import SqliteDatabase from 'better-sqlite3';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../../main/contract/charge.ts';
import { migrate } from '../../../main/store/migrate.ts';
import { MIGRATIONS } from '../../../main/store/migrations/index.ts';
import { randomFrom, seedFrom } from '../../seed.ts';
import { openStore, scratchFolder } from './scratch.ts';

const CHARGES = 2000;
const OPEN = ['queued', 'sending', 'pending', 'dispatched', 'in_doubt'];
const seed = seedFrom('PUENTE_SEED');

/** A database of version 150 with charges in every status on four terminals, and what three folders are owed of them. */
function makeOld(folder: string) {
  const random = randomFrom(seed);
  const charges = Array.from({ length: CHARGES }, (_, at) => ({
    id: `id-${at}`,
    // The last terminal has nothing but what is over.
    terminal: `trm_${at % 4}`,
    status: at % 4 === 3 ? 'paid' : (STATUSES[Math.floor(random() * STATUSES.length)] ?? 'queued'),
    // Also of what is over: a payment was found late, and another attempt still holds the terminal.
    onTerminal: at % 4 !== 3 && random() < 0.1,
    expiresAtMs: 1000 + at,
  }));
  const db = new SqliteDatabase(path.join(folder, 'bridge.db'));
  migrate(
    db,
    MIGRATIONS.filter(({ version }) => version <= 150),
    () => undefined,
  );
  const add = db.prepare(
    `INSERT INTO charges (id, order_id, source, terminal_id, amount_in_cents, currency, metadata, created_at_ms, updated_at_ms,
       expires_at_ms, expire_after_ms, wish, wish_attempt, status, on_terminal)
     VALUES (?, 'O-' || ?, 'file', ?, 100, 'GTQ', '{}', 1, 1, ?, 1, 'charge', 1, ?, ?)`,
  );
  const link = db.prepare(`INSERT INTO file_charges VALUES (?, ?, 1, '{"a":"b"}', ?, ?, ?)`);
  db.transaction(() => {
    db.exec(`INSERT INTO files (folder, name, claim, size, sha256, mtime_ms, settings, claimed_at_ms, state)
      VALUES ('f', 'v.csv', 'v', 1, 's', 1, 's', 1, 'done')`);
    for (const { id, terminal, status, onTerminal, expiresAtMs } of charges) {
      add.run(id, id, terminal, expiresAtMs, status, onTerminal ? 1 : 0);
      for (const folder of ['f', 'g', 'h'])
        if (random() < 0.5) link.run(folder, id, Math.floor(random() * 100), 50, random() < 0.5 ? 'paid' : null);
    }
  })();
  const owed = db.prepare('SELECT * FROM file_charges ORDER BY folder, charge_id').all();
  db.close();
  return { charges, owed };
}

describe(`a database of before (seed ${seed})`, () => {
  it('keeps what each folder is owed, and the links between the tables', () => {
    const folder = scratchFolder();
    const { owed } = makeOld(folder);
    const { db } = openStore(folder);
    expect(db.prepare('SELECT * FROM file_charges ORDER BY folder, charge_id').all()).toEqual(owed);
    expect(() => db.exec(`INSERT INTO file_charges VALUES ('nobody', 'f', 1, '{}', 1, 0, NULL)`)).toThrow(
      /FOREIGN KEY/,
    );
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
  });

  it('answers what the lanes ask of their open charges as a look at each of them does', () => {
    const folder = scratchFolder();
    const { charges } = makeOld(folder);
    const store = openStore(folder);
    const holding = charges.filter(({ status, onTerminal }) => OPEN.includes(status) || onTerminal);
    const counts = Object.fromEntries(
      [...Map.groupBy(holding, ({ status }) => status)].map(([status, those]) => [status, those.length]),
    );
    expect(store.charges.countOpen()).toEqual(counts);
    expect(store.charges.terminalsWithOpenCharges()).toEqual(['trm_0', 'trm_1', 'trm_2']);
    for (const terminal of ['trm_0', 'trm_3']) {
      const queued = charges.filter((each) => each.terminal === terminal && each.status === 'queued');
      expect(store.charges.countQueued(terminal)).toBe(queued.length);
      expect(store.charges.queued(terminal, 5).map(({ id }) => id)).toEqual(queued.slice(0, 5).map(({ id }) => id));
    }
    store.transact('shift', () => store.charges.shiftWaits(500_000, 2, 3));
    const moved = store.db.prepare<[], { id: string }>('SELECT id FROM charges WHERE expires_at_ms > 400000').all();
    expect(moved.map(({ id }) => id).sort()).toEqual(holding.map(({ id }) => id).sort());
    store.close();
  });
});
