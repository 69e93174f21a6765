import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openShop, until, type Shop } from './shop.ts';
import { CLI } from '../../faults/bridge-process.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop({
    callbacks: { url: 'http://127.0.0.1:9/pago?token=ultrasecreto' },
    telemetry: { headers: { 'x-auth': 'cabecera-secreta' } },
  });
});
afterEach(() => shop.close());

const run = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', CLI, ...args],
      {
        env: {
          ...process.env,
          NODE_COMPILE_CACHE: path.join(tmpdir(), 'puente-compile-cache'),
          PUENTE_API_KEY: '',
          RECURRENTE_SECRET_KEY: 'sk_live_news_tests',
        },
      },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });

test('every shop of a list is asked, through tunnels too, and the silent one is named', async () => {
  const host = new URL(shop.bridge.url).host;
  // A tunnel's near end: another port than the bridge's own, which is the only one that it lets in.
  const { text: view } = await until(
    () => shop.call('GET', '/v1/status'),
    (answer) => answer.json().connection === 'online',
  );
  const tunnel = createServer((req, res) => {
    const known = req.headers.host === '127.0.0.1:7373';
    res.writeHead(known ? 200 : 421).end(known ? view : '{}');
  });
  await new Promise<void>((resolve) => tunnel.listen(0, '127.0.0.1', resolve));
  const { port } = tunnel.address() as AddressInfo;
  const list = path.join(shop.folder, 'hosts.txt');
  await writeFile(
    list,
    `\uFEFF# tiendas\r\ncentro  http://${host}  @api-key\r\nnorte http://127.0.0.1:9 pk_x # cerrada\r\nsur http://${host} pk_wrong\r\noeste http://127.0.0.1:${port} pk_y\r\n`,
  );
  const mixed = await run('status', '--all', list);
  expect(mixed.code).toBe(2);
  const lines = mixed.out.trim().split('\n');
  expect(lines[1]).toMatch(/^centro\s+en línea\s+0\s+0\s+0/);
  expect(lines[2]).toContain('SIN RESPUESTA: ECONNREFUSED');
  expect(lines[3]).toContain('la clave no vale');
  expect(lines[4]).toMatch(/^oeste\s+en línea/);
  await writeFile(list, `centro http://${host} ${shop.bridge.apiKey}\n`);
  expect((await run('status', '--all', list)).code).toBe(0);
  const json = await run('status', '--json', '--all', list);
  expect(JSON.parse(json.out).shops).toMatchObject([{ name: 'centro', status: { connection: 'online' } }]);
  expect(json.out).not.toContain(shop.bridge.apiKey);
  await writeFile(list, 'centro ftp://x k\n');
  expect(await run('status', '--all', list)).toMatchObject({ code: 3, err: expect.stringContaining('línea 1') });
  tunnel.close();
});

test('the bundle of the doctor tells what support needs and no secret', async () => {
  await shop.sell('FAC-1');
  await shop.call('GET', `/v1/status?key=${shop.bridge.apiKey}`);
  await writeFile(path.join(shop.folder, 'recurrente-key'), 'sk_live_abcdefghij0123456789\n');
  const file = path.join(shop.folder, 'bundle.json');
  const settings = path.join(shop.folder, 'config.json');
  const raw = JSON.parse(await readFile(settings, 'utf8'));
  await writeFile(settings, JSON.stringify({ ...raw, recurrente: { baseUrl: shop.sandbox.url } }));
  const { code, out } = await run('doctor', '--data', shop.folder, '--bundle', file);
  expect(out).toContain('base de datos');
  expect(code).toBe(0);
  expect(out).toMatch(/clave: La clave es válida/);
  const text = await readFile(file, 'utf8');
  const bundle = JSON.parse(text);
  expect(bundle).toMatchObject({
    database: { sound: true, charges: 1 },
    config: { callbacks: { url: 'http://127.0.0.1:9' } },
  });
  expect(bundle.log.length).toBeGreaterThan(3);
  const callbackSecret = (await readFile(path.join(shop.folder, 'callback-secrets'), 'utf8')).trim();
  for (const secret of [
    shop.bridge.apiKey,
    'sk_live_abcdefghij0123456789',
    'sk_live_news_tests',
    callbackSecret,
    'ultrasecreto',
    'cabecera-secreta',
  ])
    expect(text.includes(secret), secret.slice(0, 6)).toBe(false);
  // Control: what is not secret is there.
  expect(text).toContain('trm_1');
});
