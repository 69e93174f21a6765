import { describe, expect, it } from 'vitest';
import type { Store } from '../../../main/store/store.ts';
import { makeCharge } from '../charge/charges.ts';
import { addCharge, openStore, scratchFolder } from './scratch.ts';

const find = (store: Store, text: string): string[] =>
  store.list({ words: { text, cents: undefined }, limit: 50 }).map(({ charge }) => charge.orderId);
const indexed = (store: Store): number =>
  store.db.prepare<[], { n: number }>('SELECT count(*) AS n FROM charge_words_docsize').get()?.n ?? -1;

describe('the search', () => {
  it('finds a charge by a part of its order before and after it is indexed, in capitals or not', () => {
    const store = openStore(scratchFolder());
    addCharge(store, 'FAC-00123');
    addCharge(store, 'ÑANDÚ-124');
    expect(indexed(store)).toBe(0);
    const found = () => ['0012', 'fac-0', 'ñand', '-12', 'nothing'].map((text) => find(store, text));
    const wanted = [['FAC-00123'], ['FAC-00123'], ['ÑANDÚ-124'], ['ÑANDÚ-124'], []];
    expect(found()).toEqual(wanted);
    while (store.tidy());
    expect(indexed(store)).toBe(2);
    expect(found()).toEqual(wanted);
    addCharge(store, 'FAC-00124');
    expect(find(store, '0012')).toEqual(['FAC-00124', 'FAC-00123']);
    store.close();
  });

  it('indexes in batches, each charge once, and goes on where a restart cut it short', () => {
    const folder = scratchFolder();
    const store = openStore(folder);
    for (let n = 0; n < 1200; n += 1) store.db.exec(rowOf(n));
    expect(store.tidy()).toBe(true);
    expect(indexed(store)).toBe(250);
    store.close();
    const again = openStore(folder);
    while (again.tidy());
    expect(indexed(again)).toBe(1200);
    expect(find(again, 'O-117').length).toBe(10 + 1);
    again.db.exec("INSERT INTO charge_words (charge_words, rank) VALUES ('integrity-check', 1)");
    again.close();
  });
});

describe('an amount', () => {
  const findCents = (store: Store, cents: number): string[] =>
    store.list({ words: { text: 'amount', cents }, limit: 50 }).map(({ charge }) => charge.orderId);
  const change = (store: Store, orderId: string, amountInCents: number): void => {
    const charge = store.charges.byOrder(orderId);
    if (charge) store.transact('change', () => store.charges.save(makeCharge({ ...charge, amountInCents })));
  };

  it.each([
    ['before it is indexed', false],
    ['after it was indexed', true],
  ])('that is changed %s is found under the new one only, once', (_, indexedFirst) => {
    const store = openStore(scratchFolder());
    addCharge(store, 'A-1');
    addCharge(store, 'A-2');
    const asked = makeCharge({}).amountInCents;
    while (indexedFirst && store.tidy());
    expect(findCents(store, asked)).toEqual(['A-2', 'A-1']);
    change(store, 'A-1', 77_700);
    const look = () => [findCents(store, asked), findCents(store, 77_700)];
    expect(look()).toEqual([['A-2'], ['A-1']]);
    while (store.tidy());
    expect(look()).toEqual([['A-2'], ['A-1']]);
    change(store, 'A-1', asked);
    expect(look()).toEqual([['A-2', 'A-1'], []]);
    store.close();
  });
});

describe('the log', () => {
  const waiting = (store: Store): number => {
    const [state] = store.db.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[];
    return (state?.log ?? 0) - (state?.checkpointed ?? 0);
  };

  it('is moved into the database by tidying, never by a commit', () => {
    const store = openStore(scratchFolder());
    while (store.tidy());
    const before = waiting(store);
    // SQLite's own limit would be 1000 pages.
    for (let n = 0; waiting(store) < before + 1500; n += 1) store.db.exec(rowOf(n));
    expect(waiting(store)).toBeGreaterThanOrEqual(before + 1500);
    while (store.tidy());
    expect(waiting(store)).toBeLessThan(1000);
    store.close();
  });
});

describe('pages that were freed', () => {
  const HOUR_MS = 3_600_000;
  const read = (store: Store, name: string): number => Number(store.db.pragma(name, { simple: true }));
  const answer = { fingerprint: 'f', status: 201, body: 'x'.repeat(4000) };
  const fill = (store: Store, answers: number): void =>
    store.transact('fill', () => {
      for (let n = 0; n < answers; n += 1) store.idempotency.put(`key-${n}`, answer, n);
    });
  const count = (store: Store): number =>
    store.db.prepare<[], { n: number }>('SELECT count(*) AS n FROM idempotency').get()?.n ?? -1;

  it('are given back to the disk in steps when they are many, and the file stays sound', () => {
    const store = openStore(scratchFolder());
    addCharge(store, 'FAC-1');
    fill(store, 2500);
    store.db.exec('DELETE FROM idempotency');
    while (store.tidy());
    const [pages, free] = [read(store, 'page_count'), read(store, 'freelist_count')];
    expect(free).toBeLessThan(2000);
    expect(pages).toBeLessThan(2300);
    expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(store.charges.byOrder('FAC-1')?.orderId).toBe('FAC-1');
    store.close();
  });

  it('are kept for the next day when they are few (control)', () => {
    const store = openStore(scratchFolder());
    fill(store, 1500);
    store.db.exec('DELETE FROM idempotency');
    const free = read(store, 'freelist_count');
    expect(free).toBeGreaterThan(1400);
    while (store.tidy());
    expect(read(store, 'freelist_count')).toBe(free);
    store.close();
  });

  it('come a few at a time from answers that nobody asks for any more: no caller waits for them all', () => {
    const store = openStore(scratchFolder());
    fill(store, 100);
    const dayLater = 25 * HOUR_MS;
    store.transact('put', () => store.idempotency.put('new-0', answer, dayLater));
    expect(count(store)).toBe(100 - 20 + 1);
    for (let n = 1; n <= 5; n += 1) store.transact('put', () => store.idempotency.put(`new-${n}`, answer, dayLater));
    expect(count(store)).toBe(6);
    store.close();
  });
});

const rowOf = (n: number): string =>
  `INSERT INTO charges (id, order_id, source, terminal_id, amount_in_cents, currency, metadata, created_at_ms, updated_at_ms,
     expires_at_ms, expire_after_ms, wish, wish_attempt, status, on_terminal)
   VALUES ('id-${n}', 'O-${n}', 'http', 'trm_1', 100, 'GTQ', '{}', ${n}, ${n}, ${n}, 1, 'charge', 1, 'queued', 0)`;
