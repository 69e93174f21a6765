import SqliteDatabase from 'better-sqlite3';
import { existsSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FolderStatus } from '../../../main/contract/folders.ts';
import type { Alert } from '../../../main/contract/status.ts';
import { config, openShop, until, type Shop } from './shop.ts';

let place: string;
let exports: string;
let shop: Shop;
beforeEach(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'puente-share-'));
  exports = path.join(place, 'export');
  const fields = { order_id: 'Factura', amount: 'Total' };
  const folder = { path: exports, format: 'csv', match: '*.csv', fields, ready: { stableMs: 50 }, results: {} };
  shop = await openShop({ folders: [folder] });
});
afterEach(async () => {
  await shop.close();
  await rm(place, { recursive: true, force: true });
});

const alerts = async (): Promise<readonly Alert[]> =>
  ((await shop.call('GET', '/v1/status')).json() as { alerts: readonly Alert[] }).alerts;
const codes = async (code: Alert['code']): Promise<readonly Alert[]> =>
  (await alerts()).filter((each) => each.code === code);
const lost = async (): Promise<readonly Alert[]> => (await alerts()).filter(({ code }) => code === 'folder_lost');
const watching = () =>
  until(
    async () => ((await shop.call('GET', '/v1/folders')).json() as { data: FolderStatus[] }).data[0]?.state,
    (state) => state === 'watching',
  );

describe('the alert of a folder that is lost', () => {
  it('ends when the folder is there again after a restart, and comes again the next time', async () => {
    const [first] = await until(lost, (found) => found.length === 1);
    // A person has seen it, and the PC is restarted with the share plugged in.
    await shop.call('POST', `/v1/alerts/${first?.id}/acknowledge`, {});
    await shop.bridge.stop();
    mkdirSync(exports);
    await shop.restart();
    await watching();
    expect(await lost()).toEqual([]);
    rmSync(exports, { recursive: true });
    const [second] = await until(lost, (found) => found.length === 1);
    expect(second?.id).not.toBe(first?.id);
    mkdirSync(exports);
    await until(lost, (found) => found.length === 0);
  });

  it('of answers that cannot be written ends with the first that can, after a restart too', async () => {
    mkdirSync(exports);
    // The place of the answers is taken by a file.
    writeFileSync(path.join(exports, 'results'), '');
    // So old that it is expired, and owed an answer, at once.
    const file = path.join(exports, 'V-1.csv');
    writeFileSync(file, 'Factura,Total\r\nV-1,10.00\r\n');
    utimesSync(file, new Date(0), new Date(0));
    const failed = async (): Promise<readonly Alert[]> =>
      (await alerts()).filter(({ code }) => code === 'result_failed');
    await until(failed, (found) => found.length === 1);
    await shop.bridge.stop();
    rmSync(path.join(exports, 'results'));
    await shop.restart();
    await until(failed, (found) => found.length === 0);
  });
});

describe('the alert of a file that could not be read', () => {
  it('ends when its writer goes on and it is taken after all', async () => {
    mkdirSync(exports);
    await watching();
    writeFileSync(path.join(exports, 'a.csv'), 'Factura,Importe\r\n');
    writeFileSync(path.join(exports, 'b.csv'), 'Documento,Importe\r\n');
    await until(
      () => codes('file_rejected'),
      (found) => found.length === 2,
    );
    writeFileSync(path.join(exports, 'rejected', 'a.csv'), 'Factura,Total\r\nA-1,10.00\r\n');
    const [left] = await until(
      () => codes('file_rejected'),
      (found) => found.length === 1,
    );
    expect(left?.message).toContain('b.csv');
    expect(left?.message).not.toContain('ya se habían tomado');
    expect((await shop.call('GET', '/v1/charges?order_id=A-1')).json()).toMatchObject({ data: [{ order_id: 'A-1' }] });
    // What goes wrong with it now names what was taken.
    await until(
      async () => existsSync(path.join(exports, 'done', 'a.csv')),
      (moved) => moved,
    );
    writeFileSync(path.join(exports, 'done', 'a.csv'), 'Factura,Importe\r\nA-1,10.00\r\n');
    const again = await until(
      () => codes('file_rejected'),
      (found) => found.length === 2,
    );
    expect(again.map(({ message }) => message).join('\n')).toContain('ya se habían tomado de él: 1; no las cobre');
  });
});

describe('two folders of the settings that are one', () => {
  it('are told, and the second one goes on when they are so no more', async () => {
    mkdirSync(exports);
    const link = path.join(place, 'enlace');
    symlinkSync(exports, link);
    const folder = { format: 'csv', fields: { order_id: 'Factura', amount: 'Total' }, ready: { stableMs: 50 } };
    const folders = [
      { ...folder, path: exports },
      { ...folder, path: link, name: 'enlace' },
    ];
    await shop.bridge.stop();
    writeFileSync(path.join(shop.folder, 'config.json'), JSON.stringify(config({ folders })));
    await shop.restart();
    const [alert] = await until(
      () => codes('folder_doubled'),
      (found) => found.length === 1,
    );
    expect(alert?.message).toContain(`es la misma que ${exports}`);
    rmSync(link);
    mkdirSync(link);
    await until(
      () => codes('folder_doubled'),
      (found) => found.length === 0,
    );
  });
});

