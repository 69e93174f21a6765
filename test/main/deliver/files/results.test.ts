import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, describe, expect, it } from 'vitest';
import { orderFileName, safeName } from '../../../../main/deliver/files/render.ts';
import { fillTemplate, ResultTooLong, stamps } from '../../../../main/deliver/files/template.ts';
import { folderSchema, profileSchema } from '../../../../main/contract/folders.ts';
import { startResultWriter } from '../../../../main/deliver/files/results.ts';
import { systemClock } from '../../../../main/dispatch/system-clock.ts';
import { SHIPPED_PROFILES } from '../../../../native/profiles/profiles.ts';
import { until } from '../../intake/files/stage.ts';
import { due, stageResults } from './stage.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
function stage(...args: Parameters<typeof stageResults>) {
  const made = stageResults(...args);
  closers.push(() => made.close());
  return made;
}
const UNPAID = {
  status: 'declined',
  paid: false,
  paid_in_cents: null,
  paid_at: null,
  auth_code: null,
  card: null,
  failure: { code: 'declined', message: 'Fondos insuficientes, pruebe otra tarjeta.' },
} as const;

describe('result files', () => {
  it('writes one JSON file an order, the whole charge in it', async () => {
    const { target, owed } = stage({ format: 'json' }, [
      due(),
      due({ order_id: 'A/2', status: 'in_doubt', final: false }),
    ]);
    await until('written', () => owed() === 0);
    expect(readdirSync(target).sort()).toEqual(['A%2F2.json', 'A-1.json']);
    expect(JSON.parse(readFileSync(path.join(target, 'A-1.json'), 'utf8'))).toMatchObject({
      order_id: 'A-1',
      status: 'paid',
      code: 'paid',
      paid_in_cents: 26_070,
    });
    expect(JSON.parse(readFileSync(path.join(target, 'A%2F2.json'), 'utf8'))).toMatchObject({ code: 'in_doubt' });
  });

  it("dates a result by the shop's clock, whatever zone the PC is set to", () => {
    // Eleven at night in Guatemala is the next day in UTC and in most zones of the tests.
    expect(stamps(Date.parse('2026-11-23T05:04:05Z'))).toEqual({
      date: '20261122',
      date_dmy: '22112026',
      time: '230405',
    });
  });

  it("writes CSV in the ERP's own delimiter, decimal mark, words and encoding", async () => {
    const codes = { paid: 'PAGADO', not_paid: 'NO PAGADO', in_doubt: 'EN DUDA', refunded: 'REVERSADO' };
    const { target, owed } = stage({ format: 'csv', delimiter: ';', decimal: ',', encoding: 'cp850', codes }, [
      due({ order_id: 'Ñ-1', ...UNPAID, failure: { code: 'x', message: 'Tarjeta inválida; pruebe otra.' } }),
    ]);
    await until('written', () => owed() === 0);
    const text = iconv.decode(readFileSync(path.join(target, 'Ñ-1.csv')), 'cp850');
    expect(text.split('\r\n')[1]).toMatch(
      /^Ñ-1;declined;NO PAGADO;260,70;;GTQ;caja1;;;;"Tarjeta inválida; pruebe otra."/,
    );
  });

  it('keeps every blank of an order number, and every message on its line', async () => {
    const failure = { code: 'x', message: 'Fondos insuficientes.\r\nPruebe  otra\ttarjeta.' };
    const { target, owed } = stage({ format: 'csv' }, [due({ order_id: 'FAC  00\u00a0123', ...UNPAID, failure })]);
    await until('written', () => owed() === 0);
    const [name = ''] = readdirSync(target);
    const [, line = '', end] = readFileSync(path.join(target, name), 'utf8').split('\r\n');
    expect(line.split(',')[0]).toBe('FAC  00\u00a0123');
    expect(line).toContain(',Fondos insuficientes. Pruebe  otra tarjeta.,');
    expect(end).toBe('');
  });

  it('answers as the ERP wrote its own file where the folder says nothing', async () => {
    const writing = { encoding: 'windows-1252', delimiter: ';', decimal: ',' } as const;
    const { target, owed } = stage({}, [due({ order_id: 'Ñ-1' }, {}, writing)]);
    await until('written', () => owed() === 0);
    const text = iconv.decode(readFileSync(path.join(target, 'Ñ-1.csv')), 'windows-1252');
    expect(text.split('\r\n')[1]).toMatch(/^Ñ-1;paid;paid;260,70;/);
    const json = stage({}, [due()], { format: 'ndjson' });
    await until('written', () => json.owed() === 0);
    expect(readdirSync(json.target)).toEqual(['A-1.json']);
  });

  it('adds to the file of the day in the encoding of each request, and leaves what stands there byte for byte', async () => {
    const writing = { encoding: 'cp850', delimiter: ';', decimal: null } as const;
    const { target, owed, owe } = stage({ append: true }, [due({ order_id: 'Ñ-1' }, {}, writing)]);
    await until('first', () => owed() === 0);
    const file = path.join(target, readdirSync(target)[0] ?? '');
    const before = readFileSync(file);
    appendFileSync(file, Buffer.from('nota del contador \xa5', 'latin1'));
    owe(due({ order_id: 'Ñ-2' }, {}, writing));
    await until('second', () => owed() === 0);
    const after = readFileSync(file);
    expect(after.subarray(0, before.length).equals(before)).toBe(true);
    expect(
      after
        .toString('latin1')
        .split('\r\n')
        .slice(2, -1)
        .map((line) => line.split(';')[0]),
    ).toEqual(['nota del contador \xa5', '\xa5-2']);
  });

  it('appends a line to the file of the day, once, also after a kill in between', async () => {
    const first = due();
    const { target, owed, owe } = stage({ format: 'csv', append: true }, [first]);
    await until('first', () => owed() === 0);
    owe(first, due({ order_id: 'A-2', ...UNPAID }));
    await until('second', () => owed() === 0);
    const [name = ''] = readdirSync(target);
    expect(name).toMatch(/^results-\d{8}\.csv$/);
    const lines = readFileSync(path.join(target, name), 'utf8').split('\r\n');
    expect(lines.map((line) => line.split(',')[0])).toEqual(['order_id', 'A-1', 'A-2', '']);
  });

  it('keeps a result that cannot be written, says so once, and writes it when it can', async () => {
    const blocked = stage({ format: 'json' }, []);
    writeFileSync(blocked.target, 'a file where the folder should be');
    blocked.owe(due());
    await until('told', () => blocked.troubles.length === 1);
    expect(blocked.troubles[0]).toMatchObject({ kind: 'result_failed' });
    expect(blocked.owed()).toBe(1);
    rmSync(blocked.target);
    await until('written', () => blocked.owed() === 0);
    expect(existsSync(path.join(blocked.target, 'A-1.json'))).toBe(true);
    expect(blocked.troubles.map(({ kind }) => kind)).toEqual(['result_failed', 'results_back']);
  });

  it('lets the others pass however many results do not fit their columns', async () => {
    const template = { file: '{order_id}.txt', lines: ['{order_id|6}{code}'] };
    const codes = { paid: 'SI', not_paid: 'NO', in_doubt: 'DUDA' };
    const long = Array.from({ length: 450 }, (_, at) => due({ order_id: `LARGO-${at}` }));
    const { target, owed } = stage({ format: 'template', template, codes }, [...long, due({ order_id: 'A-2' })]);
    // The file is there a moment before the ledger says so.
    await until('the other', () => existsSync(path.join(target, 'A-2.txt')) && owed() === 450);
    expect(readdirSync(target)).toEqual(['A-2.txt']);
  });

  it('lets the others pass when one result cannot be written', async () => {
    const { target, owed, owe } = stage({ format: 'json' }, []);
    mkdirSync(path.join(target, 'A-1.json', 'in the way'), { recursive: true });
    owe(due(), due({ order_id: 'A-2' }));
    await until('the other', () => existsSync(path.join(target, 'A-2.json')) && owed() === 1);
    rmSync(path.join(target, 'A-1.json'), { recursive: true });
    await until('both', () => owed() === 0);
  });
});

