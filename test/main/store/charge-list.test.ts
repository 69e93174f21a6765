import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Charge } from '../../../main/charge/charge.ts';
import { withState } from '../../../main/charge/derive.ts';
import type { ChargeFilter } from '../../../main/store/charge-list.ts';
import { createStore, type Store } from '../../../main/store/store.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'puente-list-'));
const COUNT = 300;
const HOUR_MS = 3_600_000;
let store: Store;
let charges: readonly {
  readonly seq: number;
  readonly charge: Charge;
  readonly last4: string;
  readonly paid: number;
}[];

/** Not what the domain would derive: the columns that a list looks at, set by hand so that each way to find has its hits. */
beforeAll(() => {
  store = createStore({ path: path.join(folder, 'bridge.db') });
  charges = Array.from({ length: COUNT }, (_, index) => {
    const atMs = Date.UTC(2026, 0, 1) + index * HOUR_MS;
    const charge = withState({
      id: `id-${index}`,
      orderId: `FAC-${String(index).padStart(5, '0')}`,
      source: 'http',
      terminalId: `trm_${index % 3}`,
      amountInCents: index % 10 === 0 ? 24_200 : 1000 + index,
      currency: 'GTQ',
      installments: null,
      description: null,
      metadata: {},
      callbackUrl: null,
      createdAtMs: atMs,
      updatedAtMs: atMs,
      expiresAtMs: atMs + HOUR_MS,
      expireAfterMs: HOUR_MS,
      wish: { kind: index % 4 === 0 ? 'cancelled' : 'charge', attempt: 1 },
      attempts: [],
      releasedAtMs: null,
    });
    return { seq: index + 1, charge, last4: index % 7 === 0 ? '0242' : '1111', paid: index % 11 === 0 ? 24_200 : 999 };
  });
  store.transact('fill', () => {
    const pay = store.db.prepare('UPDATE charges SET last4 = ?, paid_in_cents = ? WHERE seq = ?');
    for (const { seq, charge, last4, paid } of charges) {
      store.charges.insert(charge);
      pay.run(last4, paid, seq);
    }
  });
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

/** The same question, answered by looking at each charge. */
function look(filter: ChargeFilter): number[] {
  const { orderId, statuses = [], terminalId, fromMs = 0, toMs = Infinity, words, beforeSeq = Infinity } = filter;
  const fits = ({ seq, charge, last4, paid }: (typeof charges)[number]): boolean =>
    (orderId === undefined || charge.orderId === orderId) &&
    (statuses.length === 0 || statuses.includes(charge.status)) &&
    (terminalId === undefined || charge.terminalId === terminalId) &&
    charge.createdAtMs >= fromMs &&
    charge.createdAtMs < toMs &&
    seq < beforeSeq &&
    (!words ||
      (words.text.length >= 3 ? charge.orderId.includes(words.text) : charge.orderId === words.text) ||
      (/^\d{4}$/.test(words.text) && last4 === words.text) ||
      (words.cents !== undefined && (charge.amountInCents === words.cents || paid === words.cents)));
  return charges
    .filter(fits)
    .map(({ seq }) => seq)
    .reverse()
    .slice(0, filter.limit);
}

const from = (hours: number): number => Date.UTC(2026, 0, 1) + hours * HOUR_MS;

// The second time by the indexes that are kept between commits.
describe.each(['fresh', 'tidied'])('the list of charges, %s', (state) => {
  beforeAll(() => {
    while (state === 'tidied' && store.tidy());
  });

  it.each<[string, ChargeFilter]>([
    ['all', { limit: COUNT + 1 }],
    ['a page', { limit: 20, beforeSeq: 200 }],
    ['one order', { orderId: 'FAC-00042', limit: 20 }],
    ['statuses and a terminal', { statuses: ['cancelled', 'queued'], terminalId: 'trm_1', limit: 50 }],
    ['some hours', { fromMs: from(20), toMs: from(90), limit: 500 }],
    [
      'from a moment on, a page of one status',
      { fromMs: from(20), statuses: ['cancelled'], beforeSeq: 250, limit: 10 },
    ],
    ['up to a moment', { toMs: from(90), limit: 500 }],
    ['part of an order', { words: { text: '-000', cents: undefined }, limit: 500 }],
    ['too short to be a part', { words: { text: '24', cents: undefined }, limit: 500 }],
    ['last four digits, which are part of orders too', { words: { text: '0242', cents: 24_200 }, limit: 500 }],
    ['an amount asked or paid', { words: { text: '242', cents: 24_200 }, limit: 500 }],
    ['an amount, later page', { words: { text: '242.00', cents: 24_200 }, beforeSeq: 150, limit: 7 }],
    [
      'words among other conditions',
      { words: { text: '0242', cents: 24_200 }, terminalId: 'trm_2', statuses: ['queued'], fromMs: from(10), limit: 9 },
    ],
  ])('%s', (_, filter) => {
    expect(store.list(filter).map(({ seq }) => seq)).toEqual(look(filter));
  });

  it('finds something for each way (control: an empty list would equal an empty list)', () => {
    const found = (text: string, cents?: number): number[] => look({ words: { text, cents }, limit: COUNT });
    expect(found('0242').length).toBeGreaterThan(found('00242').length);
    expect(found('242.00', 24_200).length).toBeGreaterThan(found('242.00').length + 30);
  });

  it('takes no order for a pattern', () => {
    expect(store.list({ words: { text: '"; DROP', cents: undefined }, limit: 5 })).toEqual([]);
    expect(store.list({ words: { text: 'FAC*', cents: undefined }, limit: 5 })).toEqual([]);
  });
});
