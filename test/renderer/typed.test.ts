import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCIES, formatMoney } from '../../main/contract/money.ts';
import { maskPath } from '../../renderer/ajustes/diagnostics.ts';
import { findTerminalFaults } from '../../renderer/ajustes/terminal-faults.ts';
import { readTypedAmount } from '../../renderer/caja/typed-amount.ts';
import { busyHours, sumByCurrency } from '../../renderer/cierre/totals.ts';
import { csvLines } from '../../renderer/historial/csv.ts';
import {
  NO_FILTERS,
  rangeDays,
  rangeOf,
  readFilters,
  toQuery,
  writeFilters,
} from '../../renderer/historial/filters.ts';
import { readPlace } from '../../renderer/routing.ts';
import { createWords } from '../../renderer/words/i18n.ts';
import { sampleCharge } from './sample-charges.ts';

const NOON = Date.parse('2026-11-22T18:00:00Z');

describe('an amount as a cashier types it', () => {
  it.each([
    ['125.50', 12_550],
    ['125,5', 12_550],
    ['Q 1,250.50', 125_050],
    ['1,250', 125_000],
    ['Q5', 500],
    ['0.07', 7],
    ['12 500.00', 1_250_000],
    ['1 250 000', 125_000_000],
    [' Q 5 ', 500],
  ])('%s is %i cents', (text, cents) => expect(readTypedAmount(text)).toBe(cents));

  it.each([
    '',
    '1.234',
    '12.345',
    '1,25,50',
    '-5',
    '1e3',
    '.5',
    '5.',
    '1.250,50',
    'cinco',
    '12,5000',
    '100 50',
    '12 50.00',
    '1 2500',
    '125. 50',
    '12 500,000',
  ])('%s is asked for again', (text) => expect(readTypedAmount(text)).toBeUndefined());

  it.each([
    ['US$10', 'USD', 1000],
    ['$10', 'USD', 1000],
    ['Q10', 'GTQ', 1000],
    ['10', 'USD', 1000],
    ['US$10', 'GTQ', undefined],
    ['$10', 'GTQ', undefined],
    ['usd 10', 'GTQ', undefined],
    ['Q10', 'USD', undefined],
    ['GTQ 10', 'USD', undefined],
  ] as const)('%s with %s chosen is %s', (text, currency, cents) =>
    expect(readTypedAmount(text, currency)).toBe(cents),
  );

  it('reads back whatever the window writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (cents) => {
        for (const currency of CURRENCIES) expect(readTypedAmount(formatMoney(cents, currency), currency)).toBe(cents);
      }),
      { seed: 7 },
    );
  });
});

describe('the CSV of the history', () => {
  it('quotes what needs it and disarms formulas that an order number could carry', () => {
    const row = csvLines([sampleCharge({ order_id: '=1+1', status: 'paid', description: 'x' }, NOON)]);
    expect(row.startsWith(`'=1+1,paid,GTQ,125.50,125.50,0.00,caja1,`)).toBe(true);
    expect(row.endsWith('\r\n')).toBe(true);
    const quoted = csvLines([sampleCharge({ order_id: 'A,"B"', status: 'queued' }, NOON)]);
    expect(quoted.startsWith('"A,""B""",queued')).toBe(true);
  });
});

describe('the filters of the history', () => {
  it('survive in the address', () => {
    const filters = {
      q: 'FAC 1&2',
      outcome: 'unpaid',
      terminal: 'caja2',
      from: '2026-11-01',
      to: '',
      shop: '',
    } as const;
    expect(readFilters(new URLSearchParams(writeFilters(filters)))).toEqual(filters);
    expect(writeFilters(NO_FILTERS)).toBe('');
    expect(readFilters(new URLSearchParams('outcome=nonsense&from=yesterday'))).toEqual(NO_FILTERS);
  });

  it('become the query that the bridge understands', () => {
    expect(toQuery({ ...NO_FILTERS, outcome: 'doubt', q: ' 4242 ' }, 100, 'abc')).toBe(
      'limit=100&q=4242&status=in_doubt&cursor=abc',
    );
  });

  it("count days by the shop's clock", () => {
    const lateEvening = Date.parse('2026-11-23T05:30:00Z');
    expect(rangeDays('today', lateEvening)).toEqual({ from: '2026-11-22', to: '2026-11-22' });
    expect(rangeOf({ ...NO_FILTERS, ...rangeDays('week', NOON) }, NOON)).toBe('week');
    expect(rangeOf({ ...NO_FILTERS, from: '2026-01-01' }, NOON)).toBeUndefined();
  });
});

describe('the day close', () => {
  const group = (currency: 'GTQ' | 'USD', sales: number, tips: number) => ({
    terminal: { id: 't', alias: 'c', name: 'C' },
    currency,
    count: 2,
    sales_in_cents: sales,
    tips_in_cents: tips,
    refunds_count: 0,
    refunds_in_cents: 0,
    net_in_cents: sales + tips,
    lines: [],
    refunds: [],
  });

  it('never adds quetzales to dollars', () => {
    const sums = sumByCurrency([group('GTQ', 1000, 50), group('USD', 700, 0), group('GTQ', 200, 0)]);
    expect(sums).toMatchObject([
      { currency: 'GTQ', count: 4, salesInCents: 1200, tipsInCents: 50, netInCents: 1250 },
      { currency: 'USD', count: 2, netInCents: 700 },
    ]);
  });

  it('draws the hours of the shop only', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => ({
      hour,
      paid: hour === 9 || hour === 17 ? 1 : 0,
      unpaid: 0,
      in_doubt: 0,
    }));
    expect(busyHours(hours).map(({ hour }) => hour)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
    expect(busyHours(hours.map((each) => ({ ...each, paid: 0 })))).toEqual([]);
  });
});

describe('small things of the window', () => {
  it('finds every fault of the terminals at once', () => {
    const faults = findTerminalFaults(
      [
        { id: '', alias: 'caja 1', name: 'Caja 1' },
        { id: 'trm_2', alias: 'caja2', name: ' ' },
        { id: 'trm_2', alias: 'caja3', name: 'Caja 3' },
      ],
      createWords('es').t,
    );
    expect(Object.keys(faults).sort()).toEqual([
      'terminals.0.alias',
      'terminals.0.id',
      'terminals.1.id',
      'terminals.1.name',
      'terminals.2.id',
    ]);
    expect(findTerminalFaults([{ id: 'trm_1', alias: 'caja1', name: 'Caja 1' }], createWords('es').t)).toEqual({});
  });

  it('masks who uses the PC', () => {
    expect(maskPath('C:\\Users\\Ana María\\Puente')).toBe('C:\\Users\\…\\Puente');
    expect(maskPath('/home/ana/.puente')).toBe('/home/…/.puente');
  });

  it('shows Caja for an address that it does not know', () => {
    expect(readPlace('#/nada?x=1').screen).toBe('caja');
    expect(readPlace('#/ajustes/erp')).toMatchObject({ screen: 'ajustes', section: 'erp' });
  });
});
