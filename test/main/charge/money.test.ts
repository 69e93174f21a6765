import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { externalIdFor } from '../../../main/charge/external-id.ts';
import { parseDecimalAmount } from '../../../main/charge/money.ts';
import { centsToDecimal, formatMoney } from '../../../main/contract/money.ts';

describe('amounts of the API', () => {
  it('are read to the cent, as an independent decimal library reads them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), fc.constantFrom(0, 1, 2), (units, decimals) => {
        const text = new Decimal(units).div(10 ** decimals).toFixed(decimals);
        expect(parseDecimalAmount(text)).toBe(new Decimal(text).times(100).toNumber());
      }),
    );
  });
  it('take JSON numbers through their shortest form, never rounded', () => {
    expect(parseDecimalAmount(125.5)).toBe(12_550);
    expect(parseDecimalAmount(0.29)).toBe(29);
    expect(parseDecimalAmount(0.1 + 0.2)).toBeUndefined();
    expect(parseDecimalAmount(1e21)).toBeUndefined();
  });
  it.each([
    '',
    ' ',
    '-1',
    '+1',
    '1,5',
    '1.234',
    '1.',
    '.5',
    '1e3',
    '0x10',
    'Q5',
    '１２',
    '1 000',
    'NaN',
    '99999999999',
  ])('refuse %j', (text) => {
    expect(parseDecimalAmount(text)).toBeUndefined();
  });
  it('are written back as they were', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (cents) => {
        expect(parseDecimalAmount(centsToDecimal(cents))).toBe(cents);
      }),
    );
    expect(formatMoney(123_456_789, 'GTQ')).toBe('Q 1,234,567.89');
    expect(formatMoney(5, 'USD')).toBe('US$ 0.05');
  });
});

describe('external ids', () => {
  it('read as prefix-order-attempt', () => {
    expect(externalIdFor('tienda1', 'FAC-00123', 1)).toBe('tienda1-FAC-00123-1');
    expect(externalIdFor('t', 'Ñ 1/2', 3)).toBe('t-%C3%91%201%2F2-3');
  });
  it('are never shared by two orders or attempts', () => {
    const order = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('A', '1', '-', '%', 'ñ', ' ', '/') });
    const id = fc.record({ order, attempt: fc.integer({ min: 1, max: 12 }) });
    fc.assert(
      fc.property(id, id, (a, b) => {
        fc.pre(a.order !== b.order || a.attempt !== b.attempt);
        expect(externalIdFor('t', a.order, a.attempt)).not.toBe(externalIdFor('t', b.order, b.attempt));
      }),
    );
  });
});