describe('two folders that answer into one', () => {
  it('lose none of the lines that they add to the file of the day', async () => {
    const data = mkdtempSync(path.join(tmpdir(), 'puente-results-'));
    const target = path.join(data, 'import');
    const folders = ['caja1', 'caja2'].map((name) =>
      folderSchema.parse({
        ...{ path: path.join(data, name), name, format: 'csv', fields: { order_id: 'Factura', amount: 'Total' } },
        results: { path: target, format: 'csv', append: true },
      }),
    );
    const owed = new Map(
      folders.map(({ name = '' }) => [name, Array.from({ length: 40 }, (_, at) => due({ order_id: `${name}-${at}` }))]),
    );
    const troubles: string[] = [];
    const writer = startResultWriter({
      folders,
      ledger: {
        // One at a time, so that both write often.
        dueResults: (folder) => (owed.get(folder) ?? []).slice(0, 1),
        repeatsBegun: () => undefined,
        resultsWritten: (folder, written) =>
          void owed.set(
            folder,
            (owed.get(folder) ?? []).filter((each) => !written.includes(each)),
          ),
      },
      clock: systemClock,
      log: { info: () => undefined, warn: () => undefined },
      failpoint: () => undefined,
      onTrouble: ({ kind }) => troubles.push(kind),
      sweepMs: 0,
    });
    closers.push(async () => {
      await writer.stop();
      rmSync(data, { recursive: true, force: true });
    });
    await until('written', () => [...owed.values()].every((left) => left.length === 0));
    const [day = ''] = readdirSync(target).filter((name) => name.startsWith('results-'));
    const told = readFileSync(path.join(target, day), 'utf8').split('\r\n').slice(1, -1);
    const orders = told.map((line) => line.split(',')[0]);
    expect(new Set(orders).size).toBe(80);
    expect(orders).toHaveLength(80);
    expect(troubles).toEqual([]);
  });
});

