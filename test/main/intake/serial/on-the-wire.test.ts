import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tillPortSchema } from '../../../../main/contract/devices.ts';
import { startEcr, type Ecr } from '../../../../main/intake/serial/ecr.ts';
import type { Line } from '../../../../native/serial/line.ts';
import { findProfile, shippedProfiles } from '../../../../native/serial/profiles.ts';
import { CLI } from '../../../faults/bridge-process.ts';
import { layCable, openEnd, quietDeps, startPort, until, type Cable } from '../../../native/serial/pty.ts';
import { createDeskDouble, type DeskDouble } from './desk-double.ts';
import { createTill, sentencesOf, type Till } from './till.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A till's program on the far end of the cable. */
async function runTill(
  cable: Cable,
  id: string,
  autoAck = true,
): Promise<Till & { quit(): Promise<void>; line: Line }> {
  const profile = findProfile(id);
  if (!profile) throw new Error(id);
  // Nothing is heard before the bridge is asked something, and that goes through the till.
  const line: Line = await openEnd(cable.tillEnd, (bytes) => till.hear(bytes));
  const till = createTill(profile, (bytes) => void line.write(bytes), autoAck);
  return { ...till, line, quit: () => line.close() };
}

describe('tills on real ports', () => {
  let cable: Cable;
  let desk: DeskDouble;
  let ecr: Ecr | undefined;
  let till: Awaited<ReturnType<typeof runTill>>;

  const connect = async (id: string, autoAck = true, byteGapMs?: number): Promise<ReturnType<typeof sentencesOf>> => {
    const shipped = findProfile(id);
    if (!shipped) throw new Error(id);
    const profile = byteGapMs === undefined ? shipped : { ...shipped, framing: { ...shipped.framing, byteGapMs } };
    const started = startEcr({
      ...quietDeps,
      port: tillPortSchema.parse({
        id: 'com1',
        path: cable.bridgeEnd,
        profile: byteGapMs === undefined ? id : profile,
        terminal: 'caja1',
      }),
      desk: desk as unknown as Parameters<typeof startEcr>[0]['desk'],
      start: startPort,
      timeZone: 'America/Guatemala',
      log: { info: () => undefined, warn: () => undefined },
      onDayClosed: () => undefined,
    });
    ecr = started;
    till = await runTill(cable, id, autoAck);
    await until(() => started.status().state === 'open', 'the bridge’s end to open');
    return sentencesOf(profile);
  };
  beforeEach(async () => {
    cable = await layCable();
    desk = createDeskDouble();
  });
  afterEach(async () => {
    await till.quit();
    await ecr?.stop();
    await cable.remove();
  });

  it.each(shippedProfiles().map((profile) => [profile.id]))(
    '%s: a sale to paid, a decline, a retransmission, last sale, totals',
    async (id) => {
      const say = await connect(id);
      const codes = findProfile(id)?.codes;
      till.ask(say.sale('000001', 12_500));
      expect(await till.next()).toBe(say.ack);
      till.ask(say.sale('000001', 12_500));
      expect(await till.next()).toBe(say.ack);
      desk.settle('chg-1', 'paid');
      const paid = await till.next();
      expect(paid).toContain(codes?.paid);
      expect(paid).toContain('4242');
      till.ask(say.sale('000002', 7_500));
      expect(await till.next()).toBe(say.ack);
      desk.settle('chg-2', 'declined');
      expect(await till.next()).toContain(codes?.declined);
      till.ask(say.last);
      expect(await till.next()).toBe(say.ack);
      expect(await till.next()).toContain('000002');
      till.ask(say.totals);
      expect(await till.next()).toBe(say.ack);
      expect(await till.next()).toContain('125');
      expect(desk.charges().map((charge) => charge.amount_in_cents)).toEqual([12_500, 7_500]);
    },
  );

  it('hears a frame that comes byte by byte, after noise, and one whose bytes are glued to the next', async () => {
    // A busy machine may pause between two bytes for longer than the line of a till that is watched would.
    const say = await connect('transbank-cents', true, 10_000);
    till.raw([0x00, 0xff, 0x7f, 0x31]);
    for (const byte of till.frame(say.sale('1', 5_000))) {
      till.raw([byte]);
      await pause(5);
    }
    expect(await till.next()).toBe('ACK');
    till.raw(Buffer.concat([till.frame(say.sale('2', 6_000)), till.frame(say.last)]));
    expect(await till.next()).toBe('ACK');
    expect((await till.next()).split('|')[1]).toBe('03');
    expect(await till.next()).toBe('ACK');
    expect((await till.next()).split('|').slice(0, 2)).toEqual(['0260', '02']);
    expect(desk.charges()).toHaveLength(1);
  });

  it('drops half a frame after the byte gap, and refuses a frame whose bytes a wrong baud rate broke', async () => {
    const say = await connect('transbank-cents');
    const frame = till.frame(say.sale('1', 5_000));
    till.raw(frame.subarray(0, 10));
    await pause(250);
    till.raw(frame.subarray(10));
    await pause(150);
    expect(till.seen).toEqual([]);
    // What 115200 baud looks like at another speed: bits smeared, STX and ETX survive by chance.
    till.raw(frame.map((byte, index) => (index === 0 || index === frame.length - 2 ? byte : (byte << 1) & 0xff)));
    expect(await till.next()).toBe('NAK');
    expect(desk.orders()).toHaveLength(0);
    till.raw(frame);
    expect(await till.next()).toBe('ACK');
    expect(ecr?.counters()).toMatchObject({ gap: 1, checksum: 1, frames: 1 });
  });

  it('tells the truth to a till that was killed between ACK and result', async () => {
    const say = await connect('transbank-cents');
    till.ask(say.sale('000123', 5_000));
    expect(await till.next()).toBe('ACK');
    await till.quit();
    desk.settle('chg-1', 'dispatched');
    till = await runTill(cable, 'transbank-cents');
    till.ask(say.last);
    expect(await till.next()).toBe('ACK');
    expect((await till.next()).split('|').slice(0, 5)).toEqual(['0260', '02', '', 'caja1', '000123']);
    desk.settle('chg-1', 'paid');
    till.ask(say.last);
    expect(await till.next()).toBe('ACK');
    expect((await till.next()).split('|').slice(0, 7)).toEqual(['0260', '00', '', 'caja1', '000123', '123456', '5000']);
  });

  it('keeps the charge when the cable is pulled in the middle, and answers on its return', async () => {
    const say = await connect('transbank-cents');
    till.ask(say.sale('000123', 5_000));
    expect(await till.next()).toBe('ACK');
    await cable.cut();
    await until(() => ecr?.status().state === 'lost', 'the loss');
    expect(ecr?.status().problem?.es).toContain('Revise el cable');
    desk.settle('chg-1', 'paid');
    await till.quit();
    await cable.join();
    till = await runTill(cable, 'transbank-cents');
    await until(() => ecr?.status().state === 'open', 'the port to open again');
    till.ask(say.sale('000123', 5_000));
    expect(await till.next()).toBe('ACK');
    expect((await till.next()).split('|')[1]).toBe('00');
    expect(desk.charges()).toHaveLength(1);
    expect(ecr?.traffic().some((line) => line.text.includes('0200|5000|000123'))).toBe(true);
  });

  it('sends its answer again to a till that does not acknowledge', async () => {
    const say = await connect('transbank-cents', false);
    till.ask(say.sale('1', 5_000));
    expect(await till.next()).toBe('ACK');
    desk.settle('chg-1', 'paid');
    const first = await till.next();
    till.raw([0x15]);
    expect(await till.next()).toBe(first);
    till.raw([0x06]);
    await pause(100);
    expect(till.seen).toHaveLength(3);
  });
});

