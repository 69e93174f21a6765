import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hostBridge, type HostedBridge, type HostServices } from '../../../main/shell/bridge-host.ts';
import type { FromBridge, StartMessage, ToBridge } from '../../../main/shell/bridge-link.ts';
import { createPortBroker } from '../../../main/shell/port-broker.ts';
import { buildIfStale } from '../../../native/build/build.mjs';

const START: StartMessage = {
  say: 'start',
  dataDir: '/data',
  rendererDir: '/renderer',
  port: null,
  sandbox: false,
  recurrente: null,
  secrets: {},
  proxy: null,
};

let sent: FromBridge[];
let exits: number[];
let proxies: (string | null)[];
let services: HostServices;
let startOutcome: () => Promise<HostedBridge>;
let tell: (message: unknown) => void;
const bridge = {
  url: 'http://127.0.0.1:7373',
  port: 7373,
  apiKey: 'k',
  sandboxUrl: null,
  stop: vi.fn(() => Promise.resolve()),
  wake: vi.fn(),
};

beforeEach(() => {
  sent = [];
  exits = [];
  proxies = [];
  vi.clearAllMocks();
  startOutcome = () => Promise.resolve(bridge);
  tell = hostBridge({
    send: (message) => sent.push(message),
    start: (_message, given) => {
      services = given;
      return startOutcome();
    },
    refusalOf: (error) => (error instanceof RangeError ? { exitCode: 4, message: error.message } : undefined),
    useProxy: (proxy) => proxies.push(proxy),
    exit: (code) => exits.push(code),
  });
});

describe("the bridge's process", () => {
  it('starts once, tells where it listens, and stops when asked', async () => {
    tell(START);
    tell(START);
    tell({ say: 'nonsense' });
    await vi.waitFor(
      () => expect(sent).toEqual([{ say: 'ready', url: bridge.url, port: 7373, apiKey: 'k', sandboxUrl: null }]),
      { timeout: 20_000 },
    );
    tell({ say: 'stop' });
    await vi.waitFor(() => expect(exits).toEqual([0]), { timeout: 20_000 });
    expect(bridge.stop).toHaveBeenCalledOnce();
  });

  it('tells a refusal with its code', async () => {
    startOutcome = () => Promise.reject(new RangeError('port in use'));
    tell(START);
    await vi.waitFor(() => expect(exits).toEqual([4]), { timeout: 20_000 });
    expect(sent).toEqual([{ say: 'refused', exitCode: 4, message: 'port in use' }]);
  });

  it('asks Recurrente anew after sleep and when the network is back, and ends at a shutdown', async () => {
    tell(START);
    tell({ say: 'power', event: 'suspend' });
    tell({ say: 'network', online: false });
    tell({ say: 'power', event: 'resume' });
    tell({ say: 'network', online: true });
    await vi.waitFor(() => expect(bridge.wake).toHaveBeenCalledTimes(2), { timeout: 20_000 });
    tell({ say: 'power', event: 'shutdown' });
    await vi.waitFor(() => expect(exits).toEqual([0]), { timeout: 20_000 });
  });

  it('gives secrets for keeping and hears whether they were kept', async () => {
    tell(START);
    const first = services.keepSecret('recurrente-key', 'sk_1');
    const second = services.keepSecret('webhook-secrets', null);
    const [{ id: firstId }, { id: secondId }] = sent as [FromBridge & { id: number }, FromBridge & { id: number }];
    expect(sent.slice(0, 2)).toEqual([
      { say: 'keep-secret', id: firstId, name: 'recurrente-key', text: 'sk_1' },
      { say: 'keep-secret', id: secondId, name: 'webhook-secrets', text: null },
    ]);
    tell({ say: 'secret-kept', id: secondId, refusal: null });
    tell({ say: 'secret-kept', id: firstId, refusal: 'no keyring' });
    expect(await Promise.all([first, second])).toEqual(['no keyring', null]);
  });

  it('answers when it is called, and takes another proxy', () => {
    tell({ say: 'ping' });
    expect(sent).toEqual([{ say: 'pong' }]);
    tell({ say: 'proxy', proxy: 'http://proxy:8080' });
    tell({ say: 'proxy', proxy: null });
    expect(proxies).toEqual(['http://proxy:8080', null]);
  });
});

describe("the bridge's process as built", () => {
  it('ends when something fails that nobody caught, in a process that by itself would only warn of it', async () => {
    await buildIfStale();
    const root = path.resolve(import.meta.dirname, '../../..');
    const register = path.join(import.meta.dirname, 'standin/utility-register.ts');
    const child = fork(path.join(root, 'dist/main/bridge-process.cjs'), {
      execArgv: ['--import', register, '--unhandled-rejections=warn-with-error-code'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let printed = '';
    child.stderr?.on('data', (chunk: Buffer) => (printed += String(chunk)));
    // Not a refusal with a code: a failure that the start does not know.
    child.send({ standin: { ...START, dataDir: path.join(os.tmpdir(), 'puente-never-made'), proxy: 'http://[' } });
    expect((await once(child, 'exit'))[0]).toBe(1);
    expect(printed).toContain('ERR_PROXY_INVALID_CONFIG');
  });
});

describe('a serial port behind the shell', () => {
  class Child extends EventEmitter {
    readonly heard: unknown[] = [];
    postMessage(message: unknown): void {
      this.heard.push(message);
    }
    kill(): boolean {
      return this.emit('exit', 9);
    }
  }

  it('is started, spoken to and ended for the bridge, each port apart', () => {
    const children: Child[] = [];
    const broker = createPortBroker(() => {
      const child = new Child();
      children.push(child);
      return child;
    });
    tell(START);
    sent = [];
    const heard: unknown[] = [];
    const open = () =>
      services.startPort({ onMessage: (message) => heard.push(message), onEnd: (reason) => heard.push(reason) });
    const ports = [open(), open()];
    const pump = (): void => {
      for (const message of sent.splice(0))
        if (message.say === 'start-port' || message.say === 'tell-port' || message.say === 'end-port')
          broker.handle(message, (reply: ToBridge) => tell(reply));
    };
    pump();
    ports[1]?.send({ say: 'ping', id: 7 });
    pump();
    expect(children.map((child) => child.heard)).toEqual([[], [{ say: 'ping', id: 7 }]]);
    children[1]?.emit('message', { say: 'pong', id: 7 });
    children[1]?.emit('message', { say: 'nonsense' });
    children[0]?.emit('error', 'FatalError', 'somewhere', '{}');
    ports[0]?.kill();
    pump();
    expect(heard).toEqual([{ say: 'pong', id: 7 }, 'the port process ended (9)']);
    broker.endAll();
    expect(heard).toHaveLength(3);
  });
});
