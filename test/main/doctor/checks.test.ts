import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { configSchema, type Config } from '../../../main/contract/config.ts';
import {
  checkDevices,
  checkDisk,
  checkFolders,
  checkPort,
  checkRecurrente,
  checkTls,
  type Finding,
} from '../../../main/doctor/checks.ts';
import { startSandbox, type Sandbox } from '../../../main/recurrente/sandbox/sandbox.ts';
import { freePort } from '../../free-port.ts';
import { runCli } from '../cli/run-cli.ts';

const KEY = 'sk_test_doctor';
const told = (findings: readonly Finding[]): string[] =>
  findings.map(({ check, result, says }) => `${check} ${result}: ${says}`);
const configOf = (raw: object): Config => configSchema.parse(raw);

let folder: string;
const servers: Server[] = [];
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'puente-doctor-'));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Somebody else's program on a port of this computer. */
async function stranger(): Promise<number> {
  const server = createServer((socket) => {
    // Whoever looks only whether somebody listens hangs up at once.
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

describe('what the doctor says of this computer', () => {
  it('disk, folders and port: each well, and each ailing with what to do', async () => {
    expect(checkDisk(folder).result).not.toBe('fail');
    expect(told([checkDisk(path.join(folder, 'none'))])).toEqual([expect.stringContaining('disco fail: La carpeta')]);
    const folders = [folder, path.join(folder, 'gone')].map((at) => ({
      path: at,
      match: '*.csv',
      format: 'csv',
      fields: { order_id: 'A', amount: 'B' },
    }));
    expect(told(checkFolders(configOf({ folders })))).toEqual([
      expect.stringContaining('carpeta ok'),
      expect.stringMatching(/carpeta fail: .*revise la unidad o la red/),
    ]);
    const taken = await stranger();
    expect(told([await checkPort(taken, undefined)])).toEqual([expect.stringContaining('lo usa otro programa')]);
    expect((await checkPort(taken, `http://127.0.0.1:${taken}`)).result).toBe('ok');
    expect(told([await checkPort(await freePort(), undefined)])).toEqual(['puerto warn: El puente no está abierto.']);
  });

  it('devices: a cable that is not there, a printer that is off, and those that answer', async () => {
    const { devices } = configOf({
      devices: {
        serial: [
          { id: 'caja', path: path.join(folder, 'ttyUSB9'), profile: 'plain-line' },
          { id: 'apagada', path: '/dev/none', profile: 'plain-line', enabled: false },
        ],
        displays: [{ id: 'poste', path: folder }],
        printers: [
          { id: 'lejos', via: { kind: 'tcp', host: '127.0.0.1', port: await freePort() } },
          { id: 'cerca', via: { kind: 'tcp', host: '127.0.0.1', port: await stranger() } },
        ],
      },
    });
    expect(told(await checkDevices({ ...configOf({}), devices }))).toEqual([
      expect.stringMatching(/warn: caja: .*conecte el cable/),
      expect.stringContaining('ok: poste'),
      expect.stringMatching(/warn: lejos: .*enciéndala/),
      expect.stringContaining('ok: cerca'),
    ]);
  });

  it('a damaged database and a faulty configuration end it with 1 and are named', async () => {
    writeFileSync(path.join(folder, 'bridge.db'), 'this is no database');
    writeFileSync(path.join(folder, 'config.json'), '{"server": {"port": "x"}}');
    const { exitCode, stdout } = await runCli(['doctor', '--data', folder, '--json']);
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(exitCode).toBe(1);
    expect(findings.filter(({ result }) => result === 'fail').map(({ check }) => check)).toEqual([
      'base de datos',
      'configuración',
    ]);
    expect(findings.at(-1)?.says).toContain('server.port');
  });
});

describe('what the doctor says of the way to Recurrente', () => {
  let sandbox: Sandbox;
  const look = async (key: string | undefined = KEY): Promise<string[]> =>
    told(await checkRecurrente(configOf({ recurrente: { baseUrl: sandbox.url, timeoutMs: 1500 } }), key));
  beforeAll(async () => {
    sandbox = await startSandbox({ secretKey: KEY });
  });
  afterAll(() => sandbox.stop());

  it('all is well', async () => {
    expect(await look()).toEqual([
      expect.stringContaining('dns ok'),
      expect.stringContaining('clave ok'),
      expect.stringContaining('reloj ok'),
    ]);
  });

  it('no name, no key, a refused key, a clock that is off, an answer that is not Recurrente', async () => {
    const lost = configOf({ recurrente: { baseUrl: 'https://no-such-host.invalid' } });
    expect(told(await checkRecurrente(lost, KEY))).toEqual([expect.stringMatching(/dns fail: .*revise la conexión/)]);
    const keyless = configOf({ recurrente: { baseUrl: sandbox.url } });
    expect(told(await checkRecurrente(keyless, undefined)).at(-1)).toMatch(/clave warn: .*póngala en Ajustes/);
    sandbox.core.setKeyRevoked(true);
    expect((await look()).join()).toMatch(/clave fail: .*cópiela de nuevo/);
    sandbox.core.setKeyRevoked(false);
    sandbox.setBehaviour({ clockSkewMs: 300_000 });
    expect((await look()).at(-1)).toMatch(/reloj warn: .*difiere \d+ s .*ajústelo/);
    sandbox.setBehaviour({ clockSkewMs: 0 });
    sandbox.faults.next('test', { kind: 'html', when: 'before', status: 200 });
    expect((await look()).at(-1)).toMatch(/recurrente fail: .*proxy/);
  });

  it('no encryption, no line, and something else on the port', async () => {
    const at = async (baseUrl: string): Promise<string[]> =>
      told(await checkTls(configOf({ recurrente: { baseUrl } })));
    expect(await at(sandbox.url)).toEqual([expect.stringContaining('tls warn')]);
    expect(await at(`https://127.0.0.1:${await freePort()}`)).toEqual([
      expect.stringMatching(/tls fail: No hay conexión.*cortafuegos/),
    ]);
    expect(await at(`https://127.0.0.1:${await stranger()}`)).toEqual([
      expect.stringMatching(/tls fail: .* no va cifrado \([A-Z_]+\): .*proxy/),
    ]);
  });
});
