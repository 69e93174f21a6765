import { extractAll } from '@electron/asar';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildIfStale } from '../../../native/build/build.mjs';
import { packDir } from '../../../native/installer/pack.ts';
import { makeStandinDists } from '../../../native/installer/standin-dist.ts';
import { driveShell, startDisplay, type DrivenShell } from './drive.ts';

/**
 * The built shell, driven as a person would: real bridge processes, real Chromium windows on a virtual display, and a
 * stand-in for Electron between them. That Electron itself behaves so, only the release workflow shows.
 */
// Starting Chromium takes a busy machine many seconds.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const root = path.resolve(import.meta.dirname, '../../..');
const builtShell = path.join(root, 'dist/main/shell.cjs');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'puente-driven-'));
let display: Awaited<ReturnType<typeof startDisplay>>;
const started: DrivenShell[] = [];

beforeAll(async () => {
  await buildIfStale();
  display = await startDisplay();
}, 120_000);
afterEach(async () => {
  for (const shell of started.splice(0)) await shell.stop();
});
afterAll(() => {
  display.stop();
  rmSync(scratch, { recursive: true, force: true });
});

function start(options: Partial<Parameters<typeof driveShell>[0]> = {}): DrivenShell {
  const shell = driveShell({ main: builtShell, display: display.name, ...options });
  started.push(shell);
  return shell;
}

/** Two processes have to start for it, which takes a busy machine many seconds. */
const isReady = (shell: DrivenShell): Promise<void> =>
  vi.waitFor(() => expect(shell.output()).toContain('"ready":true'), { timeout: 60_000 });
