import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openLine, type Line } from '../../../native/serial/line.ts';
import { forkPortProcess } from '../../../native/serial/port-process.ts';
import { systemClock } from './clock.ts';

/** The built port process, as in the product: it starts in half the time that Node needs for its sources. */
export const CHILD = path.resolve(import.meta.dirname, '../../../dist/main/serial-child.cjs');
export const startPort = forkPortProcess(CHILD);

export async function until(condition: () => boolean, what: string, timeoutMs = 25_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Two serial ports joined by a cable: real pseudo-terminals, made by socat. */
export interface Cable {
  readonly bridgeEnd: string;
  readonly tillEnd: string;
  /** Unplugs it: both ends vanish. */
  cut(): Promise<void>;
  /** Plugs it in again under the same names. */
  join(): Promise<void>;
  remove(): Promise<void>;
}

export async function layCable(): Promise<Cable> {
  const folder = mkdtempSync(path.join(tmpdir(), 'puente-cable-'));
  const bridgeEnd = path.join(folder, 'bridge');
  const tillEnd = path.join(folder, 'till');
  let socat: ChildProcess | undefined;
  const join = async (): Promise<void> => {
    socat = spawn('socat', [`pty,raw,echo=0,link=${bridgeEnd}`, `pty,raw,echo=0,link=${tillEnd}`], { stdio: 'ignore' });
    await until(() => existsSync(bridgeEnd) && existsSync(tillEnd), 'the two ends of the cable');
  };
  const cut = async (): Promise<void> => {
    const running = socat;
    if (!running) return;
    socat = undefined;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    await ended;
    rmSync(bridgeEnd, { force: true });
    rmSync(tillEnd, { force: true });
  };
  await join();
  return {
    bridgeEnd,
    tillEnd,
    cut,
    join,
    async remove() {
      await cut();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const LINE_115200 = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1, flow: 'none' } as const;

/** What a line needs besides its listeners. */
export const quietDeps = {
  start: startPort,
  clock: systemClock,
  random: () => 0.5,
  log: { warn: () => undefined },
  firstRetryMs: 20,
};

/** An open line that hands over what it hears. */
export async function openEnd(
  at: string,
  onData: (bytes: Uint8Array, atMs: number) => void = () => undefined,
  more: Partial<Parameters<typeof openLine>[1]> = {},
): Promise<Line> {
  const line = openLine(
    { path: at, usb: null, line: LINE_115200 },
    { ...quietDeps, onData, onState: () => undefined, ...more },
  );
  await until(() => line.state() === 'open', `${at} to open`);
  return line;
}
