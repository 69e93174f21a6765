import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBridge, type Bridge } from '../../main/bridge.ts';
import { devicesSchema } from '../../main/contract/devices.ts';
import { startDevices, type Devices } from '../../main/devices.ts';
import { SANDBOX_SECRET_KEY, startSandbox, type Sandbox } from '../../main/recurrente/sandbox/sandbox.ts';
import { createPrintJobs } from '../../main/store/print-jobs.ts';
import { createStore, type Store } from '../../main/store/store.ts';
import type { Line } from '../../native/serial/line.ts';
import { findProfile } from '../../native/serial/profiles.ts';
import { createPole, type Pole } from '../native/display/pole.ts';
import { startFakePrinter, type FakePrinter } from '../native/printer/fake-printer.ts';
import { printOnPaper } from '../native/printer/paper-roll.ts';
import { systemClock } from '../native/serial/clock.ts';
import { CHILD, layCable, openEnd, until, type Cable } from '../native/serial/pty.ts';
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
  let devices: Devices;
  let printStore: Store;
  let tillCable: Cable;
  let poleCable: Cable;
  let tillLine: Line;
  let poleLine: Line;
  let till: Till;
  let pole: Pole;
  let paper: FakePrinter;
  const dayCloses: string[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'puente-devices-'));
    writeFileSync(
      path.join(folder, 'config.json'),
      JSON.stringify({
        terminals: [{ id: 'trm_1', alias: 'caja1', name: 'Caja 1' }],
        queue: { pollMs: 60, patienceSeconds: 60 },
      }),
    );
    [tillCable, poleCable, paper, sandbox] = await Promise.all([
      layCable(),
      layCable(),
      startFakePrinter(),
      startSandbox({ terminals: [{ id: 'trm_1', name: 'Caja 1' }], seed: 7 }),
    ]);
    bridge = await startBridge({
      dataFolder: folder,
      port: 0,
      quietLog: true,
      sandbox: { url: sandbox.url, secretKey: SANDBOX_SECRET_KEY, terminals: [] },
    });
    printStore = createStore({ path: path.join(folder, 'slips.db'), failpoint: () => undefined });
    devices = startDevices({
      config: {
        devices: devicesSchema.parse({
          serial: [{ id: 'com1', path: tillCable.bridgeEnd, profile: 'transbank-cents' }],
          displays: [{ id: 'pole', path: poleCable.bridgeEnd, dialect: 'cd5220' }],
          printers: [{ id: 'tickets', via: { kind: 'tcp', host: '127.0.0.1', port: paper.port } }],
        }),
        terminals: [{ id: 'trm_1', alias: 'caja1', name: 'Caja 1' }],
      },
      desk: bridge.desk,
      printJobs: createPrintJobs(printStore.db),
      clock: systemClock,
      random: () => 0.5,
      log: { info: () => undefined, warn: () => undefined },
      childPath: CHILD,
      dayClose: (day) => {
        dayCloses.push(day);
        return {
          date: day,
          time_zone: 'America/Guatemala',
          made_at: new Date().toISOString(),
          groups: [],
          attention: [],
          unpaid: [],
          hours: [],
        };
      },
    });
    pole = createPole('cd5220');
    poleLine = await openEnd(poleCable.tillEnd, (bytes) => pole.feed(bytes));
    tillLine = await openEnd(tillCable.tillEnd, (bytes) => till.hear(bytes));
    till = createTill(profile, (bytes) => void tillLine.write(bytes));
    await until(() => devices.status().filter(({ state }) => state === 'open').length === 2, 'both ports to open');
  });
  afterEach(async () => {
    await Promise.all([tillLine.close(), poleLine.close(), devices.stop()]);
    printStore.close();
    await bridge.stop();
    await Promise.all([sandbox.stop(), paper.close(), tillCable.remove(), poleCable.remove()]);
    rmSync(folder, { recursive: true, force: true });
  });
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
    await until(() => onPaper().includes('CIERRE'), 'the day close');
    expect(onPaper()).not.toContain('COPIA');
    expect(devices.monitor('com1')?.some((line) => line.text.includes('0200|12550|000123'))).toBe(true);
    expect(devices.monitor('tickets')?.some((line) => line.text.includes('TOTAL PAGADO'))).toBe(true);
    expect(devices.monitor('nobody')).toBeUndefined();
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

  it('says what is wrong with a device that does not work, and starts all the same', async () => {
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
      desk: bridge.desk,
      printJobs: createPrintJobs(printStore.db),
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
  });
});
