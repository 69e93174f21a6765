import { describe, expect, it } from 'vitest';
import { LINES_EN } from '../../../main/charge/journal-en.ts';
import { LINES_ES } from '../../../main/charge/journal-es.ts';
import { describeLine } from '../../../main/charge/journal-words.ts';

const DATA = {
  external_id: 'tienda1-A-1',
  send: 1,
  checkout_id: 'ch_1',
  checkout_status: 'paid',
  total_in_cents: 12_550,
  by: 'Ana',
};

describe('the journal in words', () => {
  it('tells the same kinds in both languages', () => {
    expect(Object.keys(LINES_EN)).toEqual(Object.keys(LINES_ES));
  });

  it('has a sentence of its own for each kind in each language', () => {
    for (const kind of Object.keys(LINES_ES)) {
      const [es, en] = [describeLine(kind, DATA, 'es'), describeLine(kind, DATA, 'en')];
      for (const sentence of [es, en]) expect([kind, sentence]).toEqual([kind, expect.stringMatching(/^.{5,}\.?$/)]);
      expect([kind, es === en]).toEqual([kind, false]);
    }
  });

  it('fills in money and ids, and shows a kind that it does not know', () => {
    expect(describeLine('checkout', DATA)).toBe('Recurrente muestra el checkout ch_1: pagado, Q 125.50.');
    expect(describeLine('checkout', DATA, 'en')).toBe('Recurrente shows the checkout ch_1: paid, Q 125.50.');
    expect(describeLine('from_the_future', DATA, 'en')).toBe('from_the_future');
  });
});
