import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { profileSchema } from '../../../../main/contract/folders.ts';
import { readFile } from '../../../../main/intake/files/read-file.ts';
import { randomFrom, seedFrom } from '../../../seed.ts';

type Fields = Readonly<Record<string, string | number>>;
const FACTS = { stem: 'v', folder: 'caja1', sha256: 'a'.repeat(64), mtimeMs: 0, nowMs: 0 };

/** What becomes of these lines: cents by order, and the rejects as they stand in the file. */
async function take(lines: readonly string[], fields: Fields, settings: object = {}) {
  const profile = profileSchema.parse({ format: 'csv', fields, ...settings });
  const read = await readFile(Buffer.from(lines.map((line) => `${line}\r\n`).join('')), profile, FACTS);
  const charged = read.rows.flatMap((row) =>
    row.kind === 'order' ? [[row.order.order_id, row.order.amount_in_cents] as const] : [],
  );
  const rejects = read.rows.flatMap((row, index) =>
    row.kind === 'refused'
      ? [{ line: row.line, refusal: row.refusal, original: Buffer.from(read.bytesOf(index)).toString() }]
      : [],
  );
  return { charged, rejects };
}

const BEHIND = ['Factura,Desc,Total,Caja,Obs', { order_id: 'Factura', amount: 'Total' }] as const;
const BEFORE = ['Factura,Total,Descripcion,Caja,Obs', { order_id: 'Factura', amount: 'Total' }] as const;

describe('a stray quote where rows are shorter than the header', () => {
  it('charges no row with the amount of the next, and loses none', async () => {
    const { charged, rejects } = await take(
      [BEHIND[0], 'F1,"Tubo 1/2,11.00', 'F2,"Codo 3/4,12.00', 'F3,Llave,13.00'],
      BEHIND[1],
    );
    expect(charged).toEqual([['F3', 1300]]);
    expect(rejects).toMatchObject([
      {
        line: 2,
        refusal: expect.stringContaining('hasta la línea 3'),
        original: 'F1,"Tubo 1/2,11.00\r\nF2,"Codo 3/4,12.00',
      },
    ]);
  });

  it('neither when the amount stands before it', async () => {
    const { charged, rejects } = await take(
      [BEFORE[0], 'S1,10.00,"Tubo 1/2', 'S2,20.00,"Codo 3/4', 'S3,30.00,Llave'],
      BEFORE[1],
    );
    expect(charged).toEqual([['S3', 3000]]);
    expect(rejects).toMatchObject([{ line: 2, original: 'S1,10.00,"Tubo 1/2\r\nS2,20.00,"Codo 3/4' }]);
  });

  it.each([
    ['an inch sign that closes it by chance', BEHIND, ['F1,"Tubo,11.00', 'F2,Codo 3",12.00']],
    ['an inch sign behind the amount', BEFORE, ['S1,10.00,"Tubo', 'S2,20.00,Codo 3"']],
    ['a comma in the text that nobody quoted', BEHIND, ['F1,"Tubo 1/2,11.00', 'F2,Codo, 3",12.00']],
    ['two sales in between', BEFORE, ['S1,10.00,"Tubo', 'S2,20.00', 'S3,30.00,Codo 3"']],
    ['a total that hides a sale', BEFORE, ['Total,10.00,"Tubo', 'S2,20.00,Codo 3"']],
    ['an inch sign inside quotes', BEHIND, ['F1,"Tubo 1"",11.00', 'F2,"Codo 2"",12.00']],
    [
      'another column of the same line',
      ['Factura,Desc,Total,Unidad,Cantidad', BEHIND[1]] as const,
      ['F1,"Tubo 1/2,11.00,"m,5'],
    ],
  ])('%s', async (_, [head, fields], lines) => {
    const { charged, rejects } = await take([head, ...lines, 'Z9,7.00,7.00'], fields);
    expect(charged).toEqual([['Z9', 700]]);
    expect(rejects.map(({ original }) => original).join('\r\n')).toBe(lines.join('\r\n'));
  });

  it('holds a file of megabytes that one quote took', async () => {
    const swallowed = Array.from({ length: 200_000 }, (_, at) => `F${at},Tubo de media pulgada,11.00`).join('\r\n');
    const { charged, rejects } = await take([BEHIND[0], `F,"${swallowed}`, 'Z8,"x",8.00', 'Z9,x,9.00'], BEHIND[1]);
    expect(charged).toEqual([['Z9', 900]]);
    expect(rejects).toHaveLength(1);
  });

  it('takes the text with line breaks that is quoted as it should be', async () => {
    const { charged, rejects } = await take(
      [
        'Factura,Direccion,Total,Caja,Obs',
        'L1,"5a calle 1-20, zona 1\r\nGuatemala",11.00',
        'L2,"""La Ñ"", 2.º nivel\r\nMixco",12.00,,"Llamar antes\r\n5555-4444, gracias"',
        'L3,"Tubo 3/4""",13.00',
        'L4,"Tubo" 3/4,14.00',
        'L5,Codo 1/2",15.00',
      ],
      BEHIND[1],
    );
    expect(rejects).toEqual([]);
    expect(charged).toEqual([
      ['L1', 1100],
      ['L2', 1200],
      ['L3', 1300],
      ['L4', 1400],
      ['L5', 1500],
    ]);
  });
});

