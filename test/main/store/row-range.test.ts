import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsBetween } from '../../../main/store/row-range.ts';
import type { Store } from '../../../main/store/store.ts';
import { randomFrom, seedFrom } from '../../seed.ts';
import { openStore, scratchFolder } from './scratch.ts';

const ROWS = 6000;
const MINUTE_MS = 60_000;
const seed = seedFrom('PUENTE_SEED');

describe(`the rows of a range of days (seed ${seed})`, () => {
  const random = randomFrom(seed);
  /** When each row was made; now and then the PC's clock is set back or forward by hours. */
  const madeMs: number[] = [];
  let store: Store;
  const add = (upTo: number): void => {
    const insert = store.db.prepare(
      `INSERT INTO charges (id, order_id, source, terminal_id, amount_in_cents, currency, metadata, created_at_ms, updated_at_ms,
         expires_at_ms, expire_after_ms, wish, wish_attempt, status, on_terminal)
       VALUES (?, ?, 'http', ?, 100, 'GTQ', '{}', ?, 1, 1, 1, 'charge', 1, 'queued', 0)`,
    );
    store.transact('fill', () => {
      while (madeMs.length < upTo) {
        const n = madeMs.length;
        const jump = random() < 0.002 ? (random() - 0.6) * 2000 : 1;
        madeMs.push(Math.max(0, Math.round((madeMs.at(-1) ?? 1e6) + jump * MINUTE_MS)));
        insert.run(`id-${n}`, `O-${n}`, `trm_${n % 2}`, madeMs[n] ?? 0);
      }
    });
  };
  beforeAll(() => {
    store = openStore(scratchFolder());
    add(ROWS - 700);
    while (store.tidy());
    // These are in no block yet.
    add(ROWS);
  });
  afterAll(() => store.close());

  const someMoment = (): number | undefined =>
    random() < 0.2 ? undefined : Math.round(random() * (Math.max(...madeMs) + 100 * MINUTE_MS));

  it('hold every charge of it, whatever was done to the clock', () => {
    for (let round = 0; round < 60; round += 1) {
      const [fromMs, toMs] = [someMoment(), someMoment()];
      const terminalId = random() < 0.5 ? 'trm_1' : undefined;
      const wanted = madeMs.flatMap((ms, index) => {
        const isIn = ms >= (fromMs ?? 0) && ms < (toMs ?? Infinity) && (!terminalId || index % 2 === 1);
        return isIn ? [index + 1] : [];
      });
      const found = store.list({ fromMs, toMs, terminalId, limit: ROWS }).map(({ seq }) => seq);
      expect([fromMs, toMs, terminalId, found]).toEqual([fromMs, toMs, terminalId, wanted.reverse()]);
    }
  });

  it('are not simply those up to the newest charge of it (control: the clock was set back over some)', () => {
    const later = madeMs.filter((ms, index) => madeMs.slice(0, index).some((before) => before > ms));
    expect(later.length).toBeGreaterThan(10);
  });

  it('are few of many', () => {
    const sane = openStore(scratchFolder());
    sane.db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
      INSERT INTO charges (id, order_id, source, terminal_id, amount_in_cents, currency, metadata, created_at_ms, updated_at_ms,
        expires_at_ms, expire_after_ms, wish, wish_attempt, status, on_terminal)
      SELECT 'id-' || i, 'O-' || i, 'http', 'trm_1', 100, 'GTQ', '{}', i, 1, 1, 1, 'charge', 1, 'queued', 0 FROM n`);
    const all = rowsBetween(sane.db, 5000, 5010);
    expect([all.first, all.last]).toEqual([5000, 5009]);
    while (sane.tidy());
    const { first, last } = rowsBetween(sane.db, 5000, 5010);
    expect(first).toBeLessThanOrEqual(5000);
    expect(last).toBeGreaterThanOrEqual(5009);
    expect(last - first).toBeLessThan(2048);
    sane.close();
  });

  it('are none where nothing was made', () => {
    expect(store.list({ fromMs: Math.max(...madeMs) + 1, limit: 5 })).toEqual([]);
    expect(store.list({ toMs: Math.min(...madeMs), limit: 5 })).toEqual([]);
  });
});
