import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAmount, type AmountRule } from '../../../../main/intake/files/amount.ts';

const AUTO: AmountRule = { decimal: 'auto', unit: 'units' };
const read = (text: string, rule: AmountRule = AUTO): number | string => {
  const found = parseAmount(text, rule);
  return 'refusal' in found ? found.refusal.code : found.cents;
};
/** What a decimal library makes of the digits: the reference that knows nothing of our parser. */
const reference = (plain: string): number => new Decimal(plain).times(100).toNumber();

/** An amount as digits, and as a shop would write it with these marks. */
const written = fc
  .record({
    units: fc.bigInt({ min: 0n, max: 9_999_999_999n }).map(String),
    fraction: fc.option(fc.stringMatching(/^\d{1,2}$/), { nil: '' }),
    zeros: fc.constantFrom('', '', '00'),
    decimal: fc.constantFrom('.', ','),
    group: fc.constantFrom('', '', '.', ',', ' ', '\u00a0', '\u202f', "'"),
    before: fc.constantFrom('', '', 'Q', 'Q ', 'Q. ', 'GTQ ', '$', 'US$ ', 'USD ', 'q'),
    behind: fc.constantFrom('', '', ' Q', ' GTQ', ' USD'),
    sign: fc.constantFrom('', '', '+'),
  })
  .filter(({ group, decimal, before, behind }) => group !== decimal && (before === '' || behind === ''))
  .map(({ units, fraction, zeros, decimal, group, before, behind, sign }) => {
    const grouped = group === '' ? units : units.replace(/\B(?=(\d{3})+$)/g, group);
    const tail = fraction === '' ? '' : decimal + fraction.padEnd(zeros === '' ? 0 : 2, '0') + zeros;
    return {
      text: `${before}${sign}${grouped}${tail}${behind}`,
      plain: `${units}${fraction === '' ? '' : `.${fraction}`}`,
      number: grouped + tail,
      decimal,
    };
  });

/** One mark with three digits behind it and one to three before: it groups for one shop and begins decimals for another. */
const looksBothWays = (number: string): boolean => /^[1-9]\d{0,2}(?:[ '\u00a0\u202f]\d{3})*[.,]\d{3}$/u.test(number);

describe('amounts against decimal.js', () => {
  it('is never off by a cent, whatever the marks, and refuses only what can be read two ways', () => {
    fc.assert(
      fc.property(written, ({ text, plain, number }) => {
        const found = read(text);
        if (looksBothWays(number)) return found === 'amount_ambiguous';
        return found === reference(plain);
      }),
      { numRuns: 20_000 },
    );
  });

  it('reads the same amount when the folder says which mark is the decimal one', () => {
    fc.assert(
      fc.property(written, ({ text, plain, decimal }) => {
        const found = read(text, { decimal, unit: 'units' });
        return found === reference(plain);
      }),
      { numRuns: 10_000 },
    );
  });

  it('never guesses: an amount that both marks can explain differently is refused', () => {
    const digits = fc.stringMatching(/^[Q$ ]?[\d.,' ]{1,12}$/);
    fc.assert(
      fc.property(digits, (text) => {
        const auto = read(text);
        if (typeof auto === 'string') return true;
        const dot = read(text, { decimal: '.', unit: 'units' });
        const comma = read(text, { decimal: ',', unit: 'units' });
        return [dot, comma].every((said) => typeof said === 'string' || said === auto);
      }),
      { numRuns: 50_000 },
    );
  });

  it('would be caught guessing: a parser that takes the last mark for the decimal one fails the check above', () => {
    const guess = (text: string): number => reference(text.replace(',', '.'));
    expect(guess('1,234')).not.toBe(read('1,234', { decimal: '.', unit: 'units' }));
    expect(read('1,234')).toBe('amount_ambiguous');
  });

  it('reads whole centavos by digits only', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), fc.nat(4), (cents, zeros) => {
        return read('0'.repeat(zeros) + String(cents), { decimal: 'auto', unit: 'cents' }) === cents;
      }),
    );
    for (const text of ['1.5', '1,000', '12,00', '1 000', ''])
      expect(typeof read(text, { decimal: 'auto', unit: 'cents' })).toBe('string');
  });

  it('takes nothing that is no amount', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const found = read(text);
        return typeof found === 'string' || /^[^\d]*[\d.,' \u00a0\u2009\u202f’]+[^\d]*$/u.test(text);
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('amounts one by one', () => {
  it.each([
    ['1234.50', 123450],
    ['1,234.50', 123450],
    ['1.234,50', 123450],
    ['Q1,234.50', 123450],
    ['Q 1 234.50', 123450],
    ['GTQ 50', 5000],
    ['$10', 1000],
    ['Q.1,234.50', 123450],
    ['1234,500', 123450],
    ['0,5', 50],
    ['1,234', 'amount_ambiguous'],
    ['1.234', 'amount_ambiguous'],
    ['1 234,500', 'amount_ambiguous'],
    ['Q.50', 'amount_ambiguous'],
    ['Q.125', 'amount_ambiguous'],
    ['12,345,67', 'amount_grouping'],
    ['1.234.567,8.9', 'amount_grouping'],
    ['50.', 'amount_shape'],
    ['Q', 'amount_shape'],
    ['Q 50 USD', 'amount_shape'],
    ['--5', 'amount_negative'],
    ['5-', 'amount_negative'],
    ['1.005', 'amount_ambiguous'],
    ['0.005', 'amount_decimals'],
    ['12345678901', 'amount_too_long'],
  ])('%s', (text, wanted) => expect(read(text)).toBe(wanted));

  it('tells the currency that the amount is marked with', () => {
    const currencyOf = (text: string): unknown => {
      const found = parseAmount(text, AUTO);
      return 'refusal' in found ? found.refusal : found.currency;
    };
    expect(['Q1', '1 GTQ', '$1', 'US$1', '1 USD', '1'].map(currencyOf)).toEqual([
      'GTQ',
      'GTQ',
      'USD',
      'USD',
      'USD',
      null,
    ]);
  });
});