const says = (text: string) => (event: Readonly<Record<string, unknown>>) => JSON.stringify(event.items).includes(text);
const statusIn = (page: Page): Promise<number> => page.evaluate(async () => (await fetch('/v1/status')).status);
const charge = (page: Page, orderId: string): Promise<string> =>
  page.evaluate(async (order_id) => {
    const body = JSON.stringify({ order_id, amount: '125.50' });
    const answer = await fetch('/v1/charges', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    return ((await answer.json()) as { id: string }).id;
  }, orderId);

/** Notes every breach of the page's policy, from before its first script on. */
async function watchPolicy(page: Page): Promise<() => Promise<unknown>> {
  await page.addInitScript(() => {
    const breaches: string[] = [];
    Object.assign(window, { breaches });
    document.addEventListener('securitypolicyviolation', (event) =>
      breaches.push(`${event.violatedDirective}: ${event.blockedURI}`),
    );
  });
  await page.reload();
  return () => page.evaluate(() => (window as unknown as { breaches: string[] }).breaches);
}

describe('one working day at the desktop', () => {
  let shell: DrivenShell;
  let page: Page;
  beforeAll(async () => {
    shell = driveShell({ main: builtShell, display: display.name, words: ['--sandbox'] });
    page = await shell.page();
    await shell.waitFor('tray', says('Demostración: Listo para cobrar'));
  });
  afterAll(() => shell.stop());

  it('shows the bridge without breaking its own policy, lets go of streams that the page closes, and goes nowhere else', async () => {
    const breaches = await watchPolicy(page);
    expect(await page.title()).toContain('Puente');
    expect(await statusIn(page)).toBe(200);
    await page.waitForFunction(() => document.body.innerText.includes('Caja 1'));
    expect(await breaches()).toEqual([]);
    // Control: a breach is noticed.
    await page.evaluate(() =>
      document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.com/x.png' })),
    );
    await vi.waitFor(async () => expect(await breaches()).toEqual(['img-src: https://example.com/x.png']), {
      timeout: 20_000,
    });

    const port = portOf(shell.dataDir);
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const streams = [0, 1, 2].map(() => new EventSource('/v1/events'));
          Object.assign(window, { streams });
          streams[2]!.onopen = resolve;
        }),
    );
    const open = connectionsTo(port);
    expect(open).toBeGreaterThanOrEqual(3);
    await page.evaluate(() =>
      (window as unknown as { streams: EventSource[] }).streams.forEach((stream) => stream.close()),
    );
    await vi.waitFor(() => expect(connectionsTo(port)).toBeLessThanOrEqual(open - 3), { timeout: 60_000 });

    await page.evaluate(() => void (location.href = 'https://example.com/'));
    expect(await shell.waitFor('navigation')).toMatchObject({ url: 'https://example.com/', prevented: true });
    await page.evaluate(() => void window.open('https://example.com/other'));
    expect(await shell.waitFor('popup')).toMatchObject({ action: 'deny' });
    expect(await page.title()).toContain('Puente');
    expect(await page.evaluate(() => typeof (window as unknown as { require?: unknown }).require)).toBe('undefined');
  });

  it('hides when closed, goes on working, tells what happens, and opens again from the tray', async () => {
    shell.send({ do: 'close-window', number: 0 });
    await shell.waitFor('visible', (event) => event.visible === false);
    const id = await charge(page, 'OCULTA-1');
    await shell.waitFor('tray', says('1 cobro en terminal'));
    expect(await shell.waitFor('keep-awake')).toMatchObject({ kind: 'prevent-app-suspension' });
    const before = shell.events.length;
    shell.send({ do: 'menu', id: 'open' });
    await shell.waitFor('visible', (event) => event.visible === true, before);
    expect(shell.events.filter(({ event }) => event === 'window')).toHaveLength(1);
    expect(shell.events.filter(({ event }) => event === 'closed')).toHaveLength(0);

    shell.send({ do: 'second-instance', words: ['puente', '--hidden'] });
    shell.send({ do: 'menu', id: 'log' });
    const log = await shell.page(1);
    expect(await log.evaluate(() => document.body.innerText)).toContain('bridge ready');
    shell.send({ do: 'menu', id: 'login' });
    await shell.waitFor('tray', (event) => JSON.stringify(event.items).includes('"checked":true'));
    const autostart = readFileSync(path.join(shell.home, 'config/autostart/puente.desktop'), 'utf8');
    expect(autostart).toContain(`Exec="${process.execPath}" --hidden\n`);
    shell.send({ do: 'menu', id: 'login' });
    await vi.waitFor(() => expect(readdirSync(path.join(shell.home, 'config/autostart'))).toEqual([]), {
      timeout: 20_000,
    });
    shell.send({ do: 'menu', id: 'data' });
    expect(await shell.waitFor('open-path')).toMatchObject({ file: shell.dataDir });

    // Papers open in windows of their own, which can call nothing.
    await page.evaluate((chargeId) => void window.open(`/v1/charges/${chargeId}/evidence`), id);
    const evidence = await shell.page(2);
    await vi.waitFor(async () => expect(await evidence.evaluate(() => document.body.innerText)).toContain('OCULTA-1'), {
      timeout: 20_000,
    });
    expect(await evidence.evaluate(() => 'puente' in window)).toBe(false);
    await page.evaluate(() => void window.open('/docs'));
    const docs = await shell.page(3);
    await vi.waitFor(async () => expect(await docs.evaluate(() => document.body.innerText)).toContain('/v1/charges'), {
      timeout: 20_000,
    });
  });

  it('asks before it quits while a charge is on a terminal, names it, and ends the bridge cleanly', async () => {
    await shell.waitFor('tray', says('1 cobro en terminal'));
    shell.send({ do: 'menu', id: 'quit' });
    const question = await shell.waitFor('question');
    expect(question).toMatchObject({
      message: 'Hay un cobro en la terminal',
      buttons: ['Seguir abierto', 'Salir de todos modos'],
      defaultId: 0,
    });
    expect(question.detail).toMatch(/caja1: OCULTA-1, Q 125\.50/);
    shell.send({ do: 'answer', id: question.id, answer: 0 });
    expect(await statusIn(page)).toBe(200);
    const before = shell.events.length;
    shell.send({ do: 'quit' });
    const again = await shell.waitFor('question', () => true, before);
    shell.send({ do: 'answer', id: again.id, answer: 1 });
    expect(await shell.exited).toBe(0);
    expect(existsSync(path.join(shell.dataDir, 'bridge.json'))).toBe(false);
    expect(existsSync(path.join(shell.dataDir, 'logs'))).toBe(true);
  });
});