describe('puente import with the profile of a folder', () => {
  it('charges nothing again of what the folder has taken', async () => {
    mkdirSync(exports);
    const folder = {
      ...{ name: 'cli', path: exports, format: 'csv', match: '*.csv', fields: { amount: 'Total' } },
      ...{ defaults: { order_id: '{hash}-{line}-{folder}' }, ready: { stableMs: 50 } },
    };
    await shop.bridge.stop();
    writeFileSync(path.join(shop.folder, 'config.json'), JSON.stringify(config({ folders: [folder] })));
    await shop.restart();
    writeFileSync(path.join(exports, 'c.csv'), 'Total\r\n10.00\r\n');
    await until(
      async () => existsSync(path.join(exports, 'done', 'c.csv')),
      (taken) => taken,
    );
    const copy = path.join(place, 'copy.csv');
    const importFile = async (content: string) => {
      writeFileSync(copy, content);
      return (await shop.call('POST', '/v1/folders/import', { profile: 'cli', file: copy })).json() as object;
    };
    expect(await importFile('Total\r\n10.00\r\n')).toMatchObject({ kind: 'repeated' });
    // Control: what it has not taken is charged.
    expect(await importFile('Total\r\n20.00\r\n')).toMatchObject({ kind: 'done' });
    expect((await shop.call('GET', '/v1/charges')).json()).toMatchObject({ data: { length: 2 } });
  });
});

describe('a folder that got another name', () => {
  const folder = {
    format: 'csv',
    match: '*.csv',
    fields: { order_id: 'Factura', amount: 'Total' },
    ready: { stableMs: 50 },
  };
  const restartWith = async (settings: object): Promise<void> => {
    await shop.bridge.stop();
    writeFileSync(
      path.join(shop.folder, 'config.json'),
      JSON.stringify(config({ folders: [{ path: exports, ...folder, ...settings }] })),
    );
    await shop.restart();
    await watching();
  };
  const take = async (order: string): Promise<void> => {
    writeFileSync(path.join(exports, `${order}.csv`), `Factura,Total\r\n${order},10.00\r\n`);
    const found = () => shop.call('GET', `/v1/charges?order_id=${order}`);
    await until(
      async () => ((await found()).json() as { data: unknown[] }).data.length,
      (charges) => charges === 1,
    );
  };

  it('leaves nobody waiting for its results unknown: an alert says so until the old name is back', async () => {
    mkdirSync(exports);
    // Answered at each change: it has had an answer, and its charge is still open.
    await restartWith({ results: { when: 'change' } });
    await take('V-1');
    await until(
      async () => existsSync(path.join(exports, 'results', 'V-1.csv')),
      (written) => written,
    );
    expect(await codes('results_stranded')).toEqual([]);
    await restartWith({ name: 'Ventas', results: { when: 'change' } });
    const [alert] = await codes('results_stranded');
    expect(alert?.message).toContain(`La carpeta "${exports}" ya no está en los ajustes`);
    expect(alert?.message).toContain('lo que pasó con sus cobros (1)');
    await restartWith({ results: { when: 'change' } });
    expect(await codes('results_stranded')).toEqual([]);
  });

  it('is not told of where nobody was answered before', async () => {
    mkdirSync(exports);
    await restartWith({});
    await take('V-1');
    await restartWith({ name: 'Ventas' });
    expect(await codes('results_stranded')).toEqual([]);
  });
});

describe('the reason in an alert of a file', () => {
  const told = async (language: string): Promise<string | undefined> =>
    (
      (await shop.call('GET', '/v1/alerts', undefined, { 'accept-language': language })).json() as { data: Alert[] }
    ).data.find(({ code }) => code === 'file_rejected')?.message;
  const SPANISH = 'Falta la columna "Factura"';

  it("is in the reader's language, and in Spanish where an older version stored it so", async () => {
    mkdirSync(exports);
    await watching();
    writeFileSync(path.join(exports, 'a.csv'), 'Numero,Total\r\nA-1,10.00\r\n');
    await until(
      () => told('es'),
      (message) => message !== undefined,
    );
    expect(await told('es')).toContain(SPANISH);
    expect(await told('es'), 'each sentence ends once').toMatch(/[^.]\. Está en rejected\/\.$/);
    expect(await told('en')).toContain('could not be read: The column "Factura" is missing');
    await shop.bridge.stop();
    const db = new SqliteDatabase(path.join(shop.folder, 'bridge.db'));
    db.exec("UPDATE alerts SET data = json_remove(data, '$.reason_code', '$.reason_params')");
    db.close();
    await shop.restart();
    expect(await told('en')).toContain(SPANISH);
    expect(await told('en')).toContain('could not be read');
  });
});
