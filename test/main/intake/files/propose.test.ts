import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { readOrder } from '../../../../main/charge/accept-rules.ts';
import { readConfig, type Config } from '../../../../main/contract/config.ts';
import type { Order } from '../../../../main/contract/desk.ts';
import { profileSchema } from '../../../../main/contract/folders.ts';
import { previewSchema, proposeAnswerSchema, type ProposeAnswer } from '../../../../main/contract/folder-wizard.ts';
import { answerPreview, answerPropose } from '../../../../main/intake/files/folder-calls.ts';
import { previewFile } from '../../../../main/intake/files/preview.ts';
import { proposeProfile } from '../../../../main/intake/files/propose.ts';
import { SHIPPED_PROFILES } from '../../../../native/profiles/profiles.ts';

/** A bridge with two terminals and one of them by default. */
function openConfig(): { config: Config } {
  const terminals = ['1', '2'].map((each) => ({ id: `trm_${each}`, alias: `caja${each}`, name: `Caja ${each}` }));
  const read = readConfig({ terminals, defaultTerminal: 'caja1' });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read;
}
const nowMs = new Date(2026, 10, 22, 18, 0).getTime();
const context = { nowMs, mtimeMs: nowMs, expireAfterMs: 900_000, currency: 'GTQ', terminal: 'caja1' } as const;
const propose = (content: string | Uint8Array, name = 'ventas.csv'): Promise<ProposeAnswer> =>
  proposeProfile(
    [{ name, bytes: typeof content === 'string' ? Buffer.from(content) : content }],
    context,
    SHIPPED_PROFILES,
  );
const settingsAsked = (answer: ProposeAnswer): string[] => answer.unsure.map(({ setting }) => setting);

