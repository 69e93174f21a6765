import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChargeView } from '../../../main/contract/charge.ts';
import type { StatusView } from '../../../main/contract/status.ts';
import { systemClock } from '../../../main/dispatch/system-clock.ts';
import { describeOpenCharge, isIdle, openWork } from '../../../main/shell/open-charges.ts';
import { openSession } from '../../../main/shell/session.ts';
import { readEvents, watchStatus } from '../../../main/shell/status-watch.ts';
import { summarize } from '../../../main/shell/summary.ts';
import { describeUpdate, runUpdates, updateWay, type Updater } from '../../../main/shell/updates.ts';
import { startBridgeDouble, type BridgeDouble } from './bridge-double.ts';
import { chargeView, statusView } from './views.ts';
import { createVirtualClock } from './virtual-clock.ts';

describe('following the bridge', () => {
  let bridge: BridgeDouble;
  let status: StatusView;
  let seen: StatusView[];
  let charges: ChargeView[];
  let losses: number;
  let ending: AbortController;

  beforeEach(async () => {
    status = statusView();
    seen = [];
    charges = [];
    losses = 0;
    ending = new AbortController();
    bridge = await startBridgeDouble(() => status);
    let upstream = await openSession(bridge.port, 'the-api-key');
    expect(upstream).toBeDefined();
    void watchStatus(
      {
        upstream: () => upstream,
        clock: systemClock,
        lang: () => 'es',
        onStatus: (next) => seen.push(next),
        onCharge: (charge) => charges.push(charge),
        onLost: () => (losses += 1),
      },
      ending.signal,
    );
    await vi.waitFor(() => expect(seen).toEqual([status]), { timeout: 20_000 });
    ending.signal.addEventListener('abort', () => (upstream = undefined));
  });
  afterEach(async () => {
    ending.abort();
    await bridge.stop();
  });
  const send = (event: string, data: unknown): void => {
    for (const stream of bridge.streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };

  it('reads the status at each event and hands charges on; what makes no sense is let be', async () => {
    status = statusView({ connection: 'offline' });
    send('bridge', status);
    await vi.waitFor(() => expect(seen.at(-1)?.connection).toBe('offline'), { timeout: 20_000 });
    send('charge', { nonsense: true });
    send('charge', chargeView());
    await vi.waitFor(() => expect(charges).toEqual([chargeView()]), { timeout: 20_000 });
  });

  it('makes of many events few readings', async () => {
    for (let index = 0; index < 200; index += 1) send('charge', chargeView({ id: `c${index}` }));
    await vi.waitFor(() => expect(charges).toHaveLength(200), { timeout: 20_000 });
    const readings = bridge.requests.filter(({ url }) => url === '/v1/status').length;
    expect(readings).toBeLessThan(100);
  });

  it('says that it knows nothing any more when the stream breaks, and connects again', async () => {
    for (const stream of bridge.streams) stream.destroy();
    await vi.waitFor(() => expect(losses).toBe(1), { timeout: 20_000 });
    await vi.waitFor(() => expect(bridge.requests.filter(({ url }) => url === '/v1/events')).toHaveLength(2), {
      timeout: 5000,
    });
    await vi.waitFor(() => expect(bridge.streams.size).toBe(1), { timeout: 20_000 });
  });

  it('gets no session with a wrong key', async () => {
    expect(await openSession(bridge.port, 'wrong')).toBeUndefined();
  });
});

it('reads events however they are cut', async () => {
  const text = 'retry: 1000\nid: 1\n\n: latido\n\nevent: charge\ndata: {"a":\ndata: 1}\n\ndata: ñ\r\n\r\nevent: cut';
  for (const size of [1, 2, 3, 7, 1000]) {
    const bytes = new TextEncoder().encode(text);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.subarray(at, at + size));
        controller.close();
      },
    });
    const events: unknown[] = [];
    for await (const event of readEvents(body)) events.push(event);
    expect(events).toEqual([
      { event: 'charge', data: '{"a":\n1}' },
      { event: 'message', data: 'ñ' },
    ]);
  }
});

