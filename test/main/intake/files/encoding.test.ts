import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { FILE_ENCODINGS, type FileEncoding } from '../../../../main/contract/folder-words.ts';
import { decodeFile } from '../../../../main/intake/files/encoding.ts';
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
