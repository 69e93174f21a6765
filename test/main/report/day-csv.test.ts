import { describe, expect, it } from 'vitest';
import { rowsToCsv } from '../../../main/report/day-csv.ts';

describe('cells of a sheet', () => {
  const cells = (...row: readonly (string | number)[]): string => rowsToCsv([row], { bom: false }).trimEnd();

  it('that could be formulas are text', () => {
    expect(cells('=1+1', '+5', '@A1', '-2+3', '-1.00x', '\t=1')).toBe(`'=1+1,'+5,'@A1,'-2+3,'-1.00x,'\t=1`);
  });

  it('that are amounts are numbers, those under zero as well: a sum passes over text', () => {
    expect(cells('-125.50', '0.00', '1234.50', '')).toBe('-125.50,0.00,1234.50,');
  });
});
