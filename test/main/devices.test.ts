import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBridge, type Bridge } from '../../main/bridge.ts';
import type { Desk } from '../../main/contract/desk.ts';
import { devicesSchema } from '../../main/contract/devices.ts';
import { startDevices } from '../../main/devices.ts';
import { SANDBOX_SECRET_KEY, startSandbox, type Sandbox } from '../../main/recurrente/sandbox/sandbox.ts';
import { createPrintJobs } from '../../main/store/print-jobs.ts';
import { createStore } from '../../main/store/store.ts';
import type { Line } from '../../native/serial/line.ts';
import { findProfile } from '../../native/serial/profiles.ts';
import { createPole, type Pole } from '../native/display/pole.ts';
import { startFakePrinter, type FakePrinter } from '../native/printer/fake-printer.ts';
import { printOnPaper } from '../native/printer/paper-roll.ts';
import { systemClock } from '../native/serial/clock.ts';
import { CHILD, layCable, openEnd, until, type Cable } from '../native/serial/pty.ts';
import { createDeskDouble } from './intake/serial/desk-double.ts';
import { createTill, sentencesOf, type Till } from './intake/serial/till.ts';

const profile = findProfile('transbank-cents') ?? fail();
function fail(): never {
  throw new Error('the profile ships');
}
const say = sentencesOf(profile);

