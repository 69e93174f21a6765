import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChildProcess } from 'node:child_process';
import { runCli, startCli, type Ran } from './run-cli.ts';

/** What scripts and installers branch on: the exit codes of the real processes (bridge-api.md, "Start it"; `puente help`). */
let folder: string;
let children: ChildProcess[];
let servers: Server[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'puente-exit-'));
  children = [];
  servers = [];
});
afterEach(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

const configure = (config: object): void => writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config));
const TERMINALS = { terminals: [{ id: 'trm_1', alias: 'caja1', name: 'Caja 1' }] };

/** Starts `serve` and waits for its line. */
async function serve(
  more: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<{ child: ChildProcess; ended: Promise<Ran> }> {
  const started = startCli(['serve', '--data', folder, '--port', '0', ...more], { PUENTE_API_KEY: 'pk_exit', ...env });
  children.push(started.child);
  const died = started.ended.then(({ stderr }) => Promise.reject(new Error(`serve ended: ${stderr}`)));
  died.catch(() => undefined);
  await Promise.race([once(started.child.stdout ?? started.child, 'data'), died]);
  return started;
}
const cli = (...args: readonly string[]): Promise<Ran> =>
  runCli([...args, '--data', folder], { PUENTE_API_KEY: 'pk_exit' });

describe('puente serve', () => {
  it('ends with 0 on SIGTERM, having said one line on stdout', async () => {
    configure(TERMINALS);
    const { child, ended } = await serve(['--sandbox']);
    child.kill('SIGTERM');
    const { exitCode, stdout, stderr } = await ended;
    expect(exitCode).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ready: true,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    // The log goes to stderr and to the data folder, a JSON line each.
    const said = (text: string): string[] =>
      text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(said(stderr)).toContain('bridge ready');
    expect(said(readFileSync(path.join(folder, 'logs', 'puente.log'), 'utf8'))).toEqual(said(stderr));
  });

  it('goes on when whoever read its output is gone', async () => {
    configure(TERMINALS);
    const { child, ended } = await serve(['--sandbox']);
    child.stdout?.destroy();
    child.stderr?.destroy();
    const { url } = JSON.parse(readFileSync(path.join(folder, 'bridge.json'), 'utf8')) as { url: string };
    const ask = async (): Promise<number> =>
      (await fetch(`${url}/v1/status`, { headers: { 'x-api-key': 'pk_exit' } })).status;
    expect(await ask()).toBe(200);
    // The line of that request is written to both places at once.
    const log = path.join(folder, 'logs', 'puente.log');
    await expect.poll(() => readFileSync(log, 'utf8'), { timeout: 30_000 }).toContain('"path":"/v1/status"');
    expect(await ask()).toBe(200);
    child.kill('SIGTERM');
    expect((await ended).exitCode).toBe(0);
  });

  it('ends with 0 on SIGTERM while it still starts', async () => {
    const fresh = path.join(folder, 'fresh');
    const { child, ended } = startCli(['serve', '--data', fresh, '--port', '0', '--sandbox']);
    children.push(child);
    // The first thing that a start leaves behind.
    await expect.poll(() => existsSync(fresh), { timeout: 30_000, interval: 2 }).toBe(true);
    child.kill('SIGTERM');
    const { exitCode, signal } = await ended;
    expect([exitCode, signal]).toEqual([0, null]);
  });

  it('ends with 0 while Recurrente keeps it waiting, long before its calls would be given up; the send is known at the next start', async () => {
    const recurrente = createHttpServer((req, res) => {
      if (req.method === 'POST') return void recurrente.emit('charged');
      res.setHeader('content-type', 'application/json');
      res.end(req.url === '/api/test' ? '{"name":"Tienda"}' : '[]');
    }).listen(0, '127.0.0.1');
    servers.push(recurrente);
    await once(recurrente, 'listening');
    const { port } = recurrente.address() as AddressInfo;
    // As long as the test may take: by itself no call ends within it.
    configure({ ...TERMINALS, recurrente: { baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 60_000 } });
    const env = { RECURRENTE_SECRET_KEY: 'sk_test_exit' };
    const { child, ended } = await serve([], env);
    const charged = once(recurrente, 'charged');
    expect((await cli('charge', '--order', 'F1', '--amount', '10.00')).exitCode).toBe(2);
    await charged;
    child.kill('SIGTERM');
    expect((await ended).exitCode).toBe(0);
    recurrente.closeAllConnections();

    await serve([], env);
    const ran = await cli('charge', '--order', 'F1', '--amount', '10.00', '--format', 'json');
    expect(JSON.parse(ran.stdout)).toMatchObject({ status: 'sending', attempts: [{ number: 1 }] });
  });

  it('ends with 3 when another bridge has the folder, which goes on', async () => {
    await serve();
    const second = await cli('serve', '--port', '0');
    expect([second.exitCode, second.stdout]).toEqual([3, '']);
    expect(second.stderr).toContain(folder);
    expect((await cli('open', '--print')).exitCode).toBe(0);
  });

  it('ends with 4 when the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    servers.push(taken);
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const ran = await cli('serve', '--port', String(port));
    expect([ran.exitCode, ran.stdout]).toEqual([4, '']);
    expect(ran.stderr).toContain(String(port));
  });

  it.each([
    ['a fault in the configuration', { queue: { pollMs: 'fast' } }, [], 'queue.pollMs'],
    ['a port that is none', {}, ['--port', '70000'], '70000'],
    ['an option that does not exist', {}, ['--prot', '7373'], '--prot'],
    ['an address of Recurrente that is none', {}, ['--recurrente', 'app.recurrente.com'], '--recurrente'],
    ['an address of Recurrente that is not HTTP', {}, ['--recurrente=ftp://127.0.0.1'], '--recurrente'],
  ])('ends with 5 on %s, and names it', async (_name, config, args, named) => {
    configure(config);
    const ran = await cli('serve', ...args);
    expect([ran.exitCode, ran.stdout]).toEqual([5, '']);
    expect(ran.stderr).toContain(named);
  });

  it('ends with 5 on a configuration that is no JSON, and says where', async () => {
    writeFileSync(path.join(folder, 'config.json'), '{\n  "server": {"port": 7373},\n}');
    const ran = await cli('serve', '--port', '0');
    expect([ran.exitCode, ran.stdout]).toEqual([5, '']);
    expect(ran.stderr).toContain('no es JSON válido: línea 3, columna 1');
  });
});

