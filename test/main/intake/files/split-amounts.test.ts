import { describe, expect, it } from 'vitest';
import { profileSchema } from '../../../../main/contract/folders.ts';
import { readFile } from '../../../../main/intake/files/read-file.ts';

const FACTS = { stem: 'v', folder: 'caja1', sha256: 'a'.repeat(64), mtimeMs: 0, nowMs: 0 };
const FIELDS = { order_id: 'Factura', amount: 'Total' };

async function take(lines: readonly string[], settings: object = {}) {
  const profile = profileSchema.parse({ format: 'csv', fields: FIELDS, ...settings });
  const read = await readFile(Buffer.from(lines.map((line) => `${line}\r\n`).join('')), profile, FACTS);
  return {
    charged: read.rows.flatMap((row) =>
      row.kind === 'order' ? [[row.order.order_id, row.order.amount_in_cents]] : [],
    ),
    refused: read.rows.flatMap((row) => (row.kind === 'refused' ? [row.refusal] : [])),
  };
}

describe('an amount that its own comma cut in two', () => {
  it.each<[what: string, lines: string[], settings?: object]>([
    ['thousands and decimals', ['Factura,Total,Descripcion', 'U1,12,345.60', 'U2,125,50']],
    ['one decimal', ['Factura,Total,Descripcion', 'U1,125,5', 'U2,80,25']],
    ['thousands, and a currency before it', ['Factura,Total,Descripcion', 'U1,1,234', 'U2,Q125,50']],
    ['millions', ['Factura,Total,Notas,Descripcion', 'U1,1,234,567.80']],
    ['a currency behind it', ['Factura,Total,Descripcion', 'U1,125,50 Q']],
    ['in a mapped text', ['Factura,Total,Cliente', 'U1,12,345.60'], { fields: { ...FIELDS, description: 'Cliente' } }],
    ['without a header', ['U1,125,50', 'U2,80,25'], { header: false, fields: { order_id: 1, amount: 2 } }],
  ])('is refused: %s', async (_, lines, settings) => {
    const { charged, refused } = await take([...lines, 'G1,10.00', 'G2,20.00'], settings);
    expect(charged).toEqual([
      ['G1', 1000],
      ['G2', 2000],
    ]);
    expect(refused).toHaveLength(lines.filter((line) => line.startsWith('U')).length);
    for (const each of refused) expect(each).toContain('pueden ser un solo monto');
  });

  it('also behind groups that dots part', async () => {
    const { charged, refused } = await take(['Factura,Total,Descripcion', 'U1,1.234,50', 'U2,"10,00"'], {
      decimal: ',',
    });
    expect(charged).toEqual([['U2', 1000]]);
    expect(refused).toEqual([expect.stringContaining('1.234,50')]);
  });

  it('among rows whose text column holds text', async () => {
    const { charged, refused } = await take([
      'Factura,Total,Descripcion',
      'U1,10.00,Tubo',
      'U2,125,50',
      'U3,30,Codo',
      'U4,40',
    ]);
    expect(charged).toEqual([
      ['U1', 1000],
      ['U3', 3000],
      ['U4', 4000],
    ]);
    expect(refused).toEqual([expect.stringContaining('125,50')]);
  });

  it.each<[what: string, lines: string[], settings?: object]>([
    ['a quantity', ['Factura,Total,Cantidad', 'U1,125,50', 'U2,80,25']],
    ['a quantity by another name', ['Factura,Total,X', 'U1,125,3', 'U2,80,12']],
    ['a tax', ['Factura,Total,IVA', 'U1,112,12', 'U2,56,6']],
    ['a tax in centavos', ['Factura,Total,IVA', 'U1,1120,120.00', 'U2,112,112.50']],
    ['a till', ['Factura,Total,Caja', 'U1,125,01', 'U2,80,02']],
    ['a code in the text', ['Factura,Total,Descripcion', 'U1,125,50', 'U2,80.50,25', 'U3,80.25,30']],
    ['a long code', ['Factura,Total,Referencia', 'U1,125,50', 'U2,80,102030']],
    ['quotes around it', ['Factura,Total,Descripcion', '"U1","125","50"', '"U2","80","25"']],
    ['amounts with their decimals', ['Factura,Total,Descripcion', 'U1,125.00,50', 'U2,80.00,25']],
    ['the word of the folder', ['Factura,Total,Descripcion', 'U1,125,50', 'U2,80,25'], { decimal: '.' }],
    ['semicolons', ['Factura;Total;Descripcion', 'U1;125;50', 'U2;80;25']],
    ['an address', ['Factura,Total,Descripcion', 'U1,125,5a calle', 'U2,80,zona 10']],
    [
      'instalments',
      ['Factura,Total,Cuotas', 'U1,125,12', 'U2,80,3'],
      { fields: { ...FIELDS, installments: 'Cuotas' } },
    ],
    ['whole centavos', ['Factura,Total,Descripcion', 'U1,12500,50'], { amountUnit: 'cents' }],
  ])('is not seen in what is no part of it: %s', async (_, lines, settings) => {
    const { charged, refused } = await take(lines, settings);
    expect(refused).toEqual([]);
    expect(charged).toHaveLength(lines.length - 1);
  });
});

describe('a last column that only some rows have, without a header', () => {
  it('is no separator too many where it is mapped', async () => {
    const lines = ['A1|10.00|Q|caja1', 'A2|20.00|Q|caja1|Regalo', 'A3|30.00|Q|caja1'];
    const fields = { order_id: 1, amount: 2, currency: 3, terminal: 4, description: 5 };
    const { charged, refused } = await take(lines, { header: false, delimiter: '|', firstColumn: 1, fields });
    expect(refused).toEqual([]);
    expect(charged).toEqual([
      ['A1', 1000],
      ['A2', 2000],
      ['A3', 3000],
    ]);
    // Control: where it is not mapped, it is.
    const { refused: many } = await take(lines, { header: false, delimiter: '|', fields: { order_id: 1, amount: 2 } });
    expect(many).toEqual([expect.stringContaining('sobra un separador')]);
  });
});