describe('till, terminal, display and printer with a whole bridge and the simulated Recurrente', () => {
  let folder: string;
  let sandbox: Sandbox;
  let bridge: Bridge;
  let tillCable: Cable;
  let poleCable: Cable;
  let tillLine: Line;
  let poleLine: Line;
  let till: Till;
  let pole: Pole;
  let paper: FakePrinter;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'puente-devices-'));
    [tillCable, poleCable, paper, sandbox] = await Promise.all([
      layCable(),
      layCable(),
      startFakePrinter(),
      startSandbox({ terminals: [{ id: 'trm_1', name: 'Caja 1' }], seed: 7 }),
    ]);
    writeFileSync(
      path.join(folder, 'config.json'),
      JSON.stringify({
        terminals: [{ id: 'trm_1', alias: 'caja1', name: 'Caja 1' }],
        queue: { pollMs: 60, patienceSeconds: 60 },
        devices: {
          serial: [{ id: 'com1', path: tillCable.bridgeEnd, profile: 'transbank-cents' }],
          displays: [{ id: 'pole', path: poleCable.bridgeEnd, dialect: 'cd5220' }],
          printers: [{ id: 'tickets', via: { kind: 'tcp', host: '127.0.0.1', port: paper.port } }],
        },
      }),
    );
    bridge = await startBridge({
      dataFolder: folder,
      port: 0,
      quietLog: true,
      sandbox: { url: sandbox.url, secretKey: SANDBOX_SECRET_KEY, terminals: [] },
    });
    pole = createPole('cd5220');
    poleLine = await openEnd(poleCable.tillEnd, (bytes) => pole.feed(bytes));
    tillLine = await openEnd(tillCable.tillEnd, (bytes) => till.hear(bytes));
    till = createTill(profile, (bytes) => void tillLine.write(bytes));
    for (let open = 0; open < 2;)
      open = (await ask<{ state: string }>('')).filter(({ state }) => state === 'open').length;
  });
  afterEach(async () => {
    await Promise.all([tillLine.close(), poleLine.close(), bridge.stop()]);
    await Promise.all([sandbox.stop(), paper.close(), tillCable.remove(), poleCable.remove()]);
    rmSync(folder, { recursive: true, force: true });
  });
  const ask = async <T>(what: string): Promise<T[]> => {
    const answer = await fetch(`${bridge.url}/v1/devices${what}`, { headers: { 'x-api-key': bridge.apiKey } });
    return ((await answer.json()) as { data: T[] }).data;
  };
  const traffic = async (id: string) =>
    (await ask<{ text: string }>(`/${id}/traffic`)).map((line) => line.text).join('\n');
  const onPaper = () =>
    printOnPaper(paper.printed(), 42)
      .rows.map((row) => row.text)
      .join('\n');
  const customer = () => sandbox.terminal('trm_1');
  const onTerminal = () => until(() => customer().charge() !== undefined, 'the charge to reach the terminal');

  it('takes a sale from the till to paid: answer, display, voucher, last sale, totals and close', async () => {
    till.ask(say.sale('000123', 12_550));
    expect(await till.next()).toBe('ACK');
    await onTerminal();
    await until(() => pole.rows[1].trim() === 'Q 125.50', 'the amount on the display');
    customer().approve({ tipInCents: 1_000 });
    const answer = (await till.next()).split('|');
    expect([answer[0], answer[1], answer[4], answer[6], answer[18]]).toEqual(['0210', '00', '000123', '12550', '1000']);
    await until(() => pole.rows[0].trim() === '¡Gracias!', 'the thanks');
    await until(() => onPaper().includes('TOTAL PAGADO') && onPaper().includes('Q 135.50'), 'the voucher');
    till.ask(say.last);
    expect(await till.next()).toBe('ACK');
    expect((await till.next()).split('|').slice(0, 2)).toEqual(['0260', '00']);
    till.ask(say.totals);
    expect(await till.next()).toBe('ACK');
    expect(await till.next()).toBe('0710|00|1|12550');
    till.ask(say.close);
    expect(await till.next()).toBe('ACK');
    expect((await till.next()).split('|').slice(0, 2)).toEqual(['0510', '00']);
    await until(() => onPaper().includes('CIERRE') && onPaper().includes('NETO'), 'the day close');
    expect(onPaper()).not.toContain('COPIA');
    expect(await traffic('com1')).toContain('0200|12550|000123');
    expect(await traffic('tickets')).toContain('TOTAL PAGADO');
  });

  it('tells a decline, and one order is never two payments however often the till sends it', async () => {
    till.ask(say.sale('000200', 5_000));
    expect(await till.next()).toBe('ACK');
    await onTerminal();
    customer().decline();
    expect((await till.next()).split('|').slice(0, 2)).toEqual(['0210', '01']);
    await until(() => pole.rows[1].trim() === 'Intente otra tarjeta', 'the request for another card');
    till.ask(say.sale('000201', 6_000));
    expect(await till.next()).toBe('ACK');
    for (let again = 0; again < 3; again += 1) {
      till.ask(say.sale('000201', 6_000));
      expect(await till.next()).toBe('ACK');
    }
    await onTerminal();
    customer().approve();
    expect((await till.next()).split('|').slice(0, 2)).toEqual(['0210', '00']);
    till.ask(say.sale('000201', 6_000));
    expect(await till.next()).toBe('ACK');
    expect((await till.next()).split('|').slice(0, 2)).toEqual(['0210', '00']);
    expect(sandbox.state.commands.map((command) => command.amountInCents)).toEqual([5_000, 6_000]);
  });
});

describe('devices that do not work', () => {
  it('says what is wrong with a device that does not work, and starts all the same', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'puente-devices-'));
    const store = createStore({ path: path.join(folder, 'bridge.db'), failpoint: () => undefined });
    const broken = startDevices({
      config: {
        devices: devicesSchema.parse({
          serial: [
            { id: 'a', path: path.join(folder, 'no-such-port'), profile: 'plain-line' },
            { id: 'b', path: path.join(folder, 'other'), profile: 'no-such-profile' },
          ],
        }),
        terminals: [],
      },
      desk: createDeskDouble() as unknown as Desk,
      printJobs: createPrintJobs(store.db),
      clock: systemClock,
      random: () => 0.5,
      log: { info: () => undefined, warn: () => undefined },
      childPath: CHILD,
    });
    await until(() => broken.status().every(({ problem }) => problem !== null), 'both problems');
    expect(broken.status().map(({ problem }) => problem?.es)).toEqual([
      expect.stringContaining('No existe el perfil'),
      expect.stringContaining('Revise el cable'),
    ]);
    expect(Array.isArray(await broken.listPorts())).toBe(true);
    await broken.stop();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
