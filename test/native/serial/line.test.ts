import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { barePort, devicesSchema, type PortInfo } from '../../../main/contract/devices.ts';
import { findPort, identityOf, learnIdentity } from '../../../native/serial/find-port.ts';
import { listPorts } from '../../../native/serial/list-ports.ts';
import { openLine, type Line } from '../../../native/serial/line.ts';
import { createTrafficMonitor, maskDigits } from '../../../native/serial/monitor.ts';
import { forkPortProcess, type PortProcess, type StartPortProcess } from '../../../native/serial/port-process.ts';
import { CHILD, layCable, LINE_115200, openEnd, quietDeps, startPort, until, type Cable } from './pty.ts';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Starts port processes as always, and keeps hold of them. */
function watched(start: StartPortProcess = startPort): {
  start: StartPortProcess;
  pids(): number[];
  last(): PortProcess;
} {
  const started: PortProcess[] = [];
  return {
    start: (listen) => {
      const child = start(listen);
      started.push(child);
      return child;
    },
    pids: () => started.flatMap((child) => (child.pid === undefined ? [] : [child.pid])),
    last: () => {
      const child = started.at(-1);
      if (!child) throw new Error('none was started');
      return child;
    },
  };
}

describe('a serial line on a real pseudo-terminal', () => {
  let cable: Cable;
  const lines: Line[] = [];
  const keep = (line: Line): Line => (lines.push(line), line);
  beforeEach(async () => {
    cable = await layCable();
  });
  afterEach(async () => {
    await Promise.all(lines.splice(0).map((line) => line.close()));
    await cable.remove();
  });

  it('carries every byte both ways', async () => {
    const heard: number[] = [];
    const bridge = keep(await openEnd(cable.bridgeEnd));
    keep(await openEnd(cable.tillEnd, (bytes) => heard.push(...bytes)));
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(await bridge.write(all)).toEqual({ ok: true });
    await until(() => heard.length === 256, '256 bytes');
    expect(heard).toEqual([...all]);
  });

  it('opens again after the adapter was unplugged, and says meanwhile what is wrong', async () => {
    const states: string[] = [];
    const heard: number[] = [];
    const bridge = keep(
      await openEnd(cable.bridgeEnd, (bytes) => heard.push(...bytes), { onState: (state) => states.push(state) }),
    );
    await cable.cut();
    await until(() => bridge.state() === 'lost', 'the loss to be noticed');
    expect(bridge.problem()).not.toBeNull();
    expect(await bridge.write(Uint8Array.of(1))).toMatchObject({ ok: false });
    await cable.join();
    await until(() => bridge.state() === 'open', 'the port to open again');
    const till = keep(await openEnd(cable.tillEnd));
    await till.write(Uint8Array.of(7));
    await until(() => heard.includes(7), 'a byte after the return');
    expect(states).toEqual(['open', 'lost', 'open']);
  });

  it('survives a write right after the hang-up: the value says no, no process dies of it', async () => {
    const children = watched();
    const bridge = keep(await openEnd(cable.bridgeEnd, undefined, { start: children.start }));
    await cable.cut();
    const written = await bridge.write(Uint8Array.of(1, 2, 3));
    expect(written.ok).toBe(false);
    await until(() => bridge.state() === 'lost', 'the loss to be noticed');
    expect(children.pids()).toHaveLength(1);
    expect(alive(children.pids()[0] ?? 0)).toBe(true);
  });

  it('replaces a process that hangs, and one that crashed', async () => {
    const children = watched();
    const bridge = keep(await openEnd(cable.bridgeEnd, undefined, { start: children.start, heartbeatMs: 300 }));
    const [first = 0] = children.pids();
    process.kill(first, 'SIGSTOP');
    await until(() => children.pids().length === 2 && bridge.state() === 'open', 'the hung process to be replaced');
    expect(alive(first)).toBe(false);
    process.kill(children.pids()[1] ?? 0, 'SIGKILL');
    await until(() => children.pids().length === 3 && bridge.state() === 'open', 'the crashed process to be replaced');
  });

  it('tries again when no process can be started', async () => {
    let refusals = 2;
    const bridge = keep(
      await openEnd(cable.bridgeEnd, undefined, {
        start: (listen) => {
          if (refusals-- > 0) throw new Error('no memory');
          return startPort(listen);
        },
      }),
    );
    expect(bridge.state()).toBe('open');
  });

  it('leaves a healthy process alone (control of the one above)', async () => {
    const children = watched();
    const bridge = keep(await openEnd(cable.bridgeEnd, undefined, { start: children.start, heartbeatMs: 300 }));
    // A healthy process on a busy machine may be late by some tenths of a second; a stopped one never answers.
    const ends = performance.now() + 2400;
    await until(() => performance.now() > ends, 'eight heartbeats');
    expect(children.pids()).toHaveLength(1);
    expect(bridge.state()).toBe('open');
  });

  it('does not take a bridge that was held up itself for a process that hangs', async () => {
    const children = watched();
    const bridge = keep(await openEnd(cable.bridgeEnd, undefined, { start: children.start, heartbeatMs: 1000 }));
    // What a slow disk does: nothing is read for longer than three heartbeats.
    const untilMs = performance.now() + 4500;
    while (performance.now() < untilMs);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(children.pids()).toHaveLength(1);
    expect(bridge.state()).toBe('open');
  });

  it('ends its process when closed, and the process ends itself when the bridge is killed', async () => {
    const children = watched();
    const bridge = await openEnd(cable.bridgeEnd, undefined, { start: children.start });
    await bridge.close();
    expect(bridge.state()).toBe('closed');
    expect(alive(children.pids()[0] ?? 0)).toBe(false);

    const parentFile = path.join(path.dirname(cable.bridgeEnd), 'parent.mjs');
    writeFileSync(
      parentFile,
      `import { fork } from 'node:child_process';
       const child = fork(${JSON.stringify(CHILD)}, [], { execArgv: [] });
       child.on('message', () => process.send(child.pid));`,
    );
    const parent = fork(parentFile, [], { execArgv: [] });
    const grandchild = await new Promise<number>((resolve) => parent.once('message', (pid) => resolve(Number(pid))));
    parent.kill('SIGKILL');
    await until(() => !alive(grandchild), 'the orphaned port process to end');
  });

  it('says when the port is held by someone else, and takes it when it is free', async () => {
    const holder = await openEnd(cable.bridgeEnd);
    const second = keep(
      openLine(
        { path: cable.bridgeEnd, usb: null, line: LINE_115200 },
        { ...quietDeps, onData: () => undefined, onState: () => undefined },
      ),
    );
    await until(() => second.state() === 'lost', 'the refusal');
    expect(second.problem()).toContain('lock');
    await holder.close();
    await until(() => second.state() === 'open', 'the port to be taken over');
  });
});

