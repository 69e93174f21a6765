import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { dayReportSchema } from '../../../main/contract/report.ts';
import { buildDayReport, dayBounds } from '../../../main/report/day.ts';
import { openShop, until } from './shop.ts';

test('sales, tips, refunds and currencies add up, as JSON and as a sheet', async () => {
  const shop = await openShop();
  try {
    const paid = async (orderId: string, tipInCents: number, extra: object) => {
      const { id, terminal } = (
        await shop.call('POST', '/v1/charges', { order_id: orderId, amount: '100.00', ...extra })
      ).json();
      await until(
        async () => shop.sandbox.terminal(terminal.id).charge(),
        (command) => command?.status === 'dispatched',
      );
      shop.sandbox.terminal(terminal.id).approve({ tipInCents });
      return until(
        () => shop.charge(id),
        (charge) => charge.paid,
      );
    };
    const first = await paid('=1+1', 500, {});
    await paid('B', 0, { installments: 6 });
    await paid('C', 0, { currency: 'USD' });
    await paid('D', 0, { terminal: 'caja2' });
    await shop.call('POST', `/v1/charges/${first.id}/refund`, {});
    await until(
      () => shop.charge(first.id),
      ({ refund }) => refund?.status === 'succeeded',
    );
    const report = dayReportSchema.parse((await shop.call('GET', '/v1/reports/day')).json());
    const money = report.groups.map(({ terminal, currency, ...group }) => [
      `${terminal.alias} ${currency}`,
      group.count,
      group.sales_in_cents,
      group.tips_in_cents,
      group.refunds_count,
      group.refunds_in_cents,
      group.net_in_cents,
    ]);
    expect(money).toEqual([
      ['caja1 GTQ', 2, 20_000, 500, 1, 10_500, 10_000],
      ['caja1 USD', 1, 10_000, 0, 0, 0, 10_000],
      ['caja2 GTQ', 1, 10_000, 0, 0, 0, 10_000],
    ]);
    expect(report.groups[0]?.lines.map(({ installments }) => installments).sort()).toEqual([6, null]);
    expect(report.groups[0]?.refunds).toMatchObject([{ order_id: '=1+1', amount_in_cents: 10_500 }]);
    const csv = (await shop.call('GET', '/v1/reports/day?format=csv')).text;
    expect(csv).toMatch(/\r\n/);
    const rows: Record<string, string>[] = parse(csv, { columns: true, bom: true });
    expect(rows.map(({ tipo }) => tipo).sort()).toEqual(['reembolso', 'venta', 'venta', 'venta', 'venta']);
    const cents = (text: string | undefined): number => Math.round(Number(text || 0) * 100);
    const net = rows.filter(({ terminal, moneda }) => terminal === 'caja1' && moneda === 'GTQ');
    expect(net.reduce((sum, row) => sum + cents(row['total']) - cents(row['reembolsado']), 0)).toBe(10_000);
    expect(rows.every(({ orden }) => !orden?.startsWith('='))).toBe(true);
  } finally {
    await shop.close();
  }
});

test('a refund counts on the day on which it was made, and a day is 24 hours of Guatemala', async () => {
  const shop = await openShop();
  try {
    const charge = await shop.sell('FAC-1');
    const at = (iso: string) => ({ ...charge, paid_at: iso });
    const refunded = {
      ...at('2026-11-22T05:59:59.000Z'),
      refund: {
        id: 're_1',
        status: 'succeeded' as const,
        amount_in_cents: 12_550,
        requested_at: '2026-11-22T06:00:00.000Z',
        closed_at: '2026-11-22T06:00:01.000Z',
        failure: null,
      },
    };
    const report = buildDayReport({
      date: '2026-11-22',
      nowMs: Date.UTC(2026, 10, 23),
      paid: [],
      refunded: [refunded],
      received: [],
      nameOf: (id) => id,
    });
    expect(report.groups).toMatchObject([
      { count: 0, refunds_count: 1, net_in_cents: -12_550, refunds: [{ time: '00:00:01', paid_on: '2026-11-21' }] },
    ]);
    expect(dayBounds('2026-11-22')).toEqual({
      fromMs: Date.UTC(2026, 10, 22, 6),
      toMs: Date.UTC(2026, 10, 23, 6),
    });
    // The one summer time of Guatemala's recent past, 2006: the day that it began on had 23 hours.
    expect(dayBounds('2006-04-30')).toEqual({ fromMs: Date.UTC(2006, 3, 30, 6), toMs: Date.UTC(2006, 4, 1, 5) });
  } finally {
    await shop.close();
  }
});
