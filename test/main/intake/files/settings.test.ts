import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folderSchema } from '../../../../main/contract/folders.ts';
import { patternsMeet } from '../../../../main/contract/file-patterns.ts';
import { readConfig } from '../../../../main/contract/config.ts';
import { matcher } from '../../../../main/intake/files/candidates.ts';
import { readDate, requestTime } from '../../../../main/intake/files/dates.ts';
import { shippedProfile, SHIPPED_PROFILES } from '../../../../native/profiles/profiles.ts';

const FOLDER = { path: 'C:/ERP/export', format: 'csv', fields: { order_id: 'Factura', amount: 'Total' } };
const faultsOf = (folders: object[]): string[] => {
  const read = readConfig({ folders });
  return read.ok ? [] : read.faults.map(({ path, message }) => `${path}: ${message}`);
};

describe("a folder's settings", () => {
  it('takes the example of the documentation', () => {
    const folder = folderSchema.parse({
      path: 'C:/ERP/export',
      match: '*.csv',
      format: 'csv',
      encoding: 'auto',
      delimiter: 'auto',
      header: true,
      decimal: 'auto',
      fields: { order_id: 'Factura', amount: 'Total', currency: 'Moneda', terminal: 'Caja' },
      defaults: { currency: 'GTQ', terminal: 'caja1' },
      dateFormat: 'dd/MM/yyyy',
      ready: { stableMs: 500 },
      results: { path: 'C:/ERP/import', format: 'csv', when: 'final' },
    });
    expect(folder.results).toMatchObject({ append: false, unread: 'replace' });
  });

  it('names every unknown key and everything that is missing, with its place', () => {
    expect(faultsOf([{ ...FOLDER, formatt: 'csv', ready: { stableMS: 5 } }])).toEqual([
      expect.stringMatching(/^folders\.0\.ready\.stableMS: /),
      expect.stringMatching(/^folders\.0\.formatt: /),
    ]);
    expect(
      faultsOf([{ path: '/x', format: 'xml', fields: { amount: 'T' } }]).map((each) => each.split(':')[0]),
    ).toEqual(['folders.0.fields.order_id', 'folders.0.record']);
    expect(faultsOf([{ path: '/x', format: 'fixed', columns: { order_id: [4, 2], amount: [0, 1] } }])[0]).toContain(
      'folders.0.columns.order_id',
    );
    expect(faultsOf([{ ...FOLDER, results: { format: 'template' } }])).toHaveLength(2);
  });

  it('refuses two folders that would take each other’s files for their own', () => {
    expect(faultsOf([FOLDER, FOLDER])[0]).toContain('folders.1');
    expect(faultsOf([FOLDER, { ...FOLDER, path: 'C:/ERP/other' }])).toEqual([]);
    expect(
      faultsOf([
        { ...FOLDER, name: 'a' },
        { ...FOLDER, name: 'a', path: '/y' },
      ])[0],
    ).toContain('folders.1');
  });

  it.each([
    ['*.csv', 'v*.csv', true],
    ['*.csv', 'V?.CSV', true],
    ['a*b*.txt', '*ab?txt', true],
    ['*', 'intpos.001', true],
    ['ventas-año-*.csv'.normalize('NFC'), 'ventas-año-1.csv'.normalize('NFD'), true],
    [['x.csv', 'caja1-*.csv'], ['y.csv', '*-9.csv'], true],
    ['caja1-*.csv', 'caja2-*.csv', false],
    ['*.csv', '*.csv.txt', false],
    ['?.csv', '??.csv', false],
    ['a.csv', 'aXcsv', false],
    [['a*', 'b*'], ['c*', 'd*'], false],
  ])('of one path, where a file could be wanted by both: %j and %j: %s', (first, second, refused) => {
    const faults = faultsOf([
      { ...FOLDER, name: 'Ventas', match: first },
      { ...FOLDER, path: 'c:\\erp\\export\\', match: second },
    ]);
    expect(faults).toHaveLength(refused ? 1 : 0);
    if (refused) expect(faults[0]).toMatch(/^folders\.1\.match: .*Ventas.*sepárelos con "match"/);
    // Of two paths they may want the same names.
    const apart = [first, second].map((match, at) => ({ ...FOLDER, path: `C:/ERP/${at}`, match }));
    expect(faultsOf(apart)).toEqual([]);
  });

  it('sees of any two patterns whether a name fits both', () => {
    // Two patterns of four signs have a name of at most eight in common, if any.
    const names = Array.from({ length: 9 }, (_, length) =>
      Array.from({ length: 2 ** length }, (_each, at) =>
        [...at.toString(2).padStart(length, '0')]
          .slice(0, length)
          .map((bit) => (bit === '1' ? 'a' : 'b'))
          .join(''),
      ),
    ).flat();
    const pattern = fc.string({ unit: fc.constantFrom('a', 'B', '*', '?'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(pattern, pattern, (first, second) => {
        const [wants, wantsToo] = [matcher(first), matcher(second)];
        expect(patternsMeet(first, second)).toBe(names.some((name) => wants(name) && wantsToo(name)));
      }),
      { numRuns: 500 },
    );
  });

  it('takes the names of encodings and formats as people write them, and names one that nobody knows', () => {
    const read = (encoding: string): string => folderSchema.parse({ ...FOLDER, encoding }).encoding;
    const asked = ['UTF-8', 'utf8', 'UTF-16LE', 'Unicode', 'UTF-16BE', 'Windows-1252', 'ANSI', 'ISO-8859-1', 'Latin1'];
    expect([...asked, 'CP850', 'ibm 850', 'CP437', 'AUTO'].map(read)).toEqual(
      ['utf-8', 'utf-8', 'utf-16le', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1252', 'iso-8859-1'].concat([
        'iso-8859-1',
        'cp850',
        'cp850',
        'cp437',
        'auto',
      ]),
    );
    expect(folderSchema.parse({ ...FOLDER, format: 'key=value' }).format).toBe('ini');
    expect(faultsOf([{ ...FOLDER, encoding: 'ebcdic' }])[0]).toMatch(/^folders\.0\.encoding: .*cp850/);
  });

  it('wants whole paths, dates that can be read, and numbers for columns without a header', () => {
    expect(faultsOf([{ ...FOLDER, path: 'export' }])[0]).toContain('C:/ERP/export');
    for (const path of ['/srv/erp', 'C:\\ERP\\export', '\\\\servidor\\erp\\export', '//servidor/erp'])
      expect(faultsOf([{ ...FOLDER, path }]), path).toEqual([]);
    for (const dateFormat of ['dd/mm/yy', 'dd-MMMM-yyyy', 'HH:mm'])
      expect(faultsOf([{ ...FOLDER, dateFormat }])[0], dateFormat).toContain('folders.0.dateFormat');
    expect(faultsOf([{ ...FOLDER, dateFormat: "yyyy-MM-dd'T'hh:mm:ss a" }])).toEqual([]);
    expect(faultsOf([{ ...FOLDER, header: false }]).map((each) => each.split(':')[0])).toEqual([
      'folders.0.fields.order_id',
      'folders.0.fields.amount',
    ]);
  });

  it('lets no folder watch, or write its answers, where another keeps or watches its files', () => {
    const places = (second: object): string[] =>
      faultsOf([FOLDER, { ...FOLDER, name: 'b', ...second }]).map((each) => each.split(':')[0] ?? '');
    expect(places({ path: 'c:\\erp\\.\\EXPORT\\' })).toEqual(['folders.1.match']);
    expect(places({ path: 'C:/ERP/export/', match: '*.txt' })).toEqual(['folders.1.match']);
    expect(places({ path: 'C:/ERP/export/processing' })).toEqual(['folders.1.path']);
    expect(places({ path: 'C:/ERP', results: { path: 'C:/ERP/export/../export/done' } })).toEqual([
      'folders.1.results.path',
    ]);
    expect(places({ path: 'C:/ERP/import', results: { path: 'C:/ERP/export' } })).toEqual(['folders.1.results.path']);
    expect(places({ path: 'C:/ERP/export/sucursal' })).toEqual([]);
    const own = { ...FOLDER, results: {} };
    expect(faultsOf([own, { ...FOLDER, name: 'b', path: 'C:/ERP/export/results' }])[0]).toContain(
      'folders.0.results.path',
    );
  });

  it('refuses a pattern of names that are never taken, and says what to write', () => {
    const never = ['*.tmp', 'VENTA?.PART', '*.lock', '.*', '.venta*.csv', '~$*', 'Thumbs.db', '*.temp', '*.partial'];
    for (const match of never) {
      const [fault = '', ...more] = faultsOf([{ ...FOLDER, match }]);
      expect([match, more]).toEqual([match, []]);
      expect(fault).toMatch(/^folders\.0\.match: .*no se toman nunca.*\*\.csv/);
      expect(fault).toContain(`"${match}"`);
    }
    expect(faultsOf([{ ...FOLDER, match: ['*.csv', '*.tmp'] }])[0]).toMatch(/^folders\.0\.match\.1: /);
    expect(faultsOf([{ ...FOLDER, match: '*.ok', ready: { semaphore: '.OK' } }])[0]).toMatch(/^folders\.0\.match: /);
    // Control: what may want a file that is taken.
    for (const match of ['*', '*.*', '*.t?p', '*tmp', '*.part*', 'thumbs.*', '?lock', '*.ok', 'v.tmp.csv'])
      expect(faultsOf([{ ...FOLDER, match }]), match).toEqual([]);
    expect(faultsOf([{ ...FOLDER, match: '*.t?t', ready: { semaphore: '.txt' } }])).toEqual([]);
  });

  it('refuses to add to a file of the day what is no csv, and says what to write', () => {
    const template = { format: 'template', template: { file: '{order_id}.txt', lines: ['{code}'] } };
    const codes = { paid: 'SI', not_paid: 'NO', in_doubt: 'DUDA' };
    for (const folder of [
      { ...FOLDER, results: { ...template, codes, append: true } },
      { ...FOLDER, results: { format: 'json', append: true } },
      { ...FOLDER, format: 'ndjson', results: { append: true } },
    ])
      expect(faultsOf([folder])).toEqual([
        expect.stringMatching(/^folders\.0\.results\.append: .*"format": "csv".*quite "append"/),
      ]);
    // Control: csv said, or meant by an ERP that writes tables.
    expect(faultsOf([{ ...FOLDER, results: { append: true } }])).toEqual([]);
    expect(faultsOf([{ ...FOLDER, format: 'ndjson', results: { format: 'csv', append: true } }])).toEqual([]);
  });

  it('refuses results in the folder that is watched', () => {
    for (const path of ['C:/ERP/export', 'c:\\erp\\Export\\'])
      expect(faultsOf([{ ...FOLDER, results: { path } }])[0]).toContain('folders.0.results.path');
    expect(faultsOf([{ ...FOLDER, results: { path: 'C:/ERP/import' } }])).toEqual([]);
  });

  it('ships profiles that are whole settings', () => {
    for (const id of Object.keys(SHIPPED_PROFILES)) {
      const profile = shippedProfile(id);
      expect(profile?.description, id).toBeTruthy();
      expect(folderSchema.safeParse({ path: '/x', ...(SHIPPED_PROFILES[id] as object) }).success, id).toBe(true);
    }
    expect(shippedProfile('toString')).toBeUndefined();
  });
});

describe('dates of requests', () => {
  const at = (text: string): number => new Date(text).getTime();
  it.each([
    ['22/11/2026 18:04', 'dd/MM/yyyy HH:mm', '2026-11-22T18:04:00'],
    ['22-11-26', 'dd-MM-yy', '2026-11-22T00:00:00'],
    ['20261122', 'yyyyMMdd', '2026-11-22T00:00:00'],
    ['2026-11-22T18:04:05-06:00', undefined, '2026-11-23T00:04:05Z'],
    ['2026-11-22 18:04', undefined, '2026-11-22T18:04:00'],
    ['22-nov-2026', 'dd-MMM-yyyy', '2026-11-22T00:00:00'],
    ['1 Sept. 26', 'd MMM yy', '2026-09-01T00:00:00'],
    ['22/11/2026 06:04 p. m.', 'dd/MM/yyyy hh:mm a', '2026-11-22T18:04:00'],
    ['22/11/2026 12:04:05 AM', 'dd/MM/yyyy hh:mm:ss tt', '2026-11-22T00:04:05'],
    ['22/11/2026 12:04 pm', 'd/M/yyyy h:mm a', '2026-11-22T12:04:00'],
    ['2026-11-22T18:04:05.123', "yyyy-MM-dd'T'HH:mm:ss.SSS", '2026-11-22T18:04:05'],
  ])('%s as %s', (text, format, wanted) => expect(readDate(text, format)?.atMs).toBe(at(wanted)));

  it.each([
    ['22/11/2026 13:05 p.m.', 'dd/MM/yyyy hh:mm a'],
    ['22-xxx-2026', 'dd-MMM-yyyy'],
    ['31/02/2026', 'dd/MM/yyyy'],
    ['11/22/2026', 'dd/MM/yyyy'],
    ['ayer', 'dd/MM/yyyy'],
    ['2026-13-01', undefined],
    ['22/11/2026 extra', 'dd/MM/yyyy'],
  ])('not %s as %s', (text, format) => expect(readDate(text, format)).toBeUndefined());

  it('does not make a request of today old for want of an hour, nor one of the future young for ever', () => {
    const file = at('2026-11-22T18:00:00');
    const now = at('2026-11-22T18:05:00');
    expect(requestTime(readDate('22/11/2026', 'dd/MM/yyyy'), file, now)).toBe(file);
    expect(requestTime(readDate('21/11/2026', 'dd/MM/yyyy'), file, now)).toBe(at('2026-11-21T23:59:59'));
    expect(requestTime(readDate('2026-11-25T00:00:00', undefined), file, now)).toBe(now);
    expect(requestTime(undefined, at('2026-12-01T00:00:00'), now)).toBe(now);
  });
});
