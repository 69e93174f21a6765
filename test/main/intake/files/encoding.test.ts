import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { FILE_ENCODINGS, type FileEncoding } from '../../../../main/contract/folder-words.ts';
import { decodeFile } from '../../../../main/intake/files/encoding.ts';
import { profileSchema } from '../../../../main/contract/folders.ts';
import { readFile } from '../../../../main/intake/files/read-file.ts';
import { UnreadableFile } from '../../../../main/intake/files/reasons.ts';

const NAMES = [
  'José Muñoz',
  'María Ángeles Peña',
  'PANADERÍA LA ÑAPA',
  'Óscar Agüero',
  'Íñigo Cárdenas',
  'LIBRERÍA ÉXITO',
  'Núñez & Hijos',
  'FERRETERÍA EL TORNILLO',
  'Zúñiga, Raúl',
  'Güicho',
  'MUÑOZ Y CÍA.',
  'Lucía Xicará',
  'Tz’utujil',
  'Chichicastenango',
  'Perez',
  'ÁVILA',
  '¿Pagado? ¡Sí!',
  'Torres n.º 5',
  'Año 2026',
  'El Niño',
  'Adrián y Sofía',
  'BÚCARO',
  'Ramón',
  'ÓPTICA VISIÓN',
  'Cafetería Él y Ella',
];
/** Signs that windows-1252 has and Spanish seldom needs. */
const SIGNS = ['TYLENOL ® 500', 'TYLENOL®', 'Precio £ 5', '§ 5', '5 µF', '50¢', '10 µg/ml', '5 ± 1', '† 2020', 'Ñ-1'];
const ASCII_NAMES_850 = NAMES.filter((name) => !name.includes('’'));
const rows = (names: readonly string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 99_999 })), { minLength: 1, maxLength: 8 })
    .map(
      (all) => `Factura;Cliente;Total\r\n${all.map(([name, cents]) => `A-${cents};${name};${cents},00\r\n`).join('')}`,
    );