describe('what the tray says', () => {
  const running = { kind: 'running', port: 1, url: '', apiKey: '', sandboxUrl: null } as const;
  const queues = { queued: 0, open: 0, in_doubt: 0, expired_today: 0 };

  it.each([
    [statusView(), 'good', 'Listo para cobrar'],
    [statusView({ sandbox: true }), 'good', 'Demostración: Listo para cobrar'],
    [statusView({ queues: { ...queues, queued: 3 } }), 'good', '3 cobros en fila'],
    [statusView({ queues: { ...queues, open: 1 } }), 'good', '1 cobro en terminal'],
    [statusView({ queues: { ...queues, open: 1, in_doubt: 2 } }), 'attention', '2 cobros en duda'],
    [statusView({ connection: 'offline' }), 'attention', 'Sin conexión: los cobros esperan'],
    [statusView({ connection: 'key_missing' }), 'attention', 'Falta la clave de Recurrente'],
    [statusView({ connection: 'key_refused' }), 'attention', 'Recurrente rechaza la clave'],
    [statusView({ connection: 'replay_stopped' }), 'attention', 'Repeticiones detenidas: revise las alertas'],
    [
      statusView({ disk: { state: 'full', free_bytes: 0 } }),
      'attention',
      'No se puede guardar en el disco: no se aceptan cobros',
    ],
  ] as const)('of a running bridge', (status, mood, line) => {
    expect(summarize(running, status, 'es')).toEqual({ mood, line });
  });

  it.each([
    [{ kind: 'starting' }, 'Iniciando…'],
    [{ kind: 'waiting', delayMs: 500, crashes: 1 }, 'El puente se detuvo; vuelve a iniciar solo'],
    [{ kind: 'refused', exitCode: 4, message: '' }, 'No pudo iniciar: abra la ventana'],
    [{ kind: 'stopped' }, 'Detenido'],
  ] as const)('of one that does not run', (state, line) => {
    expect(summarize(state, undefined, 'es')).toEqual({ mood: 'stopped', line });
  });
});

it("says of another user's bridge whose it is, and how it is", () => {
  const refused = { kind: 'refused', exitCode: 3, message: '' } as const;
  expect(summarize(refused, statusView({ connection: 'offline' }), 'es', true)).toEqual({
    mood: 'attention',
    line: 'Puente de otro usuario: Sin conexión: los cobros esperan',
  });
  expect(summarize(refused, undefined, 'es', true)).toEqual({
    mood: 'stopped',
    line: 'Puente de otro usuario: conectando…',
  });
});

describe('what is open', () => {
  it('is what a customer or Recurrente has in hand, not what waits or is over', () => {
    for (const status of ['sending', 'pending', 'dispatched', 'in_doubt'] as const)
      expect(openWork(statusView({}, chargeView({ status }))).onTerminals).toHaveLength(1);
    expect(openWork(statusView({}, chargeView({ status: 'queued' }))).onTerminals).toEqual([]);
    expect(openWork(statusView({}, chargeView({ status: 'paid', final: true }))).onTerminals).toEqual([]);
    expect(describeOpenCharge(chargeView(), 'es')).toBe('caja1: FAC-1, Q 125.50 (el cliente lo ve en la terminal)');
  });

  it('counts what waits, and what is in doubt without holding a terminal, once each', () => {
    const queues = { queued: 3, open: 0, in_doubt: 2, expired_today: 5 };
    const held = chargeView({ status: 'in_doubt' });
    expect(openWork(statusView({ queues }, held))).toEqual({ onTerminals: [held], queued: 3, inDoubt: 1 });
  });

  it.each(['queued', 'open', 'in_doubt'] as const)('keeps the app from being idle: %s', (kind) => {
    const queues = { queued: 0, open: 0, in_doubt: 0, expired_today: 5 };
    expect(isIdle(statusView({ queues }))).toBe(true);
    expect(isIdle(statusView({ queues: { ...queues, [kind]: 1 } }))).toBe(false);
  });
});