describe('dialects', () => {
  const request = { '000-000': 'CRT', '001-000': '1054', '002-000': '000455' };
  const settingsOf = (id: string): object => profileSchema.parse(SHIPPED_PROFILES[id]);
  const answer = async (id: string, changes: object, echo: Record<string, string> = {}): Promise<string> => {
    const profile = settingsOf(id) as { results: { path?: string } };
    const { target, owed } = stage(profile.results, [due(changes, echo)], { ...profile, results: undefined });
    await until('written', () => owed() === 0);
    const names = readdirSync(target);
    const encoding = (profile.results as { encoding?: string }).encoding ?? 'utf-8';
    return `${names.join(' ')}\n${iconv.decode(readFileSync(path.join(target, names[0] ?? '')), encoding)}`;
  };

  it('answers PayGo in centavos and SiTef with a decimal comma, under the same name', async () => {
    const paygo = await answer('tef-paygo', {}, request);
    expect(paygo).toMatch(
      /^intpos\.001\n000-000 = CRT\r\n001-000 = 1054\r\n002-000 = 000455\r\n003-000 = 26070\r\n009-000 = 0\r\n/,
    );
    expect(paygo).toMatch(/013-000 = 123456\r\n.*999-999 = 0\r\n$/s);
    expect(await answer('tef-sitef', {}, request)).toContain('003-000 = 260,70\r\n009-000 = 0\r\n');
  });

  it.each([
    ['tef-paygo', '009-000 = ', ['0', '1', '9', '5']],
    ['tef-sitef', '009-000 = ', ['0', '1', '9', '5']],
    ['easyzvt', 'Ergebnis=', ['0', '1', '2', '3']],
    ['ini-one-charge', 'Resultado=', ['PAGADO', 'NO_PAGADO', 'EN_DUDA', 'REVERSADO']],
    ['pipe', 'A-1|', ['OK', 'NO', 'DUDA', 'REV']],
    ['fixed', 'A-1       000000026070', ['00', '01', '02', '03']],
  ])('tells paid, not paid, in doubt and given back apart in %s', async (id, before, codes) => {
    const refund = {
      id: 're_1',
      status: 'succeeded',
      amount_in_cents: 26_070,
      requested_at: '',
      closed_at: null,
      failure: null,
    };
    const states = [{}, UNPAID, { status: 'in_doubt', paid: false, final: false, paid_at: null }, { refund }];
    for (const [at, state] of states.entries()) expect(await answer(id, state, request)).toContain(before + codes[at]);
    expect(new Set(codes).size).toBe(4);
  });

  it('does not replace an answer that the ERP has not taken, and acknowledges within its time', async () => {
    const profile = settingsOf('tef-paygo') as { results: { path?: string } };
    const { target, owed, owe, writer, folder } = stage(profile.results, [due({}, request)], {
      ...profile,
      results: undefined,
    });
    await until('first', () => owed() === 0);
    owe(due({ order_id: 'A-2' }, { ...request, '001-000': '1055' }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(owed()).toBe(1);
    const file = path.join(target, 'intpos.001');
    expect(readFileSync(file, 'utf8')).toContain('001-000 = 1054');
    rmSync(file);
    await until('second', () => owed() === 0);
    expect(readFileSync(file, 'utf8')).toContain('001-000 = 1055');
    await writer.acknowledge(folder, request);
    expect(readFileSync(path.join(target, 'intpos.sts'), 'latin1')).toBe(
      '000-000 = CRT\r\n001-000 = 1054\r\n999-999 = 0\r\n',
    );
  });
});

describe('templates and names', () => {
  it('pads, drops empty optional lines, and lets no value forge a line', () => {
    const values = { order_id: 'A\r\n009-000 = 0', amount_cents: '5', auth_code: '' };
    expect(
      fillTemplate(['{order_id}', '{amount_cents|05}|{amount_cents|>3}|', '?aut={auth_code}', 'e={echo:x}'], values, {
        x: 'y',
      }),
    ).toBe('A 009-000 = 0\r\n00005|  5|\r\ne=y\r\n');
  });

  it('refuses to cut an order number', () => {
    expect(() => fillTemplate(['{order_id|3}'], { order_id: 'A-1234' }, {})).toThrow(ResultTooLong);
  });

  it('keeps long order numbers apart within what a disk takes for a name', () => {
    const [a, b] = ['😀'.repeat(64), `${'😀'.repeat(63)}😁`].map(orderFileName);
    expect(a).not.toBe(b);
    expect(Buffer.byteLength(`${a}.json.tmp`)).toBeLessThan(255);
    expect(orderFileName('A/1')).toBe('A%2F1');
  });

  it('makes a safe and different file name of every order', () => {
    const names = ['A/1', 'A\\1', 'A:1', 'A%2F1', 'con', 'CON.x', 'a.', 'a ', '..', '*', 'Ñ'].map(safeName);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).not.toMatch(/[\\/:*?"<>|]|^\.|[. ]$|^(con)(\.|$)/i);
  });
});
