import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { buildIfStale } from '../../../native/build/build.mjs';
import type { Line } from '../../../native/serial/line.ts';
import { layCable, openEnd, until, type Cable } from '../../native/serial/pty.ts';
import { driveShell, type DrivenShell } from './drive.ts';

/**
 * A till on a serial port of the desktop app: the built shell, the built bridge and the built port process, each a process of its
 * own with the shell carrying their words, and a real pair of terminals for the cable. The stand-in is Electron's alone.
 */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const builtShell = path.resolve(import.meta.dirname, '../../../dist/main/shell.cjs');
const PORT = 'Puente serial port';
let cable: Cable;
let dataDir: string;
let shell: DrivenShell;
let till: Line;
let heard: string;

beforeEach(async () => {
  await buildIfStale();
  cable = await layCable();
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'puente-port-'));
  const serial = [{ id: 'com1', path: cable.bridgeEnd, profile: 'plain-line', terminal: 'caja1' }];
  writeFileSync(path.join(dataDir, 'config.json'), JSON.stringify({ devices: { serial } }));
  heard = '';
  // Nothing of it is seen: no window and no tray.
  shell = driveShell({ main: builtShell, display: ':0', words: ['--headless', '--sandbox'], dataDir });
  till = await openEnd(cable.tillEnd, (bytes) => (heard += Buffer.from(bytes).toString('latin1')));
});
afterEach(async () => {
  await shell.stop();
  await till.close();
  await cable.remove();
  rmSync(dataDir, { recursive: true, force: true });
});

const ready = async (): Promise<{ url: string; sandbox: string }> => {
  const line = await vi.waitFor(
    () => /^\{"ready".*\}$/m.exec(shell.output())?.[0] ?? Promise.reject(new Error('not yet')),
    {
      timeout: 30_000,
    },
  );
  return JSON.parse(line) as { url: string; sandbox: string };
};
const portState = async (): Promise<string> => {
  // The bridge may be on another port after it was started anew.
  const { url } = JSON.parse(readFileSync(path.join(dataDir, 'bridge.json'), 'utf8')) as { url: string };
  const headers = { 'x-api-key': readFileSync(path.join(dataDir, 'api-key'), 'utf8').trim() };
  const answer = await fetch(`${url}/v1/devices`, { headers });
  return ((await answer.json()) as { data: { state: string }[] }).data[0]?.state ?? '';
};
const isOpen = () => vi.waitFor(async () => expect(await portState()).toBe('open'), { timeout: 30_000, interval: 100 });
const hears = (words: string | RegExp) =>
  until(
    () => (typeof words === 'string' ? heard.includes(words) : words.test(heard)),
    `"${String(words)}" on the line`,
  );
const say = (text: string) => till.write(Buffer.from(`${text}\r\n`, 'latin1'));
const started = (name: string): number[] =>
  shell.events.filter((event) => event.event === 'process' && event.name === name).map(({ pid }) => Number(pid));
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

it('takes a sale over the line to paid, through unplugging and the end of its own process and of the bridge', async () => {
  const { sandbox } = await ready();
  await isOpen();
  await say('VENTA;000123;125.50');
  await hears('RECIBIDO');
  const approve = () =>
    fetch(`${sandbox}/sandbox/terminals/trm_demo_1/approve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
  await vi.waitFor(async () => expect((await approve()).status).toBe(200), { timeout: 30_000, interval: 200 });
  await hears(/VENTA;PAGADO;000123;125\.50;\d+;\d{4};/);

  await cable.cut();
  await vi.waitFor(async () => expect(await portState()).toBe('lost'), { timeout: 30_000, interval: 100 });
  await till.close();
  await cable.join();
  till = await openEnd(cable.tillEnd, (bytes) => (heard += Buffer.from(bytes).toString('latin1')));
  await isOpen();
  // The same process opened the port again.
  expect(started(PORT)).toHaveLength(1);

  const [first = 0] = started(PORT);
  process.kill(first, 'SIGKILL');
  await vi.waitFor(() => expect(started(PORT)).toHaveLength(2), { timeout: 30_000 });
  await isOpen();
  heard = '';
  await say('ULTIMA');
  await hears(/ULTIMA;PAGADO;000123;125\.50;/);

  const [bridge = 0] = started('Puente bridge');
  const [, second = 0] = started(PORT);
  process.kill(bridge, 'SIGKILL');
  // Nobody is left to listen to it, and the next bridge must find the port free.
  await vi.waitFor(() => expect(isAlive(second)).toBe(false), { timeout: 30_000 });
  await vi.waitFor(() => expect(started('Puente bridge')).toHaveLength(2), { timeout: 30_000 });
  await isOpen();
  heard = '';
  await say('ULTIMA');
  await hears(/ULTIMA;PAGADO;000123;125\.50;/);

  const pids = started(PORT);
  await shell.stop();
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 30_000 });
});