describe('automatic encoding', () => {
  it('never turns valid UTF-8 into anything else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        fc.pre(!text.includes('\0') && !text.startsWith('\ufeff') && text.isWellFormed() && !/^(PK|%PDF)/.test(text));
        const { text: found, encoding } = decodeFile(Buffer.from(text), 'auto');
        return encoding === 'utf-8' && found === text;
      }),
      { numRuns: 5000 },
    );
  });

  it('reads every windows-1252 list of Guatemalan names, and refuses none', () => {
    fc.assert(
      fc.property(rows(NAMES), (text) => decodeFile(iconv.encode(text, 'windows-1252'), 'auto').text === text),
      { numRuns: 3000 },
    );
  });

  it('reads signs in windows-1252 as what they are, be they all that there is or not', () => {
    const read = (text: string): string => decodeFile(iconv.encode(text, 'windows-1252'), 'auto').text;
    for (const sign of SIGNS) expect(read(`Factura,Total,Nota\r\nA-1,10.00,${sign}\r\n`)).toContain(sign);
    fc.assert(
      fc.property(rows([...NAMES, ...SIGNS]), (text) => read(text) === text),
      { numRuns: 3000 },
    );
  });

  it('takes no word of CP850 for such a sign', () => {
    const words = ['ÁLVAREZ', 'Ángel', 'Perú', '5 ó 6', 'PEÑA', 'Ñ-1', '5.º', '3º', 'ÑAPA', 'café', '¿Qué?', 'tú y él'];
    for (const word of words) {
      const bytes = iconv.encode(`Factura;Total;Nota\r\nA-1;10,00;${word}\r\n`, 'cp850');
      let found: string;
      try {
        found = decodeFile(bytes, 'auto').text;
      } catch (error) {
        found = `${error instanceof UnreadableFile && error.reason.code} ${word}`;
        expect(found).toContain('encoding_ambiguous');
      }
      expect(found).toContain(word);
    }
  });

  it('reads a CP850 list of the same names, or names the choice; never as other letters', () => {
    let refused = 0;
    fc.assert(
      fc.property(rows(ASCII_NAMES_850), (text) => {
        try {
          return decodeFile(iconv.encode(text, 'cp850'), 'auto').text === text;
        } catch (error) {
          if (!(error instanceof UnreadableFile)) throw error;
          refused += 1;
          return error.reason.code === 'encoding_ambiguous' && error.message.includes('cp850');
        }
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeLessThan(600);
  });

  it('would be caught: the same lists read as the other encoding are other letters', () => {
    const text = 'A-1;José Muñoz;1,00';
    expect(iconv.decode(iconv.encode(text, 'cp850'), 'windows-1252')).not.toBe(text);
    expect(iconv.decode(iconv.encode(text, 'windows-1252'), 'cp850')).not.toBe(text);
  });
});

describe('UTF-8 with characters that were cut', () => {
  const cut = (text: string): Buffer => Buffer.from(text).subarray(0, -1);
  const PROFILE = { format: 'csv', fields: { order_id: 'Factura', amount: 'Total', description: 'Cliente' } };
  const head = 'Factura,Total,Cliente,Direccion\r\n';
  const take = async (bytes: Buffer, settings: object = {}) => {
    const profile = profileSchema.parse({ ...PROFILE, ...settings });
    const facts = { stem: 'v', sha256: 'a'.repeat(64), mtimeMs: 0, nowMs: 0 };
    const { rows, encoding, bytesOf } = await readFile(bytes, profile, facts);
    return rows.map((row, index) =>
      row.kind === 'order'
        ? [row.order.order_id, row.order.description, encoding]
        : [row.kind === 'refused' ? row.refusal : '', Buffer.from(bytesOf(index)).toString('latin1'), encoding],
    );
  };

  it.each([{}, { encoding: 'utf-8' }])('stays UTF-8, so that no order gets another name (%o)', async (settings) => {
    const whole = Buffer.from(`${head}AÑO-1,10.00,Peña\r\n`);
    const more = Buffer.concat([whole, cut('AÑO-2,20.00,Compañ'), Buffer.from('\r\nAÑO-3,30.00,Ana\r\n')]);
    expect(await take(whole, settings)).toEqual([['AÑO-1', 'Peña', 'utf-8']]);
    expect(await take(more, settings)).toEqual([
      ['AÑO-1', 'Peña', 'utf-8'],
      ['AÑO-2', 'Compa', 'utf-8'],
      ['AÑO-3', 'Ana', 'utf-8'],
    ]);
  });

  it('refuses the rows whose order number is cut, byte for byte, and takes the others', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${head}AÑO-1,10.00,Peña\r\n`),
      cut('ÑANDÚ'),
      Buffer.from(',20.00,Núñez\r\nAÑO-3,30.00,Ana,'),
      cut('5a calle, Pañ').subarray(10),
      Buffer.from(',\r\nAÑO-4,x,€'),
      cut('Nicolás Á'),
      Buffer.from('\r\n'),
    ]);
    const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
    expect(await take(bytes)).toEqual([
      ['AÑO-1', 'Peña', 'utf-8'],
      [expect.stringContaining('cortado'), `${latin1('ÑAND')}\xc3${latin1(',20.00,Núñez')}`, 'utf-8'],
      ['AÑO-3', 'Ana', 'utf-8'],
      [expect.stringContaining('no se entiende'), `${latin1('AÑO-4,x,€Nicolás ')}\xc3`, 'utf-8'],
    ]);
  });

  it('is not seen in a file of another encoding that holds a few bytes of it', async () => {
    const bytes = Buffer.concat([
      iconv.encode(`${head}A-1,10.00,Peña Núñez\r\nA-2,20.00,`, 'windows-1252'),
      Buffer.from('Peña\r\n'),
    ]);
    expect(await take(bytes)).toEqual([
      ['A-1', 'Peña Núñez', 'windows-1252'],
      ['A-2', 'PeÃ±a', 'windows-1252'],
    ]);
  });

  it('finds its way back to every byte', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('ñ', 'a', '€', '🛒', '\n', '\xc3', '\xb1', '\xe2\x82')), (all) => {
        const bytes = Buffer.concat(
          all.map((each) =>
            Buffer.from(each, each.charCodeAt(0) > 0x7f && each.charCodeAt(0) < 0xf1 ? 'latin1' : 'utf8'),
          ),
        );
        const start = Buffer.from('\ufeffññññ');
        const { text, bytesOf } = decodeFile(Buffer.concat([start, bytes]), 'auto');
        const parts = text.match(/[^\n]*\n|[^\n]+/gu) ?? [];
        let at = 0;
        const back = parts.map((part) => bytesOf(at, (at += part.length)));
        return Buffer.concat(back).equals(Buffer.concat([start.subarray(3), bytes]));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the way back to the bytes', () => {
  it.each(FILE_ENCODINGS)('is exact in %s', (encoding: FileEncoding) => {
    const char = encoding.startsWith('utf') ? fc.constantFrom(...'aZ9;\r\nñÑ€🛒”') : fc.constantFrom(...'aZ9;\r\nñÑáÉ');
    fc.assert(
      fc.property(fc.array(char, { minLength: 1 }), fc.boolean(), (chars, mark) => {
        fc.pre(!(encoding === 'cp437' && chars.includes('Á')));
        const text = chars.join('');
        const parts = text.match(/[^\n]*\n|[^\n]+/gu) ?? [];
        const bytes = iconv.encode(text, encoding, { addBOM: mark && encoding.startsWith('utf') });
        const decoded = decodeFile(bytes, encoding);
        let at = 0;
        return parts.every((part) => {
          const found = Buffer.from(decoded.bytesOf(at, at + part.length));
          at += part.length;
          return found.equals(iconv.encode(part, encoding, { addBOM: false }));
        });
      }),
      { numRuns: 500 },
    );
  });
});
