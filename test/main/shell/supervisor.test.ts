import { EventEmitter } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StartMessage, ToBridge } from '../../../main/shell/bridge-link.ts';
import { writeCrashFile } from '../../../main/shell/crash-file.ts';
import { createSupervisor, type BridgeState, type Crash, type Supervisor } from '../../../main/shell/supervisor.ts';
import { createVirtualClock } from './virtual-clock.ts';

class FakeProcess extends EventEmitter {
  readonly pid = 1;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly heard: ToBridge[] = [];
  killed = false;
  /** Its event loop turns. */
  alive = true;
  postMessage(message: ToBridge): void {
    if (message.say !== 'ping') this.heard.push(message);
    else if (this.alive) this.emit('message', { say: 'pong' });
  }
  kill(): boolean {
    this.killed = true;
    this.emit('exit', 137);
    return true;
  }
}

const START: StartMessage = {
  say: 'start',
  dataDir: '/data',
  rendererDir: '/renderer',
  port: null,
  sandbox: false,
  recurrente: null,
  secrets: { 'recurrente-key': 'sk_live_secret' },
  proxy: null,
};

let clock: ReturnType<typeof createVirtualClock>;
let processes: FakeProcess[];
let states: BridgeState[];
let crashes: Crash[];
let messages: unknown[];
let supervisor: Supervisor;
const settle = () => new Promise((resolve) => setImmediate(resolve));
const current = (): FakeProcess => processes.at(-1)!;

beforeEach(() => {
  clock = createVirtualClock();
  processes = [];
  states = [];
  crashes = [];
  messages = [];
  supervisor = createSupervisor({
    clock,
    random: () => 0.5,
    fork: () => {
      const made = new FakeProcess();
      processes.push(made);
      return made;
    },
    startMessage: () => Promise.resolve(START),
    onState: (state) => states.push(state),
    onMessage: (message) => messages.push(message),
    onCrash: (crash) => crashes.push(crash),
  });
});

const becomeReady = async (): Promise<void> => {
  await settle();
  current().emit('message', { say: 'ready', url: 'http://127.0.0.1:7373', port: 7373, apiKey: 'k', sandboxUrl: null });
};