/** A file as a careless export writes it, and what each of its orders costs. */
function drawFile(random: () => number) {
  const pick = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const word = (): string => pick('Tubo', 'Codo 3/4', 'Llave', 'Cinta 2 m', 'Perno');
  const text = (): string =>
    pick(
      word,
      word,
      word,
      () => `"${word()}`,
      () => `${word()}"`,
      () => `"${word()}"`,
      () => `"${word()}" x`,
      () => `"${word()}""`,
      () => `"${word()}, ${word()}"`,
      () => `"${word()}\r\n${word()}"`,
      () => '',
    )();
  const prefix = pick('F', 'A-', '', 'FAC 1-');
  const [head, fields, makeRow] = pick(
    [
      ...BEHIND,
      (order: string, amount: string) => [order, text(), amount, pick('', '', 'caja1'), pick('', '', text())],
    ],
    [
      ...BEFORE,
      (order: string, amount: string) => [order, amount, text(), pick('', '', 'caja1'), pick('', '', text())],
    ],
    [
      'Fecha,Cliente,Total,Factura,Obs,Nota',
      { order_id: 'Factura', amount: 'Total' },
      (order: string, amount: string) => ['22/11/2026', text(), amount, order, pick('', text()), pick('', '', text())],
    ],
  ) as readonly [string, Fields, (order: string, amount: string) => string[]];
  const costs = new Map<string, number>();
  const lines = Array.from({ length: 2 + Math.floor(random() * 8) }, (_, at) => {
    const order = `${prefix}${1001 + at}`;
    const cents = 1000 + at * 1111 + Math.floor(random() * 100);
    costs.set(order, cents);
    return makeRow(order, (cents / 100).toFixed(2))
      .join(',')
      .replace(/,+$/, '');
  });
  return { lines: [head, ...lines], fields, costs };
}

/** Orders that were charged with another amount than theirs, or are neither charged nor rejected. */
function findHarm(
  costs: ReadonlyMap<string, number>,
  charged: readonly (readonly [string, number | undefined])[],
  rejected: string,
): string[] {
  const taken = new Map(charged);
  return [...costs].flatMap(([order, cents]) => {
    if (taken.has(order))
      return taken.get(order) === cents ? [] : [`${order} costs ${cents}, charged ${taken.get(order)}`];
    return rejected.includes(order) ? [] : [`${order} vanished`];
  });
}

describe('stray quotes times short rows', () => {
  const seed = seedFrom('QUOTES_SEED');
  it(`charges no row with another row's amount, and none vanishes (seed ${seed})`, async () => {
    const random = randomFrom(seed);
    let taken = 0;
    let naiveHarm = 0;
    for (let round = 0; round < 1000; round += 1) {
      const { lines, fields, costs } = drawFile(random);
      const { charged, rejects } = await take(lines, fields);
      const harm = findHarm(costs, charged, rejects.map(({ original }) => original).join('\n'));
      expect(harm, `round ${round}:\n${lines.join('\n')}\n`).toEqual([]);
      expect(
        charged.filter(([order]) => !costs.has(order)),
        lines.join('\n'),
      ).toEqual([]);
      taken += charged.length / costs.size;
      naiveHarm += findHarm(costs, readNaively(lines, fields), '').some((each) => each.includes('charged')) ? 1 : 0;
    }
    // Most rows are good ones; and who believes the quotes would do the harm that is looked for.
    expect(taken / 1000).toBeGreaterThan(0.25);
    expect(naiveHarm).toBeGreaterThan(30);
  });

  /** Control: what a reader of CSV makes of the same lines. */
  function readNaively(lines: readonly string[], fields: Fields) {
    let rows: Record<string, string>[] = [];
    try {
      rows = parse(lines.join('\r\n'), { columns: true, relax_quotes: true, relax_column_count: true });
    } catch {
      // A quote that never closes.
    }
    return rows.map(
      (row) => [row[fields['order_id'] ?? ''] ?? '', Math.round(Number(row[fields['amount'] ?? '']) * 100)] as const,
    );
  }
});