describe('the proposal', () => {
  it('fills in what a Spanish Excel export shows, and shows it as cards', async () => {
    const text =
      'No. Factura;Fecha;Cliente;NIT;Subtotal;IVA;Total;Caja;Moneda\r\nA-1;22/11/2026 17:55;Muñoz;123456-7;232,77;27,93;260,70;caja1;GTQ\r\nA-2;22/11/2026 17:58;Peña;CF;1.100,00;134,50;1.234,50;caja2;GTQ\r\n';
    const answer = await propose(iconv.encode(text, 'windows-1252'));
    expect(answer.profile).toMatchObject({
      match: '*.csv',
      format: 'csv',
      encoding: 'windows-1252',
      delimiter: ';',
      header: true,
      decimal: ',',
      dateFormat: 'dd/MM/yyyy HH:mm',
      fields: {
        order_id: 'No. Factura',
        amount: 'Total',
        currency: 'Moneda',
        terminal: 'Caja',
        description: 'Cliente',
        created_at: 'Fecha',
      },
    });
    expect(settingsAsked(answer)).toEqual([]);
    expect(answer.complete).toBe(true);
    expect(answer.preview.cards.map(({ title }) => title)).toEqual([
      'Q 260.70, factura A-1, caja1',
      'Q 1,234.50, factura A-2, caja2',
    ]);
    expect(proposeAnswerSchema.safeParse(answer).success).toBe(true);
  });

  it('asks for the decimal mark when no amount settles it, with both readings', async () => {
    const answer = await propose('Factura,Total\r\nA-1,"1,234"\r\nA-2,"2,500"\r\n');
    expect(settingsAsked(answer)).toEqual(['decimal']);
    expect(answer.complete).toBe(false);
    expect(answer.unsure[0]?.options).toEqual([
      { label: 'Q 1,234.00', value: '.' },
      { label: 'ningún monto: se rechazaría', value: ',' },
    ]);
    expect(answer.preview.cards).toEqual([]);
  });

  it('asks whether the comma between the columns cut the amounts in two', async () => {
    const answer = await propose('Factura,Cliente,Total,Descripcion\r\nF1,Ana,125,50\r\nF2,Luis,80,25\r\n');
    expect(settingsAsked(answer)).toEqual(['decimal']);
    expect(answer.unsure[0]?.question).toContain('125,50');
    expect(answer.unsure[0]?.options.map(({ label }) => label)).toEqual(['Q 125.00', 'ningún monto: se rechazaría']);
    expect(answer.complete).toBe(false);
    expect(answer.preview.cards).toEqual([]);
    const thousands = await propose('Factura,Total,Descripcion\r\nF1,12,345.60\r\nF2,80,\r\n');
    expect(settingsAsked(thousands)).toEqual(['fields.amount']);
    // Control: a quantity is nothing to ask about.
    const quantity = await propose('Factura,Cliente,Total,Cantidad\r\nF1,Ana,125,50\r\nF2,Luis,80,25\r\n');
    expect(quantity).toMatchObject({ complete: true, unsure: [] });
    expect(quantity.preview.cards).toHaveLength(2);
  });

  it('never draws the amount unit: whole numbers may be centavos', async () => {
    const answer = await propose('Factura;Total\r\nA-1;26070\r\nA-2;1500\r\n');
    expect(settingsAsked(answer)).toEqual(['amountUnit']);
    expect(answer.unsure[0]?.options.map(({ label }) => label)).toEqual(['Q 26,070.00', 'Q 260.70']);
    expect(answer.complete).toBe(false);
  });

  it('asks which of two amounts is meant, and day or month', async () => {
    const answer = await propose(
      'Doc,Fecha,Total,Total USD\r\nA-1,03/04/2026,10.50,1.35\r\nA-2,05/06/2026,20.50,2.62\r\n',
    );
    expect(settingsAsked(answer)).toContain('dateFormat');
    const unnamed = await propose('A-1,10.50,1.35\r\nA-2,20.50,2.62\r\n');
    expect(settingsAsked(unnamed)).toContain('fields.amount');
    expect(unnamed.complete).toBe(false);
  });

  it('asks for an ambiguous accent and goes on with the columns', async () => {
    const answer = await propose(iconv.encode('Factura;Cliente;Total\r\nA-1;PANADERÍA;10,50\r\n', 'cp850'));
    expect(settingsAsked(answer)).toEqual(['encoding']);
    expect(answer.unsure[0]?.options.map(({ value }) => value)).toEqual(['windows-1252', 'cp850']);
    expect(answer.profile).toMatchObject({ fields: { order_id: 'Factura', amount: 'Total' } });
  });

  it('finds the path of the sales in XML and JSON', async () => {
    const xml = await propose(
      '<Dia><Ventas><Venta id="X-1"><Cliente>Ana</Cliente><Pago><Monto moneda="GTQ">10.50</Monto></Pago></Venta><Venta id="X-2"><Cliente>B</Cliente><Pago><Monto moneda="GTQ">20.00</Monto></Pago></Venta></Ventas></Dia>',
      'dia.xml',
    );
    expect(xml.profile).toMatchObject({
      format: 'xml',
      record: 'Dia.Ventas.Venta',
      fields: { order_id: '@id', amount: 'Pago.Monto', currency: 'Pago.Monto.@moneda' },
    });
    expect(xml.preview.cards).toHaveLength(2);
    const json = await propose('{"tienda": 1, "ventas": [{"factura": "J-1", "pago": {"total": 10.5}}]}', 'dia.json');
    expect(json.profile).toMatchObject({
      format: 'json',
      record: 'ventas',
      fields: { order_id: 'factura', amount: 'pago.total' },
    });
    expect(json.preview.cards).toMatchObject([{ order_id: 'J-1', amount_in_cents: 1050 }]);
  });

  it('takes for the sale of an XML what has its number and amount, not its lines', async () => {
    const line = (name: string): string => `<Linea><Descripcion>${name}</Descripcion><Precio>5.00</Precio></Linea>`;
    const sale = (id: string): string => `<Venta id="${id}"><Total>10.00</Total>${line('a')}${line('b')}</Venta>`;
    for (const [content, record] of [
      [`<Ventas>${sale('X1')}${sale('X2')}</Ventas>`, 'Ventas.Venta'],
      [`<Dia fecha="22/11/2026"><Ventas>${sale('X1')}</Ventas></Dia>`, 'Dia.Ventas.Venta'],
      [sale('X1'), 'Venta'],
    ] as const) {
      const answer = await propose(content, 'dia.xml');
      expect(answer.profile).toMatchObject({ record, fields: { order_id: '@id', amount: 'Total' } });
      expect(answer.preview.rejects).toEqual([]);
      expect(answer.preview.cards[0]).toMatchObject({ order_id: 'X1', amount_in_cents: 1000 });
    }
  });

  it('reads INI, lines of JSON, pipes without a header and columns by position', async () => {
    const ini = await propose('[Cobro]\r\nOrden=I-1\r\nMonto=Q 10.50\r\n', 'x.ini');
    expect(ini.profile).toMatchObject({ format: 'ini', fields: { order_id: 'Orden', amount: 'Monto' } });
    const ndjson = await propose('{"orden": "1", "monto": "1.50"}\n{"orden": "2", "monto": "2.50"}\n', 'x.ndjson');
    expect(ndjson.profile).toMatchObject({ format: 'ndjson', fields: { order_id: 'orden', amount: 'monto' } });
    const pipes = await propose('P-1|10.50|GTQ\r\nP-2|20.50|GTQ\r\n', 'x.dat');
    expect(pipes.profile).toMatchObject({ header: false, delimiter: '|', fields: { order_id: 1, amount: 2 } });
    expect(pipes.preview.cards.map(({ amount_in_cents }) => amount_in_cents)).toEqual([1050, 2050]);
    const fixed = await propose('FAC-1     125.50 MARIA\r\nFAC-20    25.50  JUAN\r\n', 'x.prn');
    expect(fixed.profile).toMatchObject({ format: 'fixed', columns: { order_id: [0, 6], amount: [10, 16] } });
    expect(fixed.preview.cards.map(({ order_id }) => order_id)).toEqual(['FAC-1', 'FAC-20']);
  });

  it('sorts files of several kinds apart, and the same kind together whatever one sale leaves out', async () => {
    const samples = [
      ['a.csv', 'Factura;Cliente;Total\r\nA-1;Ana;10,50\r\n'],
      ['v1.ini', 'Orden=1\r\nMonto=10.00\r\nCaja=1\r\n'],
      ['b.csv', 'Factura;Cliente;Total;Notas\r\nA-2;Luis;11,50;x\r\n'],
      ['v2.ini', 'Orden=2\r\nMonto=11.00\r\n'],
      ['x.prn', 'FAC-1     125.50 MARIA\r\nFAC-20    25.50  JUAN\r\n'],
      ['nada.csv', ''],
    ].map(([name = '', text = '']) => ({ name, bytes: Buffer.from(text) }));
    const answer = await proposeProfile(samples, context, SHIPPED_PROFILES);
    expect(answer.groups).toEqual([[0, 2, 5], [1, 3], [4]]);
    expect(answer.profile).toMatchObject({ match: '*.csv', format: 'csv', delimiter: ';' });
    expect(answer.lines).toEqual([]);
    const fixed = await proposeProfile(samples.slice(4, 5), context, SHIPPED_PROFILES);
    expect(fixed.lines).toEqual(['FAC-1     125.50 MARIA', 'FAC-20    25.50  JUAN']);
  });

  it('knows the TEF dialects, and asks which one it is when the amount fits both', async () => {
    const request = (amount: string): string =>
      `000-000 = CRT\r\n001-000 = 7\r\n003-000 = ${amount}\r\n999-999 = 0\r\n`;
    const sitef = await propose(request('260,70'), 'intpos.001');
    expect(sitef).toMatchObject({ complete: true, profile: { name: 'TEF SiTef', amountUnit: 'units' } });
    const either = await propose(request('26070'), 'intpos.001');
    expect(either.complete).toBe(false);
    expect(either.unsure[0]?.options.map(({ label }) => label)).toEqual([
      expect.stringContaining('TEF PayGo: Q 260.70'),
      expect.stringContaining('TEF SiTef: Q 26,070.00'),
    ]);
  });

  it('says why nothing can be proposed', async () => {
    for (const content of ['', 'hola', 'PK\x03\x04xxxxxxxx', '<!DOCTYPE x []><a><b c="1"/></a>']) {
      const answer = await propose(content, 'x.txt');
      expect(answer.complete).toBe(false);
      expect(answer.unsure.length).toBeGreaterThan(0);
    }
  });

  it('makes of every file of the library either settings that hold or questions', async () => {
    const folder = path.join(import.meta.dirname, '../../../fixtures/files/library');
    const names = readdirSync(folder).filter((name) => !name.endsWith('.expected.json') && !name.startsWith('ten-'));
    for (const name of names) {
      const answer = await propose(readFileSync(path.join(folder, name)), name);
      expect(proposeAnswerSchema.safeParse(answer).success, name).toBe(true);
      if (answer.complete) expect(profileSchema.safeParse(answer.profile).success, name).toBe(true);
      else expect(answer.unsure.length, name).toBeGreaterThan(0);
    }
  });
});

