import { describe, expect, it } from 'vitest';
import { folderSchema } from '../../../../main/contract/folders.ts';
import { readConfig } from '../../../../main/contract/config.ts';
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
    expect(faultsOf([{ path: 'x', format: 'xml', fields: { amount: 'T' } }]).map((each) => each.split(':')[0])).toEqual(
      ['folders.0.fields.order_id', 'folders.0.record'],
    );
    expect(faultsOf([{ path: 'x', format: 'fixed', columns: { order_id: [4, 2], amount: [0, 1] } }])[0]).toContain(
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
        { ...FOLDER, name: 'a', path: 'y' },
      ])[0],
    ).toContain('folders.1');
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
      expect(folderSchema.safeParse({ path: 'x', ...(SHIPPED_PROFILES[id] as object) }).success, id).toBe(true);
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
  ])('%s as %s', (text, format, wanted) => expect(readDate(text, format)?.atMs).toBe(at(wanted)));

  it.each([
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
