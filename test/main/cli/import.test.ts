import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openShop, type Shop } from '../news/shop.ts';
import { runCli, type Ran } from './run-cli.ts';
import { openStandIn, type StandIn } from './stand-in.ts';

let shop: Shop;
let file: string;
beforeEach(async () => {
  shop = await openShop();
  file = path.join(shop.folder, 'ventas.csv');
  writeFileSync(file, 'Factura;Total\r\nA-1;10,50\r\nA-2;malo\r\nA-3;1.234,50\r\n');
});
afterEach(() => shop.close());

const run = (...args: readonly string[]): Promise<Ran> => runCli(['import', '--data', shop.folder, ...args]);
const orders = async (): Promise<string[]> =>
  ((await shop.call('GET', '/v1/charges')).json() as { data: { order_id: string }[] }).data
    .map(({ order_id }) => order_id)
    .sort();
const profileFile = (profile: object): string => {
  const at = path.join(shop.folder, 'perfil.json');
  writeFileSync(at, JSON.stringify(profile));
  return at;
};

describe('puente import', () => {
  it('shows what a file would charge, then takes it, once, and leaves it where it lies', async () => {
    const before = readFileSync(file);
    const shown = await run('--profile', 'generic-csv', file, '--dry-run');
    expect([shown.exitCode, await orders()]).toEqual([0, []]);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      preview: {
        cards: [
          { order_id: 'A-1', amount_in_cents: 1050 },
          { order_id: 'A-3', amount_in_cents: 123_450 },
        ],
      },
    });
    const taken = await run('--profile', 'generic-csv', file);
    expect(taken.exitCode).toBe(0);
    expect(JSON.parse(taken.stdout)).toMatchObject({ kind: 'done', rejects: [{ line: 3 }] });
    expect((await run('--profile', 'generic-csv', file)).exitCode).toBe(0);
    expect(await orders()).toEqual(['A-1', 'A-3']);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('takes a file once when it is told to twice at the same time', async () => {
    const rows = Array.from({ length: 400 }, (_, at) => `B-${at};10,00\r\n`).join('');
    writeFileSync(file, `Factura;Total\r\n${rows}`);
    const ran = await Promise.all([run('--profile', 'generic-csv', file), run('--profile', 'generic-csv', file)]);
    expect(ran.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(ran.map(({ stdout }) => (JSON.parse(stdout) as { kind: string }).kind).sort()).toEqual(['done', 'repeated']);
  });

  it('names what is wrong with a profile of its own, and takes one that is right', async () => {
    const profile = { format: 'csv', fields: { order_id: 'Factura', amount: 'Total' } };
    const wrong = await run(
      '--profile',
      profileFile({ ...profile, delimitador: ';', fields: { order_id: 'Factura' } }),
      file,
    );
    expect(wrong.exitCode).toBe(3);
    expect(wrong.stderr).toContain('profile.delimitador');
    expect(wrong.stderr).toContain('profile.fields.amount');
    expect(wrong.stderr).not.toContain('Perfiles incluidos');
    expect((await run('--profile', profileFile(profile), file)).exitCode).toBe(0);
    expect(await orders()).toEqual(['A-1', 'A-3']);
  });

  it('refuses a profile that nobody knows, a file that is not there and a folder, each with exit code 3', async () => {
    const unknown = await run('--profile', 'nadie', file);
    expect([unknown.exitCode, unknown.stderr]).toEqual([3, expect.stringContaining('generic-csv')]);
    const missing = await run('--profile', 'generic-csv', path.join(shop.folder, 'no.csv'));
    expect([missing.exitCode, missing.stderr]).toEqual([3, expect.stringContaining('no.csv')]);
    const folder = await run('--profile', 'generic-csv', shop.folder);
    expect([folder.exitCode, folder.stderr]).toEqual([3, expect.stringContaining(shop.folder)]);
  });

  it('ends with 1 when the file as a whole is not taken', async () => {
    writeFileSync(file, 'Documento;Monto\r\n1;2,00\r\n');
    const { exitCode, stdout } = await run('--profile', 'generic-csv', file);
    expect([exitCode, JSON.parse(stdout)]).toEqual([1, expect.objectContaining({ kind: 'rejected' })]);
  });

  it('ends with 1 when every row was refused, and with 0 when one was taken', async () => {
    writeFileSync(file, 'Factura;Total\r\nA-1;malo\r\nA-2;peor\r\n');
    const none = await run('--profile', 'generic-csv', file);
    expect([none.exitCode, JSON.parse(none.stdout)]).toEqual([
      1,
      expect.objectContaining({ kind: 'done', rows: 2, rejects: [expect.anything(), expect.anything()] }),
    ]);
    expect(await orders()).toEqual([]);
    writeFileSync(file, 'Factura;Total\r\nA-1;malo\r\nA-2;5,00\r\n');
    expect((await run('--profile', 'generic-csv', file)).exitCode).toBe(0);
  });
});

describe('puente import of a bridge in trouble', () => {
  let bridge: StandIn;
  beforeEach(async () => {
    bridge = await openStandIn();
  });
  afterEach(() => bridge.close());

  it.each([
    [500, { code: 'internal_error', detail: 'Falló.' }, 2],
    [503, { code: 'storage_unavailable', detail: 'Ocupada.' }, 2],
    [507, { code: 'disk_full', detail: 'Disco lleno.' }, 2],
    [200, {}, 2],
    [200, 'null', 2],
    [200, undefined, 2],
    [422, { code: 'invalid_request', detail: 'Revise.' }, 3],
    [200, { kind: 'done', rows: 1, rejects: [] }, 0],
    [200, { kind: 'repeated', rows: 0, rejects: [] }, 0],
  ])('answered %s %j: %s', async (status, body, exitCode) => {
    bridge.on('POST /v1/folders/import', { status, body });
    const ran = await runCli(['import', '--data', bridge.folder, '--profile', 'generic-csv', file]);
    expect(ran.exitCode).toBe(exitCode);
    if (exitCode === 2) expect(ran.stderr.toLowerCase()).toContain('repita lo mismo para saber');
  });
});