describe('updates', () => {
  const clock = createVirtualClock;
  const createUpdater = (available = true) => {
    const done: string[] = [];
    const updater: Updater = {
      autoDownload: true,
      autoInstallOnAppQuit: true,
      setFeedURL: ({ url }) => void done.push(`feed ${url}`),
      checkForUpdates: () => {
        done.push('check');
        return Promise.resolve({ isUpdateAvailable: available, updateInfo: { version: '1.2.0' } });
      },
      downloadUpdate: () => Promise.resolve(void done.push('download')),
      quitAndInstall: () => void done.push('install'),
    };
    return { updater, done };
  };
  const feedUrl = 'https://updates.example/puente';
  const run = (over: Partial<Parameters<typeof runUpdates>[0]>) => {
    const { updater, done } = createUpdater();
    const time = clock();
    const news: string[] = [];
    const ending = new AbortController();
    const finished = runUpdates(
      {
        settings: { feedUrl, checkEveryHours: 24 },
        way: 'install',
        loadUpdater: () => Promise.resolve(updater),
        isIdle: () => true,
        offer: (version) => Promise.resolve(void done.push(`offered ${version}`)),
        resume: () => void done.push('bridge started again'),
        prepareRestart: () => Promise.resolve(void done.push('bridge stopped')),
        onNews: (told) => news.push(describeUpdate(told, 'es')),
        onProblem: (message) => done.push(message),
        clock: time,
        ...over,
      },
      ending.signal,
    );
    return { updater, done, news, time, ending, finished };
  };

  it('are off without a feed: nobody is asked', async () => {
    const { done, finished } = run({ settings: { feedUrl: null, checkEveryHours: 24 } });
    await finished;
    expect(done).toEqual([]);
  });

  it('are installed in a pause between charges, after the bridge has stopped', async () => {
    let idle = false;
    const { updater, done, time, finished, news, ending } = run({ isIdle: () => idle });
    await time.advance(3_600_000);
    expect(done).toEqual([`feed ${feedUrl}`, 'check', 'download']);
    expect([updater.autoDownload, updater.autoInstallOnAppQuit]).toEqual([false, false]);
    expect(news).toEqual(['La versión 1.2.0 se instalará cuando no haya cobros']);
    expect(done).not.toContain('offered 1.2.0');
    idle = true;
    await time.advance(29_000);
    idle = false;
    await time.advance(60_000);
    expect(done).not.toContain('install');
    idle = true;
    await time.advance(61_000);
    expect(done.slice(-2)).toEqual(['bridge stopped', 'install']);
    ending.abort();
    await finished;
  });

  it('wait for a person where Windows would ask for an administrator, and are looked up anew meanwhile', async () => {
    let accept: () => void = () => undefined;
    const { done, time, ending } = run({
      way: 'ask',
      offer: (_version, turn) =>
        new Promise((resolve) => {
          accept = resolve;
          turn.addEventListener('abort', () => resolve(), { once: true });
        }),
    });
    await time.advance(30 * 3_600_000);
    expect(done.filter((step) => step !== 'download')).toEqual([`feed ${feedUrl}`, 'check', 'check']);
    accept();
    await time.advance(31_000);
    expect(done.slice(-2)).toEqual(['bridge stopped', 'install']);
    ending.abort();
  });

  it('that do not come to pass leave a bridge that runs', async () => {
    const { done, time, news, ending } = run({});
    await time.advance(31_000);
    expect(done.at(-1)).toBe('install');
    await time.advance(3 * 60_000);
    expect(done.slice(-2)).toEqual(['updates: the installer of 1.2.0 did not take over', 'bridge started again']);
    expect(news.at(-1)).toBe('La versión 1.2.0 no se pudo instalar: avise a informática');
    ending.abort();
  });

  it('are only told where the installer is not ours to run', async () => {
    const { done, news, time, ending } = run({ way: 'notify' });
    await time.advance(25 * 3_600_000);
    expect(done.filter((step) => step !== 'check')).toEqual([`feed ${feedUrl}`]);
    expect(done.filter((step) => step === 'check')).toHaveLength(2);
    expect(news[0]).toBe('Hay una versión nueva (1.2.0): avise a informática');
    ending.abort();
  });

  it('that fail are a line in the log, and are tried again', async () => {
    const { updater } = createUpdater();
    let tries = 0;
    updater.checkForUpdates = () => {
      tries += 1;
      return Promise.reject(new Error('no network'));
    };
    const { done, time, ending } = run({ loadUpdater: () => Promise.resolve(updater) });
    await time.advance(25 * 3_600_000);
    expect([tries, done]).toEqual([2, ['updates: no network', 'updates: no network']]);
    ending.abort();
  });

  it('come from IT on Windows by MSI and on Linux', () => {
    expect(updateWay('win32', import.meta.dirname)).toBe('notify');
    expect(updateWay('linux', import.meta.dirname)).toBe('notify');
    expect(updateWay('darwin', import.meta.dirname)).toBe('install');
  });
});
