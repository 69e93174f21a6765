import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { shopDay } from '../../../main/charge/shop-day.ts';
import { dayComparisonSchema, type DayComparison } from '../../../main/contract/comparison.ts';
import type { ChargeView } from '../../../main/contract/charge.ts';
import { compareBooks } from '../../../main/report/compare.ts';
import { sampleCharge } from '../../renderer/sample-charges.ts';
import { openShop, type Shop } from './shop.ts';

const paid = (orderId: string, more: object = {}): ChargeView =>
  sampleCharge({ order_id: orderId, status: 'paid', ...more }, Date.parse('2026-11-22T18:00:00Z'));
const atRecurrente = (charge: ChargeView, totalInCents = charge.paid_in_cents) => ({
  checkoutId: `x-${charge.order_id}`,
  externalId: charge.attempts[0]?.external_id,
  totalInCents,
  currency: charge.currency,
});
const sale = (orderId: string, amountInCents = 12_550) =>
  ({ orderId, amountInCents, currency: 'GTQ', at: `v.csv:${orderId}` }) as const;
const faultsIn = (books: Partial<Parameters<typeof compareBooks>[0]>) =>
  Object.fromEntries(
    compareBooks({
      erp: undefined,
      paid: [],
      recurrente: undefined,
      findCharge: () => undefined,
      isOurs: (id) => id.startsWith('tienda1-'),
      ...books,
    }).lines.map(({ order_id: order, faults }) => [order, faults]),
  );

describe('the three books', () => {
  const [a, b] = [paid('A'), paid('B', { tip_in_cents: 1000 })];

  it('agree on the sale without the tip, and on the payment with it', () => {
    const books = { erp: [sale('A'), sale('B')], paid: [a, b], recurrente: [atRecurrente(a), atRecurrente(b)] };
    expect(faultsIn(books)).toEqual({ A: [], B: [] });
    expect(compareBooks({ ...books, findCharge: () => undefined, isOurs: () => true }).totals).toEqual([
      {
        currency: 'GTQ',
        erp_in_cents: 25_100,
        sale_in_cents: 25_100,
        paid_in_cents: 26_100,
        recurrente_in_cents: 26_100,
      },
    ]);
  });

  it('accuse nobody of what a book that is not there would have shown', () => {
    expect(faultsIn({ paid: [a] })).toEqual({ A: [] });
    expect(faultsIn({ paid: [a], recurrente: [atRecurrente(a)] })).toEqual({ A: [] });
    expect(faultsIn({ paid: [a], recurrente: [] })).toEqual({ A: ['recurrente_missing'] });
    expect(faultsIn({ paid: [a], erp: [] })).toEqual({ A: ['erp_missing'] });
  });

  it('tell each way in which they differ', () => {
    const open = sampleCharge({ order_id: 'OPEN', status: 'declined' }, Date.now());
    expect(
      faultsIn({
        erp: [sale('A', 12_500), sale('B'), sale('B'), sale('OPEN'), sale('LATE'), sale('CASH')],
        paid: [a, b, paid('C')],
        recurrente: [
          atRecurrente(a, 25_100),
          atRecurrente(b),
          { checkoutId: 'x', externalId: 'tienda1-Z-1', totalInCents: 900, currency: 'GTQ' },
        ],
        findCharge: (order) => ({ OPEN: open, LATE: paid('LATE') })[order],
      }),
    ).toEqual({
      'tienda1-Z-1': ['recurrente_only'],
      C: ['recurrente_missing', 'erp_missing'],
      A: ['recurrente_differs', 'erp_differs'],
      B: ['erp_twice'],
      OPEN: ['not_paid'],
      LATE: ['other_day'],
      CASH: ['not_charged'],
    });
  });

  it('see two payments of one order, and count what is not of this bridge', () => {
    expect(faultsIn({ paid: [a], recurrente: [atRecurrente(a), atRecurrente(a)] })).toEqual({
      A: ['recurrente_differs'],
    });
    const other = { checkoutId: 'y', externalId: undefined, totalInCents: 100, currency: 'GTQ' };
    expect(
      compareBooks({ erp: undefined, paid: [], recurrente: [other], findCharge: () => undefined, isOurs: () => false })
        .others,
    ).toBe(1);
  });
});

describe('the comparison over the real bridge', () => {
  const compare = async (shop: Shop, body: object = {}): Promise<DayComparison> =>
    dayComparisonSchema.parse((await shop.call('POST', '/v1/reports/day/compare', body)).json());
  const csv = 'Factura;Total;Forma\nA-1;125.50;Tarjeta\nA-2;99.00;Tarjeta\nEF-1;10.00;Efectivo\n';

  it('reads a dropped export, and says what agrees and what does not', async () => {
    const shop = await openShop();
    try {
      await shop.sell('A-1');
      await shop.sell('A-2');
      await shop.sell('A-3');
      const files = [{ name: 'ventas.csv', content_base64: Buffer.from(csv).toString('base64') }];
      const { erp, recurrente, lines, agreed } = await compare(shop, { files });
      expect(erp).toMatchObject({ files: ['ventas.csv'], rows: 3, unread: [] });
      expect(recurrente).toEqual({ state: 'read', others: 0 });
      expect(agreed).toBe(1);
      expect(Object.fromEntries(lines.map(({ order_id: order, faults }) => [order, faults]))).toEqual({
        'A-1': [],
        'A-2': ['erp_differs'],
        'A-3': ['erp_missing'],
        'EF-1': ['not_charged'],
      });
      expect(lines.find(({ order_id: order }) => order === 'A-1')).toMatchObject({
        erp_in_cents: 12_550,
        paid_in_cents: 12_550,
        recurrente_in_cents: 12_550,
        erp_at: 'ventas.csv:2',
      });
      shop.sandbox.faults.setNetwork('refuse');
      expect((await compare(shop, { files })).recurrente.state).toBe('unreachable');
    } finally {
      await shop.close();
    }
  });

  it("takes the day's export from its folder and leaves it there, and guesses no amount", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'puente-cuadre-'));
    const shop = await openShop({ dayClose: { folder, match: '*.csv' } });
    try {
      expect((await compare(shop)).erp).toBeNull();
      const today = shopDay(Date.now()).replaceAll('-', '');
      await writeFile(path.join(folder, 'ventas-20200101.csv'), csv.replace('A-1', 'OLD'));
      await writeFile(path.join(folder, `ventas-${today}.csv`), csv);
      await shop.sell('A-1');
      const { erp, lines } = await compare(shop);
      expect(erp?.files).toEqual([`ventas-${today}.csv`]);
      expect(lines.find(({ order_id: order }) => order === 'A-1')?.faults).toEqual([]);
      expect((await readdir(folder)).sort()).toEqual(['ventas-20200101.csv', `ventas-${today}.csv`]);

      await writeFile(path.join(folder, `ventas-${today}.csv`), 'Factura;Total\nA-1;1,234\nA-2;2,345\n');
      const doubtful = await compare(shop);
      expect(doubtful.erp).toMatchObject({ rows: 0, unread: [{ line: null, reason: expect.stringMatching(/1,234/) }] });
      await rm(folder, { recursive: true });
      expect((await shop.call('POST', '/v1/reports/day/compare', {})).json().code).toBe('file_unreadable');
    } finally {
      await shop.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