describe('the desktop app', () => {
  it('starts a bridge that was killed again, keeps what happened, loses no charge, and the window goes on by itself', async () => {
    const shell = start({ words: ['--sandbox'] });
    const page = await shell.page();
    await shell.waitFor('tray', says('Listo para cobrar'));
    const id = await charge(page, 'SOBREVIVE-1');
    await page.evaluate(() => {
      const events = new EventSource('/v1/events');
      const seen: string[] = [];
      Object.assign(window, { seen });
      events.addEventListener('open', () => seen.push('open'));
    });
    const opened = (): Promise<number> => page.evaluate(() => (window as unknown as { seen: string[] }).seen.length);
    await vi.waitFor(async () => expect(await opened()).toBe(1), { timeout: 60_000 });
    const { pid } = await shell.waitFor('process', ({ name }) => name === 'Puente bridge');
    process.kill(Number(pid), 'SIGKILL');
    await shell.waitFor('tray', says('El puente se detuvo; vuelve a iniciar solo'));
    await shell.waitFor('process', (event) => event.name === 'Puente bridge' && event.pid !== pid);
    await vi.waitFor(async () => expect(await opened()).toBe(2), { timeout: 15_000 });
    const after = await page.evaluate(
      async (chargeId) => (await fetch(`/v1/charges/${chargeId}`)).json() as Promise<object>,
      id,
    );
    expect(after).toMatchObject({ order_id: 'SOBREVIVE-1', attempts: [{ number: 1 }] });
    const [crash] = readdirSync(path.join(shell.dataDir, 'logs')).filter((name) => name.startsWith('crash-'));
    expect(readFileSync(path.join(shell.dataDir, 'logs', crash!), 'utf8')).toContain('exit code: 137');
  });

  it('says what is wrong with the configuration, and comes back when it is right', { timeout: 240_000 }, async () => {
    const dataDir = path.join(scratch, 'bad-config');
    mkdirSync(dataDir);
    writeFileSync(path.join(dataDir, 'config.json'), '{"server":{"prot":7373}}');
    const shell = start({ dataDir, words: ['--sandbox'] });
    await shell.waitFor('tray', says('No pudo iniciar'));
    const page = await shell.pageWith('La configuración tiene un error');
    expect(await page.evaluate(() => document.body.innerText)).toContain('server.prot');
    writeFileSync(path.join(dataDir, 'config.json'), '{}');
    await page.click('text=Intentar de nuevo');
    await shell.waitFor('tray', says('Listo para cobrar'));
    await vi.waitFor(async () => expect(await statusIn(page)).toBe(200), { timeout: 60_000 });
    // The page of the click makes room for the window by itself.
    await page.waitForFunction(() => document.body.innerText.includes('Caja 1'));
  });

  it(
    "gives a second user a window onto the first one's bridge, or says so, and never starts another",
    { timeout: 240_000 },
    async () => {
      const dataDir = path.join(scratch, 'shared');
      const first = await serve(dataDir);
      const attached = start({ dataDir });
      await attached.waitFor('tray', says('Puente de otro usuario: Demostración: Listo para cobrar'));
      const page = await attached.page();
      await vi.waitFor(async () => expect(await statusIn(page)).toBe(200), { timeout: 60_000 });
      await charge(page, 'AJENA-1');
      await attached.waitFor('tray', says('1 cobro en terminal'));
      // It ends without a question: the charge goes on in the other's bridge.
      attached.send({ do: 'quit' });
      expect(await attached.exited).toBe(0);
      expect(attached.events.filter(({ event }) => event === 'question')).toEqual([]);
      expect(first.exitCode).toBeNull();

      renameSync(path.join(dataDir, 'api-key'), path.join(dataDir, 'hidden'));
      const refused = start({ dataDir });
      await refused.waitFor('tray', says('No pudo iniciar'));
      const notice = await refused.pageWith('Puente ya está abierto');
      renameSync(path.join(dataDir, 'hidden'), path.join(dataDir, 'api-key'));
      first.kill('SIGTERM');
      await once(first, 'exit');
      // The other is gone: this one takes over, with what the other left.
      await refused.waitFor('tray', says('Falta la clave de Recurrente'));
      await vi.waitFor(async () => expect(await statusIn(notice)).toBe(200), { timeout: 60_000 });
      const left = await notice.evaluate(async () => (await (await fetch('/v1/charges')).json()) as { data: object[] });
      expect(left.data).toMatchObject([{ order_id: 'AJENA-1' }]);
    },
  );

  it('runs without a window for checks of an installation, with the codes of serve', async () => {
    const shell = start({ words: ['--headless', '--sandbox'] });
    await isReady(shell);
    expect(shell.output()).toMatch(/^\{"ready":true,"url":"http:\/\/127\.0\.0\.1:\d+","sandbox":"http/m);
    const second = start({ words: ['--headless'], dataDir: shell.dataDir });
    expect(await second.exited).toBe(3);
    shell.kill('SIGTERM');
    expect(await shell.exited).toBe(0);
    expect(shell.events.filter(({ event }) => event === 'window' || event === 'tray')).toEqual([]);
  });
});

it('passes the check that the release workflow makes of an installed program', async () => {
  const program = path.join(scratch, 'puente-installed');
  const register = path.join(import.meta.dirname, 'standin/register.ts');
  writeFileSync(
    program,
    `#!/bin/sh\nSTANDIN_USER_DATA='${scratch}' exec '${process.execPath}' --import '${register}' '${builtShell}' "$@"\n`,
    { mode: 0o755 },
  );
  const check = spawn(process.execPath, [path.join(root, 'native/installer/try-installed.mjs'), program]);
  let output = '';
  for (const stream of [check.stdout, check.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const [code] = (await once(check, 'exit')) as [number];
  expect([code, output]).toEqual([0, expect.stringMatching(/paid: INSTALADO-\d+, 1250 cents[\s\S]*works/)]);
});

describe("Recurrente's key", () => {
  const KEY = 'sk_test_0123456789abcdef';
  const save = async (shell: DrivenShell): Promise<{ status: number; body: unknown }> => {
    await isReady(shell);
    const apiKey = readFileSync(path.join(shell.dataDir, 'api-key'), 'utf8').trim();
    const answer = await fetch(`http://127.0.0.1:${portOf(shell.dataDir)}/v1/settings/recurrente-key`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ key: KEY, force: true }),
    });
    return { status: answer.status, body: await answer.json() };
  };
  const words = ['--headless', '--recurrente', 'http://127.0.0.1:9'];
  const files = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name));
  const holdsKey = (file: string): boolean => statSync(file).isFile() && readFileSync(file).includes(KEY);

  it('is sealed by the system, never written plainly, and there again after a restart', async () => {
    const shell = start({ words });
    expect(await save(shell)).toMatchObject({ status: 200 });
    const userDir = path.join(path.dirname(shell.dataDir), 'user');
    expect(readdirSync(userDir).sort()).toEqual(['callback-secrets.sealed', 'recurrente-key.sealed']);
    expect(existsSync(path.join(shell.dataDir, 'callback-secrets'))).toBe(false);
    expect([...files(shell.dataDir), ...files(userDir)].filter(holdsKey)).toEqual([]);
    shell.kill('SIGTERM');
    await shell.exited;
    const again = start({ words, dataDir: shell.dataDir, env: { STANDIN_USER_DATA: userDir } });
    await isReady(again);
    const apiKey = readFileSync(path.join(shell.dataDir, 'api-key'), 'utf8').trim();
    const settings = await fetch(`http://127.0.0.1:${portOf(shell.dataDir)}/v1/settings`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect(await settings.json()).toMatchObject({ secrets: { recurrente_key: { set: true, fixed: false } } });
  });

  it('is refused with an explanation where the system offers no vault', async () => {
    const shell = start({ words, env: { STANDIN_NO_KEYRING: '1' } });
    const { status, body } = await save(shell);
    expect([status, body]).toMatchObject([409, { code: 'key_not_kept' }]);
    expect(JSON.stringify(body)).toContain('llavero');
    expect(files(path.dirname(shell.dataDir)).filter(holdsKey)).toEqual([]);
  });
});