describe('a bridge that is killed', () => {
  let cable: Cable;
  let folder: string;
  let upstream: Server;
  let url: string;
  let bridge: ChildProcess | undefined;

  beforeEach(async () => {
    cable = await layCable();
    folder = mkdtempSync(path.join(tmpdir(), 'puente-till-'));
    writeFileSync(
      path.join(folder, 'config.json'),
      JSON.stringify({
        terminals: [{ id: 'trm_1', alias: 'caja1', name: 'Caja 1' }],
        devices: { serial: [{ id: 'com1', path: cable.bridgeEnd, profile: 'transbank-cents', terminal: 'caja1' }] },
      }),
    );
    // Recurrente is down: charges stay on disk, which is all that this is about.
    upstream = createServer((_, response) => response.writeHead(503).end());
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const address = upstream.address();
    url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  });
  const ended = (child: ChildProcess) =>
    new Promise<NodeJS.Signals | number | null>((resolve) =>
      child.once('exit', (code, signal) => resolve(signal ?? code)),
    );
  const start = async (failpoint?: string): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [CLI, ...['serve', '--data', folder, '--port', '0', '--recurrente', url]], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        ...process.env,
        RECURRENTE_SECRET_KEY: 'sk_test_x',
        ...(failpoint ? { PUENTE_FAILPOINT: failpoint } : {}),
      },
    });
    bridge = child;
    const lines = createInterface({ input: child.stdout });
    const ready = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      child.once('exit', (code) => reject(new Error(`the bridge ended with ${code}`)));
    });
    const { url: bridgeUrl } = JSON.parse(ready) as { url: string };
    const headers = { 'x-api-key': readFileSync(path.join(folder, 'api-key'), 'utf8').trim() };
    for (let state = ''; state !== 'open'; await pause(20)) {
      const answer = await fetch(`${bridgeUrl}/v1/devices`, { headers });
      state = ((await answer.json()) as { data: { state: string }[] }).data[0]?.state ?? '';
    }
    return child;
  };
  afterEach(async () => {
    if (bridge && bridge.exitCode === null && bridge.signalCode === null) {
      const end = ended(bridge);
      bridge.kill('SIGKILL');
      await end;
    }
    await new Promise((resolve) => upstream.close(resolve));
    await cable.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['between receive and commit: no ACK, nothing stored, and the next try is the one charge', 'before:accept', '11'],
    ['between commit and ACK: no ACK, and the next try is still the one charge', 'after:accept', '02'],
  ])('%s', async (_, failpoint, lastSale) => {
    const doomed = await start(failpoint);
    const till = await runTill(cable, 'transbank-cents');
    const say = sentencesOf(shippedProfiles()[0] ?? never());
    const end = ended(doomed);
    till.ask(say.sale('000123', 12_550));
    expect(await end).toBe('SIGKILL');
    expect(till.seen).toEqual([]);

    await start();
    till.ask(say.last);
    expect(await till.next()).toBe('ACK');
    expect((await till.next()).split('|')[1]).toBe(lastSale);
    till.ask(say.sale('000123', 12_550));
    expect(await till.next()).toBe('ACK');
    till.ask(say.last);
    expect(await till.next()).toBe('ACK');
    expect((await till.next()).split('|').slice(1, 7)).toEqual(['02', '', 'caja1', '000123', '', '12550']);
    await till.quit();
  });
});

function never(): never {
  throw new Error('a profile is shipped');
}