describe('finding and listing ports', () => {
  const port = (at: string, serialNumber?: string): PortInfo => ({
    path: at,
    name: at,
    usb: { vendorId: '067B', productId: '2303', ...(serialNumber ? { serialNumber } : {}) },
  });
  const usb = { vendorId: '067b', productId: '2303' };

  it('follows an adapter to its new name', () => {
    expect(findPort({ path: 'COM3', usb }, [port('COM5')])).toBe('COM5');
    expect(findPort({ path: 'COM3', usb: { ...usb, serialNumber: 'B' } }, [port('COM5', 'A'), port('COM6', 'B')])).toBe(
      'COM6',
    );
  });
  it('never takes one of two that look alike, nor a stranger', () => {
    expect(findPort({ path: 'COM3', usb }, [port('COM5'), port('COM6')])).toBe('COM3');
    expect(findPort({ path: 'COM3', usb }, [port('COM3'), port('COM6')])).toBe('COM3');
    expect(findPort({ path: 'COM3', usb: { ...usb, serialNumber: 'B' } }, [port('COM5', 'A')])).toBe('COM3');
    expect(findPort({ path: 'COM3', usb: null }, [port('COM5')])).toBe('COM3');
  });
  it('never takes the adapter of another device of the shop', () => {
    const till = { path: 'COM3', usb };
    // COM3 is unplugged, and COM5 is another till's of the same make.
    expect(findPort(till, [port('COM5')], [{ path: 'COM9', usb: null }])).toBe('COM5');
    expect(findPort(till, [port('COM5')], [{ path: 'COM5', usb: null }])).toBe('COM3');
    // Both were moved: nothing tells which of the two this is.
    expect(findPort(till, [port('COM7')], [{ path: 'COM5', usb }])).toBe('COM3');
    expect(findPort(till, [port('COM7')], [{ path: 'COM5', usb: { ...usb, productId: '6001' } }])).toBe('COM7');
  });
  it('learns what an adapter is known by only where that tells it from the others', () => {
    expect(learnIdentity('COM3', [port('COM3'), port('COM4', 'A')])).toBeNull();
    expect(learnIdentity('COM3', [port('COM3', 'B'), port('COM4', 'A')])).toMatchObject({ serialNumber: 'B' });
    expect(learnIdentity('COM3', [port('COM3')])).toMatchObject({ productId: '2303' });
    expect(learnIdentity('COM3', [])).toBeNull();
  });
  it('does not take the number of a socket for that of the adapter (Windows)', () => {
    const listed = { vendorId: '1A86', productId: '7523' };
    expect(identityOf({ ...listed, serialNumber: '6&FED21C1&0&2' })).toEqual(listed);
    expect(identityOf({ ...listed, serialNumber: 'A50285BI' })).toEqual({ ...listed, serialNumber: 'A50285BI' });
    // What is in no shape that we know costs the way back, not the port.
    expect(identityOf({ ...listed, serialNumber: 'x'.repeat(200) })).toBeNull();
    expect(identityOf({ vendorId: 'x', productId: undefined })).toBeNull();
  });
  it('knows a Windows port by each of its names, and one port for two devices by them', () => {
    for (const name of ['COM10', 'com10', 'COM10:', '\\\\.\\COM10', ' com10 '])
      expect(barePort(name), name).toBe('COM10');
    for (const path of ['/dev/ttyUSB0', '\\\\caja1\\EPSON', 'LPT1', '/dev/com10'])
      expect(barePort(path), path).toBe(path);
    const twice = devicesSchema.safeParse({
      serial: [{ id: 'a', path: 'COM3', profile: 'plain-line' }],
      displays: [{ id: 'b', path: '\\\\.\\com3' }],
    });
    expect(twice.error?.issues.map((issue) => issue.path)).toEqual([['displays', 0, 'path']]);
  });
  it('lists without opening, and gives up on a driver that hangs', async () => {
    expect(Array.isArray(await listPorts(startPort))).toBe(true);
    const silent = path.resolve(import.meta.dirname, 'silent-child.ts');
    expect(await listPorts(forkPortProcess(silent), 200)).toEqual([]);
  });
});

describe('the traffic monitor', () => {
  it('hides digits that could be a card number but for the last four', () => {
    expect(maskDigits('4111111111111111')).toBe('************1111');
    expect(maskDigits('x41111111111111y')).toBe('x**********1111y');
    expect(maskDigits('123456789012')).toBe('123456789012');
    expect(maskDigits('1'.repeat(24))).toBe('*'.repeat(24));
  });
  it('also when the number comes in two pieces, in the text as in the hex', () => {
    const monitor = createTrafficMonitor();
    monitor.record('in', Buffer.from('PAN=41111111'), 1);
    monitor.record('in', Buffer.from('11111111;'), 2);
    monitor.record('out', Uint8Array.of(6), 3);
    expect(monitor.lines().map((line) => line.text)).toEqual(['PAN=************1111;', '·']);
    expect(monitor.lines()[0]?.hex).not.toContain('34313131');
  });
  it('keeps the newest lines only', () => {
    const monitor = createTrafficMonitor(3);
    for (let at = 0; at < 10; at += 1) monitor.record('in', Buffer.from(`n${at};`), at);
    expect(monitor.lines().map((line) => line.text)).toEqual(['n7;', 'n8;', 'n9;']);
  });
});
