import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Desktop } from '../../../main/contract/desktop.ts';
import { chargeView } from './views.ts';

type Handler = (...words: unknown[]) => unknown;

const electron = vi.hoisted(() => {
  const permission: Record<string, Handler> = {};
  const answers: number[] = [];
  const questions: { message: string; detail: string }[] = [];
  return { handlers: new Map<string, Handler>(), permission, answers, questions };
});
vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  const remember = (name: string) => (handler: Handler) => void (electron.permission[name] = handler);
  return {
    app: new Emitter(),
    BrowserWindow: class {},
    Menu: { setApplicationMenu: vi.fn() },
    ipcMain: { handle: (channel: string, handler: Handler) => electron.handlers.set(channel, handler) },
    session: {
      defaultSession: Object.assign(new Emitter(), {
        setPermissionRequestHandler: remember('request'),
        setPermissionCheckHandler: remember('check'),
        setDevicePermissionHandler: remember('device'),
      }),
    },
    dialog: {
      showMessageBox: (question: { message: string; detail: string }) => {
        electron.questions.push(question);
        return Promise.resolve({ response: electron.answers.shift() });
      },
    },
  };
});

const { app, session } = (await import('electron')) as unknown as {
  app: EventEmitter;
  session: { defaultSession: EventEmitter };
};
const { answerDesktopCalls } = await import('../../../main/shell/desktop-calls.ts');
const { lockDown } = await import('../../../main/shell/lockdown.ts');
const { askToQuit } = await import('../../../main/shell/quit-question.ts');

describe('every page', () => {
  const opened: string[] = [];
  lockDown(true, (address) => opened.push(address));
  const createContents = () => {
    const contents = Object.assign(new EventEmitter(), { openHandler: undefined as Handler | undefined });
    app.emit(
      'web-contents-created',
      {},
      Object.assign(contents, { setWindowOpenHandler: (handler: Handler) => (contents.openHandler = handler) }),
    );
    return contents;
  };
  const prevented = (emitter: EventEmitter, name: string, over: object, ...rest: unknown[]): boolean => {
    const event = { ...over, prevented: false, preventDefault: () => void (event.prevented = true) };
    emitter.emit(name, event, ...rest);
    return event.prevented;
  };

  it.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])('stays on our page: %s', (name) => {
    const contents = createContents();
    for (const url of [
      'https://example.com/',
      'file:///etc/passwd',
      'app://puente.evil/',
      'app://evil/',
      'javascript:1',
      'x',
    ])
      expect([url, prevented(contents, name, { url })]).toEqual([url, true]);
    expect(prevented(contents, name, { url: 'app://puente/' })).toBe(false);
  });

  it('opens no window itself, hands on what is a document of ours, embeds nothing, and may nothing but copy', () => {
    const contents = createContents();
    const opens = (url: string) => (contents.openHandler?.({ url }) as { action: string } | undefined)?.action;
    for (const url of [
      'app://puente/',
      'app://puente/v1/charges',
      'app://puente.evil/docs',
      'https://example.com/docs',
    ])
      expect([url, opens(url)]).toEqual([url, 'deny']);
    expect(opened).toEqual([]);
    for (const url of ['app://puente/v1/charges/c1/evidence', 'app://puente/docs']) expect(opens(url)).toBe('deny');
    expect(opened).toEqual(['app://puente/v1/charges/c1/evidence', 'app://puente/docs']);
    expect(prevented(contents, 'will-attach-webview', {})).toBe(true);
    let granted: unknown;
    const [ours, other] = ['app://puente/', 'https://example.com/'].map((url) => ({ getURL: () => url }));
    electron.permission.request?.(ours, 'geolocation', (answer: boolean) => (granted = answer));
    expect([
      granted,
      electron.permission.check?.(ours, 'geolocation', 'app://puente'),
      electron.permission.device?.(),
    ]).toEqual([false, false, false]);
    const copy = 'clipboard-sanitized-write';
    electron.permission.request?.(ours, copy, (answer: boolean) => (granted = answer));
    expect([granted, electron.permission.check?.(ours, copy, 'app://puente')]).toEqual([true, true]);
    electron.permission.request?.(other, copy, (answer: boolean) => (granted = answer));
    expect([granted, electron.permission.check?.(other, copy, 'https://example.com')]).toEqual([false, false]);
  });

  it('saves nothing but reports and what our page wrote', () => {
    const downloads = (url: string): boolean =>
      !prevented(session.defaultSession, 'will-download', {}, { getURL: () => url });
    expect(downloads('app://puente/v1/reports/day?format=csv')).toBe(true);
    expect(downloads('blob:app://puente/5b0e')).toBe(true);
    for (const url of [
      'https://example.com/x.exe',
      'app://puente/v1/charges',
      'app://puente.evil/v1/reports/day',
      'blob:https://example.com/1',
      'blob:app://puente.evil/1',
    ])
      expect([url, downloads(url)]).toEqual([url, false]);
  });
});