describe('the code out of the packed asar', () => {
  it('starts, shows the window and serves a charge', async () => {
    const dists = await makeStandinDists(path.join(scratch, 'dists'));
    const packed = await packDir('linux', dists.linux, path.join(scratch, 'release'));
    const app = path.join(scratch, 'app');
    extractAll(path.join(packed, 'resources/app.asar'), app);
    const shell = start({ main: path.join(app, 'dist/main/shell.cjs'), words: ['--sandbox'] });
    const page = await shell.page();
    await shell.waitFor('tray', says('Listo para cobrar'));
    const breaches = await watchPolicy(page);
    await page.waitForFunction(() => document.body.innerText.includes('Caja 1'));
    await charge(page, 'EMPACADA-1');
    await shell.waitFor('tray', says('1 cobro en'));
    expect(await breaches()).toEqual([]);
    const { picture } = await shell.waitFor('tray');
    expect(existsSync(String(picture))).toBe(true);
    const { pid } = await shell.waitFor('process', ({ name }) => name === 'Puente bridge');
    process.kill(Number(pid), 'SIGKILL');
    await shell.waitFor('process', (event) => event.name === 'Puente bridge' && event.pid !== pid);
  });
});

/** A bridge of somebody else's on the same data. */
async function serve(dataDir: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [path.join(root, 'dist/main/cli.cjs'), 'serve', '--data', dataDir, '--port', '0', '--sandbox'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('"ready":true')) return child;
  throw new Error('serve did not get ready');
}

const portOf = (dataDir: string): number =>
  Number(new URL((JSON.parse(readFileSync(path.join(dataDir, 'bridge.json'), 'utf8')) as { url: string }).url).port);

/** Established TCP connections of this machine to a port on loopback. */
function connectionsTo(port: number): number {
  const wanted = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .filter((line) => {
      const [, , remote, state] = line.trim().split(/\s+/);
      return remote === wanted && state === '01';
    }).length;
}
