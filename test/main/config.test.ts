import { statSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../main/contract/config.ts';
import { openApiKey } from '../../main/secrets.ts';
import { scratchFolder } from './store/scratch.ts';

/** `config.json` and `api-key` (bridge-api.md, "Start it"). */
const pathsOf = (raw: unknown): string[] => {
  const read = readConfig(raw);
  return read.ok ? [] : read.faults.map((fault) => fault.path);
};
/** `at('queue.pollMs', 50)` → `{queue: {pollMs: 50}}` */
const at = (where: string, value: unknown): unknown =>
  where.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);

describe('config.json', () => {
  it('takes the example of the contract, and fills in its numbers where it says nothing', () => {
    const example = {
      server: { port: 7373, allowedOrigins: [] },
      recurrente: { baseUrl: 'https://app.recurrente.com', timeoutMs: 10000 },
      terminals: [{ id: 'trm_abc', alias: 'caja1', name: 'Caja 1' }],
      defaultTerminal: 'caja1',
      currency: 'GTQ',
      externalIdPrefix: 'tienda1',
      queue: { expireAfterMinutes: 15, patienceSeconds: 180, pollMs: 1000, minPaymentMs: 3000 },
      folders: [],
    };
    const read = readConfig(example);
    expect(read).toMatchObject({ ok: true, config: example });
    const { defaultTerminal: _, externalIdPrefix: __, terminals: ___, ...numbers } = example;
    expect(readConfig({})).toMatchObject({
      ok: true,
      config: {
        ...numbers,
        terminals: [],
        limits: { GTQ: { minCents: 500, maxCents: 5_000_000 }, USD: { minCents: 100, maxCents: 1_500_000 } },
      },
    });
  });

  it.each([
    ['server.port', [0, 65_535], [-1, 65_536, 7373.5, '7373', null]],
    [
      'server.allowedOrigins',
      [['https://erp.example.com', 'http://caja:8080']],
      [['https://erp.example.com/'], ['erp.example.com'], ['*']],
    ],
    ['recurrente.baseUrl', ['https://app.recurrente.com', 'http://127.0.0.1:9'], ['app.recurrente.com', 'ftp://x', '']],
    ['recurrente.timeoutMs', [500, 60_000], [499, 60_001, 0]],
    ['currency', ['GTQ', 'USD'], ['gtq', 'EUR', '']],
    ['externalIdPrefix', ['a', 'A-z_0.9', 'x'.repeat(24)], ['', 'x'.repeat(25), 'a b', 'ñ']],
    ['queue.expireAfterMinutes', [0.5, 1440], [0, -1, 1441]],
    ['queue.patienceSeconds', [1, 86_400], [0, 86_401]],
    ['queue.pollMs', [50, 60_000], [49, 60_001, 50.5]],
    ['queue.minPaymentMs', [0, 60_000], [-1, 60_001]],
    ['queue.sameOrderDays', [0, 3650], [-1, 3651]],
  ] as const)('holds %s to its range, and names it', (where, good, bad) => {
    for (const value of good) expect(pathsOf(at(where, value)), JSON.stringify(value)).toEqual([]);
    for (const value of bad) expect(pathsOf(at(where, value)).join(), JSON.stringify(value)).toMatch(where);
  });

  it('names every fault at once, misspelt keys and terminals that contradict each other included', () => {
    const faulty = {
      puerto: 1,
      server: { prot: 7373 },
      queue: { pollMs: 'fast' },
      terminals: [
        { id: 'trm_1', alias: 'caja1', name: 'Caja 1' },
        { id: 'trm_1', alias: 'caja 2', name: '' },
      ],
    };
    expect(pathsOf(faulty).sort()).toEqual([
      'puerto',
      'queue.pollMs',
      'server.prot',
      'terminals.1.alias',
      'terminals.1.name',
    ]);
    const [terminal] = faulty.terminals;
    expect(pathsOf({ terminals: [terminal, { ...terminal, alias: 'caja2' }] })).toEqual(['terminals.1.id']);
    expect(pathsOf({ terminals: [terminal, { id: 'caja1', alias: 'caja2', name: 'x' }] })).toEqual(['terminals.1.id']);
    expect(pathsOf({ terminals: [terminal], defaultTerminal: 'caja9' })).toEqual(['defaultTerminal']);
  });
});

describe('api-key', () => {
  it('is made on the first start, readable by its owner alone, and stays', () => {
    const folder = scratchFolder();
    const key = openApiKey(folder, {}).current();
    const file = path.join(folder, 'api-key');
    expect(readFileSync(file, 'utf8')).toBe(`${key}\n`);
    expect(key.length).toBeGreaterThanOrEqual(32);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(openApiKey(folder, {}).current()).toBe(key);
    expect(openApiKey(scratchFolder(), {}).current()).not.toBe(key);
  });
});