describe("the window's calls", () => {
  const mainFrame = { url: 'app://puente/' };
  const contents = { mainFrame };
  const setStartsAtLogin = vi.fn((on: boolean) => Promise.resolve(on));
  const desktop = { setStartsAtLogin, openLogs: vi.fn() } as unknown as Desktop;
  const call = (event: object, name: string, ...words: unknown[]): unknown =>
    electron.handlers.get(`puente:${name}`)?.(event, ...words);
  beforeEach(() => {
    electron.handlers.clear();
    answerDesktopCalls(desktop, () => contents as never);
  });

  it('are answered to our page with sound arguments', async () => {
    expect(await call({ sender: contents, senderFrame: mainFrame }, 'setStartsAtLogin', true)).toBe(true);
  });

  it.each([
    ['a frame inside the page', { sender: contents, senderFrame: { url: 'app://puente/' } }],
    ['another window', { sender: {}, senderFrame: mainFrame }],
    ['a frame that is gone', { sender: contents, senderFrame: null }],
  ])('are refused to %s', (_, event) => {
    expect(() => call(event, 'openLogs')).toThrow('not our window');
  });

  it('are refused once the page is another', () => {
    const elsewhere = { url: 'https://example.com/' };
    electron.handlers.clear();
    const other = { mainFrame: elsewhere };
    answerDesktopCalls(desktop, () => other as never);
    expect(() => call({ sender: other, senderFrame: elsewhere }, 'openLogs')).toThrow('not our window');
  });

  it.each([[[]], [['yes']], [[true, 1]]])('are refused with arguments that do not fit: %j', (words) => {
    setStartsAtLogin.mockClear();
    expect(() => call({ sender: contents, senderFrame: mainFrame }, 'setStartsAtLogin', ...words)).toThrow();
    expect(setStartsAtLogin).not.toHaveBeenCalled();
  });
});

describe('the question before the end', () => {
  const NOTHING = { onTerminals: [], queued: 0, inDoubt: 0 };

  it('is not asked when nothing is open', async () => {
    expect(await askToQuit(NOTHING, 'es')).toBe(true);
    expect(electron.questions).toEqual([]);
  });

  it('counts and names the charges, and stays unless told to go', async () => {
    electron.answers.push(0, 1);
    const onTerminals = [chargeView(), chargeView({ order_id: 'FAC-2', status: 'in_doubt' })];
    expect(await askToQuit({ ...NOTHING, onTerminals }, 'es')).toBe(false);
    expect(await askToQuit({ ...NOTHING, onTerminals }, 'es')).toBe(true);
    expect(electron.questions[0]).toMatchObject({ message: 'Hay 2 cobros en las terminales' });
    expect(electron.questions[0]?.detail).toContain('FAC-2, Q 125.50 (en duda: falta saber si se pagó)');
  });

  it('is asked for what waits and what is in doubt as well, with what becomes of it', async () => {
    electron.questions.splice(0);
    electron.answers.push(0);
    expect(await askToQuit({ onTerminals: [], queued: 2, inDoubt: 1 }, 'es')).toBe(false);
    const [{ message, detail } = { message: '', detail: '' }] = electron.questions;
    expect(message).toBe('Hay cobros sin terminar');
    expect(detail).toMatch(/2 cobros en fila: no se envían con Puente cerrado\n1 cobro en duda/);
    expect(detail).toContain('vencen');
  });
});