describe('the calls of the settings screen', () => {
  const samples = [{ name: 'a.csv', content_base64: Buffer.from('Factura,Total\r\nA-1,10.50\r\n').toString('base64') }];
  it('takes the samples as base64', async () => {
    expect(await answerPropose({ samples }, context, {})).toMatchObject({ complete: true });
  });
  it('shows the charges that the bridge would make: what it would refuse is a reject', async () => {
    const { config } = openConfig();
    const refusalOf = (order: Order) => {
      const read = readOrder(order, config);
      return 'problem' in read ? read.problem : undefined;
    };
    const text = 'Factura,Total,Caja\r\nA,0.50,\r\nB,999999.00,\r\nC,10.00,caja99\r\nD,10.00,caja1\r\n';
    const fields = { order_id: 'Factura', amount: 'Total', terminal: 'Caja' };
    const profile = profileSchema.parse({ format: 'csv', fields });
    const look = (more: object) =>
      previewFile({ name: 'a.csv', bytes: Buffer.from(text) }, profile, { ...context, ...more });
    const preview = await look({ refusalOf });
    expect(preview.cards.map(({ order_id }) => order_id)).toEqual(['D']);
    expect(preview.rejects).toMatchObject([
      { line: 2, reason: expect.stringContaining('Q 0.50'), original: 'A,0.50,' },
      { line: 3, reason: expect.stringContaining('Q 999,999.00') },
      { line: 4, reason: expect.stringContaining('terminal'), terminal: 'caja99' },
    ]);
    expect(previewSchema.safeParse(preview).success).toBe(true);
    // Control: each of them can be read.
    expect((await look({})).cards).toHaveLength(4);

    // Where it is still to be chosen, the terminal is asked for and not complained of.
    const noDefault = { ...config, defaultTerminal: undefined } as unknown as Config;
    const unset = (order: Order) => {
      const read = readOrder(order, noDefault);
      return 'problem' in read ? read.problem : undefined;
    };
    const later = await look({ refusalOf: unset, terminal: null, terminalOpen: true });
    expect(later.cards.map(({ order_id }) => order_id)).toEqual(['A', 'B', 'D']);
    expect((await look({ refusalOf: unset, terminal: null })).cards.map(({ order_id }) => order_id)).toEqual(['D']);
  });

  it('previews edited settings, or names their faults', async () => {
    const good = { format: 'csv', fields: { order_id: 'Factura', amount: 'Total' } };
    expect(await answerPreview({ profile: good, samples }, context)).toMatchObject({ preview: { total_rows: 1 } });
    expect(await answerPreview({ profile: { ...good, decimals: ',' }, samples }, context)).toEqual({
      faults: [{ path: 'decimals', message: expect.stringContaining('no existe') }],
    });
  });
});
