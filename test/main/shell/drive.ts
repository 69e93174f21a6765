import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Page } from 'playwright-core';

type StandinEvent = Readonly<Record<string, unknown>> & { readonly event: string };

/** A virtual display for real windows. */
export async function startDisplay(): Promise<{ readonly name: string; stop(): void }> {
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: server.stdout }))
    return { name: `:${line.trim()}`, stop: () => server.kill() };
  throw new Error('Xvfb did not start');
}

export interface DrivenShell {
  readonly dataDir: string;
  /** Holds what belongs to the person alone: `user` and `config`. */
  readonly home: string;
  readonly events: readonly StandinEvent[];
  readonly output: () => string;
  /** The first event that fits, from now or from before; `after` skips that many events. */
  waitFor(name: string, fits?: (event: StandinEvent) => boolean, after?: number): Promise<StandinEvent>;
  send(command: Readonly<Record<string, unknown>>): void;
  /** The page of a window, over Chromium's debugging port. */
  page(number?: number): Promise<Page>;
  /** The page that shows this text, found by connecting anew: a window that has just been opened may still change its page. */
  pageWith(text: string, number?: number): Promise<Page>;
  exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

export interface DriveOptions {
  /** The built shell to drive. */
  readonly main: string;
  readonly display: string;
  readonly words?: readonly string[];
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the built shell on the stand-in for Electron, and plays the person in front of it. */
export function driveShell({ main, display, words = [], dataDir: given, env = {} }: DriveOptions): DrivenShell {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'puente-shell-'));
  const dataDir = given ?? path.join(scratch, 'data');
  const child: ChildProcess = fork(main, ['--data', dataDir, '--port', '0', ...words], {
    execArgv: ['--import', path.join(import.meta.dirname, 'standin/register.ts')],
    env: {
      ...process.env,
      DISPLAY: display,
      STANDIN_USER_DATA: path.join(scratch, 'user'),
      XDG_CONFIG_HOME: path.join(scratch, 'config'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const events: StandinEvent[] = [];
  let waiting: (() => void)[] = [];
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += String(chunk)));
  child.on('message', (event) => {
    events.push(event as StandinEvent);
    for (const wake of waiting.splice(0)) wake();
  });
  const exited = once(child, 'exit').then(([code]) => {
    for (const wake of waiting.splice(0)) wake();
    return code as number | null;
  });
  const pages = new Map<number, Page>();

  async function waitFor(
    name: string,
    fits: (event: StandinEvent) => boolean = () => true,
    after = 0,
  ): Promise<StandinEvent> {
    const deadlineMs = performance.now() + 60_000;
    for (;;) {
      const found = events.slice(after).find((event) => event.event === name && fits(event));
      if (found) return found;
      if (child.exitCode !== null || performance.now() > deadlineMs)
        throw new Error(`no "${name}" came; there were ${JSON.stringify(events.slice(-8))}\n${output.slice(-2000)}`);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        setTimeout(resolve, 500);
      });
    }
  }

  async function connect(number: number): Promise<Browser> {
    const { endpoint } = await waitFor('window', (event) => event.number === number);
    return chromium.connectOverCDP(String(endpoint));
  }
  function keep(number: number, page: Page): Page {
    page.setDefaultTimeout(60_000);
    pages.set(number, page);
    return page;
  }

  return {
    dataDir,
    home: scratch,
    events,
    output: () => output,
    exited,
    waitFor,
    send: (command) => void child.send(command),
    async page(number = 0) {
      return pages.get(number) ?? keep(number, (await connect(number)).contexts()[0]!.pages()[0]!);
    },
    async pageWith(text, number = 0) {
      const deadlineMs = performance.now() + 120_000;
      for (;;) {
        const browser = await connect(number);
        for (const page of browser.contexts().flatMap((context) => context.pages())) {
          const shown = await page
            .getByText(text)
            .first()
            .waitFor({ timeout: 5000 })
            .then(
              () => true,
              () => false,
            );
          if (shown) return keep(number, page);
        }
        await browser.close();
        if (performance.now() > deadlineMs) throw new Error(`no page shows "${text}"\n${output.slice(-2000)}`);
      }
    },
    kill: (signal) => void child.kill(signal),
    async stop() {
      waiting = [];
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await exited;
      }
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
