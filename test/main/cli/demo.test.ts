import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChargeView } from '../../../main/contract/charge.ts';
import { until } from '../news/shop.ts';
import { startCli } from './run-cli.ts';

/** `npm run demo` (bridge-api.md, "Start it"): the main job with nothing to configure and without Electron. */
let temporary: string;
let child: ReturnType<typeof startCli>['child'] | undefined;
beforeEach(() => (temporary = mkdtempSync(path.join(tmpdir(), 'puente-try-'))));
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(temporary, { recursive: true, force: true });
});

test('a bridge, a simulated Recurrente and sample charges, of which one is paid at a tap; nothing is left behind', async () => {
  const started = startCli(['demo', '--port', '0'], { TMPDIR: temporary, TEMP: temporary, PUENTE_API_KEY: '' });
  ({ child } = started);
  let said = '';
  child.stdout?.on('data', (text: string) => (said += text));
  await until(
    async () => said,
    (text) => text.includes('Ctrl-C'),
  );
  const at = (before: string): string =>
    new RegExp(`${before}\\s+(http://127\\.0\\.0\\.1:\\d+/\\S*)`).exec(said)?.[1] ?? '';
  const opened = await fetch(at('Ventana del cajero:'), { redirect: 'manual' });
  expect(opened.headers.getSetCookie().join()).toContain('HttpOnly');
  const url = new URL('/v1/charges', at('Ventana del cajero:'));
  const headers = { authorization: /Bearer \S+(?=")/.exec(said)?.[0] ?? '' };
  const charges = async (): Promise<ChargeView[]> =>
    ((await (await fetch(url, { headers })).json()) as { data: ChargeView[] }).data;
  expect((await charges()).map(({ source }) => source)).toEqual(['demo', 'demo', 'demo']);
  await until(charges, (all) =>
    all.some(({ status, terminal }) => status === 'dispatched' && terminal.alias === 'caja1'),
  );
  const approve = new URL('sandbox/terminals/trm_demo_1/approve', at('Terminales simuladas:'));
  await fetch(approve, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  await until(charges, (all) => all.some(({ paid }) => paid));
  child.kill('SIGTERM');
  expect((await started.ended).exitCode).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a port that is in use, when one was asked for: 4, in Spanish, and nothing is left behind', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const started = startCli(['demo', '--port', String(port)], { TMPDIR: temporary, TEMP: temporary });
  ({ child } = started);
  const { exitCode, stdout, stderr } = await started.ended;
  taken.close();
  expect([exitCode, stdout]).toEqual([4, '']);
  expect(stderr).toContain(`El puerto ${port} ya lo usa otro programa`);
  expect(readdirSync(temporary)).toEqual([]);
});