describe('puente status', () => {
  it('ends with 0 when charges can be taken', async () => {
    configure(TERMINALS);
    await serve(['--sandbox']);
    await expect.poll(async () => (await cli('status')).exitCode, { timeout: 30_000, interval: 200 }).toBe(0);
  });

  it('ends with 1 when the bridge runs and a person is wanted: there is no key', async () => {
    await serve();
    await expect
      .poll(async () => JSON.parse((await cli('status', '--json')).stdout).connection, {
        timeout: 30_000,
        interval: 200,
      })
      .toBe('key_missing');
    expect((await cli('status')).exitCode).toBe(1);
  });

  it('ends with 2 when nothing answers, and 3 when it is asked wrongly', async () => {
    // A port on which surely nobody listens: the bridge that was there has gone.
    const { child, ended } = await serve();
    child.kill('SIGKILL');
    await ended;
    const ran = await cli('status');
    expect([ran.exitCode, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toContain('puente serve');
    expect((await cli('status', '--jsno')).exitCode).toBe(3);
  });
});

describe('puente open', () => {
  it('ends with 0 and a link that works once', async () => {
    await serve();
    const ran = await cli('open', '--print');
    expect(ran.exitCode).toBe(0);
    const link = ran.stdout.trim();
    const first = await fetch(link, { redirect: 'manual' });
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly/i);
    const second = await fetch(link, { redirect: 'manual' });
    expect(second.headers.get('set-cookie')).toBeNull();
  });

  it('ends with 1 when no bridge answers, and 3 when it is asked wrongly', async () => {
    const { child, ended } = await serve();
    child.kill('SIGKILL');
    await ended;
    const ran = await cli('open', '--print');
    expect([ran.exitCode, ran.stdout]).toEqual([1, '']);
    expect((await cli('open', 'ahora')).exitCode).toBe(3);
  });
});