describe('the supervisor', () => {
  it('starts the bridge with its message and tells when it is ready', async () => {
    supervisor.start();
    supervisor.start();
    await becomeReady();
    expect(processes).toHaveLength(1);
    expect(current().heard).toEqual([START]);
    expect(states).toEqual([
      { kind: 'starting' },
      { kind: 'running', url: 'http://127.0.0.1:7373', port: 7373, apiKey: 'k', sandboxUrl: null },
    ]);
  });

  it('starts it again after a crash, waiting longer each time, a minute at most', async () => {
    supervisor.start();
    for (let crash = 0; crash < 10; crash += 1) {
      await becomeReady();
      current().emit('exit', 134);
      await clock.advance(60_000);
    }
    expect(processes).toHaveLength(11);
    const restarts = clock.waits.filter((ms) => ms !== 15_000);
    expect(restarts).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('forgets old crashes once it ran for five minutes', async () => {
    supervisor.start();
    for (let crash = 0; crash < 4; crash += 1) {
      current().emit('exit', 1);
      await clock.advance(10_000);
    }
    await becomeReady();
    await clock.advance(5 * 60_000);
    current().emit('exit', 1);
    expect(supervisor.state()).toEqual({ kind: 'waiting', delayMs: 500, crashes: 1 });
  });

  it('keeps what the bridge printed for the crash file', async () => {
    supervisor.start();
    await becomeReady();
    current().stderr.write('something broke\n');
    await settle();
    await clock.advance(2000);
    current().emit('exit', 134);
    expect(crashes).toEqual([{ exitCode: 134, atMs: clock.now(), upForMs: 2000, log: 'something broke\n' }]);
    expect(supervisor.log()).toContain('something broke');
  });

  it('hears of a fatal error, keeps its place and not its report, and starts the bridge again', async () => {
    supervisor.start();
    await becomeReady();
    current().emit(
      'error',
      'FatalError',
      'v8::ToLocalChecked',
      '{"environmentVariables":{"RECURRENTE_SECRET_KEY":"sk"}}',
    );
    current().emit('exit', 5);
    expect(crashes).toMatchObject([{ exitCode: 5, log: 'FatalError in v8::ToLocalChecked\n' }]);
    await clock.advance(1000);
    expect(processes).toHaveLength(2);
  });

  it('does not fight a bridge that refuses to start', async () => {
    supervisor.start();
    await settle();
    current().emit('message', { say: 'refused', exitCode: 3, message: 'in use' });
    current().emit('exit', 3);
    await clock.advance(3_600_000);
    expect(processes).toHaveLength(1);
    expect(supervisor.state()).toEqual({ kind: 'refused', exitCode: 3, message: 'in use' });
    expect(crashes).toEqual([]);
    await supervisor.restart();
    expect(processes).toHaveLength(2);
  });

  it('stops it cleanly, and kills it when it does not listen', async () => {
    supervisor.start();
    await becomeReady();
    const clean = supervisor.stop();
    expect(current().heard.at(-1)).toEqual({ say: 'stop' });
    current().emit('exit', 0);
    await clean;
    expect([supervisor.state().kind, current().killed]).toEqual(['stopped', false]);

    supervisor.start();
    await becomeReady();
    const deaf = supervisor.stop();
    await clock.advance(5_900);
    expect(current().killed).toBe(false);
    await clock.advance(200);
    await deaf;
    expect([supervisor.state().kind, current().killed]).toEqual(['stopped', true]);
    await clock.advance(3_600_000);
    expect(processes).toHaveLength(2);
  });

  it('ends a bridge that stands still and starts it again, but not one that answers late or whose PC slept', async () => {
    supervisor.start();
    await becomeReady();
    current().alive = false;
    await clock.advance(80_000);
    current().alive = true;
    await clock.advance(3_600_000);
    expect(processes).toHaveLength(1);
    current().alive = false;
    await clock.advance(120_000);
    expect(processes).toHaveLength(2);
    expect(crashes.map(({ log }) => log)).toEqual(['the bridge has not answered for 90 s and is ended\n']);
    expect(supervisor.state().kind).toBe('starting');
  });

  it('does not start again what was stopped while it waited', async () => {
    supervisor.start();
    current().emit('exit', 1);
    await supervisor.stop();
    await clock.advance(3_600_000);
    expect(processes).toHaveLength(1);
  });

  it('reads nothing but what it knows, and nothing of a process that is gone', async () => {
    supervisor.start();
    await becomeReady();
    const gone = current();
    gone.emit('message', { say: 'keep-secret', id: 1, name: 'recurrente-key', text: 'sk' });
    gone.emit('message', { say: 'format-disk' });
    expect(messages).toEqual([{ say: 'keep-secret', id: 1, name: 'recurrente-key', text: 'sk' }]);
    gone.emit('exit', 1);
    await clock.advance(1000);
    gone.emit('message', { say: 'ready', url: 'http://127.0.0.1:1', port: 1, apiKey: 'k', sandboxUrl: null });
    expect(supervisor.state()).toEqual({ kind: 'starting' });
  });
});

describe('the crash file', () => {
  it('says what is known, without the key, and only the newest twenty stay', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'puente-crash-'));
    for (let number = 0; number < 25; number += 1)
      writeCrashFile(
        folder,
        { exitCode: 134, atMs: clock.now() + number * 1000, upForMs: 61_000, log: 'the end\n' },
        '1.2.3',
      );
    const files = readdirSync(path.join(folder, 'logs')).sort();
    expect(files).toHaveLength(20);
    expect(files[0]).toBe('crash-2026-11-23T00-00-05.000Z.txt');
    const text = readFileSync(path.join(folder, 'logs', files[0]!), 'utf8');
    expect(text).toMatch(/Puente 1\.2\.3[\s\S]*exit code: 134\nran for: 61 s[\s\S]*last log lines:\nthe end\n$/);
    rmSync(folder, { recursive: true, force: true });
  });
});
