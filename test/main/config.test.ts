import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BadConfigError, openConfigFile } from '../../main/config-file.ts';
import { readConfig } from '../../main/contract/config.ts';
import { openLog } from '../../main/log.ts';
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
    [
      'recurrente.baseUrl',
      ['https://app.recurrente.com/', 'http://[::1]:9'],
      ['https://x.gt/api', 'https://x.gt?a=1', 'https://x.gt/#', 'https://ana:secreto@x.gt', 'https://ana@x.gt/'],
    ],
    ['limits.GTQ', [{ minCents: 5, maxCents: 5 }], [{ minCents: 6, maxCents: 5 }]],
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

describe('a refusal of config.json', () => {
  const wordsOf = (raw: unknown, lang: 'es' | 'en' = 'es'): string => {
    const read = readConfig(raw, lang);
    return read.ok ? '' : read.faults.map(({ path: where, message }) => `${where}: ${message}`).join('\n');
  };
  const terminal = { id: 'trm_1', alias: 'caja1', name: 'Caja 1' };

  it.each([
    ['terminals.0.id', { terminals: [{ ...terminal, id: 'a ' }] }, 'sin espacios'],
    ['terminals.0.id', { terminals: [{ ...terminal, id: 'a\u200bb' }] }, 'sin espacios'],
    ['terminals.0.name', { terminals: [{ ...terminal, name: ' ' }] }, 'Caja 1'],
    ['terminals.0.name', { terminals: [{ ...terminal, name: '\u200b' }] }, 'Caja 1'],
    ['terminals.0.alias', { terminals: [{ ...terminal, alias: 'caja 1' }] }, 'caja1'],
    ['limits.GTQ.maxCents', at('limits.GTQ', { minCents: 600, maxCents: 500 }), '600'],
    ['recurrente.baseUrl', at('recurrente.baseUrl', 'https://ana:secreto@x.gt'), 'contraseña'],
    ['recurrente.baseUrl', at('recurrente.baseUrl', 'https://x.gt/api?a=1'), 'sin ruta'],
    ['recurrente.baseUrl', at('recurrente.baseUrl', 'x.gt'), 'http:// o https://'],
    ['externalIdPrefix', { externalIdPrefix: 'tienda uno' }, 'tienda1'],
    ['callbacks.url', at('callbacks.url', 'nada'), 'http:// o https://'],
    ['callbacks.allowedHosts.0', at('callbacks.allowedHosts', ['http://x']), 'servidor'],
    ['telemetry.otlpEndpoint', at('telemetry.otlpEndpoint', 'nada'), 'http:// o https://'],
    ['server.allowedOrigins.0', at('server.allowedOrigins', ['https://x.gt/']), 'sin barra'],
  ])('names %s and says what to write: %j', (where, raw, hint) => {
    const [es, en] = [wordsOf(raw), wordsOf(raw, 'en')];
    expect(es).toMatch(new RegExp(`^${where}: `));
    expect(es).toContain(hint);
    expect(en).not.toBe(es);
    // Neither a pattern nor what was written: it may be a password.
    expect(es + en).not.toMatch(/\/\^|Inválido|secreto/);
  });

  it('takes what is right beside them', () => {
    expect(wordsOf({ terminals: [{ ...terminal, name: 'Caja 1 (niños)' }] })).toBe('');
  });

  const opened = (write: (file: string) => void): string => {
    const folder = scratchFolder();
    const file = path.join(folder, 'config.json');
    write(file);
    try {
      openConfigFile(folder);
      return '';
    } catch (error) {
      if (error instanceof BadConfigError)
        return error.faults.map((fault) => `${fault.path}: ${fault.message}`).join('\n');
      throw error;
    }
  };
  const text = JSON.stringify({ terminals: [{ ...terminal, name: 'Caja niños' }] });

  it.each([
    ['Windows-1252', Buffer.from(text, 'latin1'), '(file): no está en UTF-8'],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), '(file): no está en UTF-8'],
    ['a key twice', '{"server":{"port":7373,"port":7374}}', 'server.port: esta clave está dos veces'],
    ['no JSON', '{"server":', '(file): no es JSON válido'],
  ])('tells of a file that is %s', (_name, content, words) => {
    expect(opened((file) => writeFileSync(file, content))).toContain(words);
  });

  it('control: UTF-8 is read, with its mark too, and so is a key that stands in two places', () => {
    for (const content of [text, `\ufeff${text}`, '{"server":{"port":1},"webhooks":{"port":1}}'])
      expect(opened((file) => writeFileSync(file, content))).toBe('');
  });

  it('tells of a folder where a file belongs, and the other way round, by its name', () => {
    expect(opened((file) => mkdirSync(file))).toContain('config.json: es una carpeta');
    const folder = scratchFolder();
    mkdirSync(path.join(folder, 'api-key'));
    expect(() => openApiKey(folder, {})).toThrow(BadConfigError);
    expect(() => openApiKey(folder, {})).toThrow('api-key: es una carpeta');
    writeFileSync(path.join(folder, 'logs'), '');
    expect(() => openLog(folder, { quiet: true })).toThrow(BadConfigError);
    expect(() => openLog(folder, { quiet: true })).toThrow('logs: es un archivo');
  });

  it('of a hand-written file leaves the running bridge as it was, and is told to who saves', () => {
    const folder = scratchFolder();
    const file = path.join(folder, 'config.json');
    writeFileSync(file, text);
    const config = openConfigFile(folder);
    writeFileSync(file, Buffer.from(text, 'latin1'));
    expect(config.save({})).toMatchObject({ ok: false, faults: [{ path: '(file)' }] });
    expect(config.current().terminals[0]?.name).toBe('Caja niños');
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
