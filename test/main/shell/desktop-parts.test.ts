import type { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const electron = vi.hoisted(() => ({
  login: { openAtLogin: false, wasOpenedAtLogin: false, launchItems: [] as { scope: string; enabled: boolean }[] },
  home: '',
  blocked: [] as string[],
  quits: 0,
  windows: [] as EventEmitter[],
  menus: [] as { label: string; submenu: { role?: string; label?: string }[] }[][],
}));
vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  class BrowserWindow extends Emitter {
    readonly webContents = Object.assign(new Emitter(), {
      reload: vi.fn(),
      print: vi.fn(),
      level: 0,
      getZoomLevel(): number {
        return this.level;
      },
      setZoomLevel(level: number): void {
        this.level = level;
      },
    });
    readonly state = { visible: false, minimized: false, focused: false, onTop: false };
    isVisible = () => this.state.visible;
    isMinimized = () => this.state.minimized;
    isFocused = () => this.state.focused;
    isAlwaysOnTop = () => this.state.onTop;
    readonly options: object;
    loaded = '';
    constructor(options: object) {
      super();
      this.options = options;
      electron.windows.push(this);
    }
    loadURL(address: string): Promise<void> {
      this.loaded = address;
      return Promise.resolve();
    }
    show = vi.fn();
    focus = vi.fn();
    close(): void {
      this.emit('closed');
    }
  }
  return {
    app: Object.assign(new Emitter(), {
      getPath: (name: string) => (name === 'home' ? electron.home : '/opt/Puente/puente "a"'),
      getLoginItemSettings: () => electron.login,
      setLoginItemSettings: (settings: object) => Object.assign(electron.login, settings),
      quit: () => (electron.quits += 1),
    }),
    BrowserWindow,
    Menu: {
      buildFromTemplate: (items: (typeof electron.menus)[number]) => items,
      setApplicationMenu: (items: (typeof electron.menus)[number]) => electron.menus.push(items),
    },
    dialog: { showMessageBox: () => Promise.resolve({ response: 0 }) },
    powerSaveBlocker: {
      start: (kind: string) => electron.blocked.push(kind),
      stop: (id: number) => void electron.blocked.push(`ended ${id}`),
    },
  };
});
const { app } = (await import('electron')) as unknown as { app: EventEmitter };
const { createAutostart } = await import('../../../main/shell/autostart.ts');
const { createDocuments, isDocument } = await import('../../../main/shell/documents.ts');
const { createMacMenu } = await import('../../../main/shell/mac-menu.ts');
const { createKeepAwake } = await import('../../../main/shell/keep-awake.ts');
const { createQuitting } = await import('../../../main/shell/quitting.ts');
const { onSessionEnd } = await import('../../../main/shell/session-end.ts');
const { createMainWindow } = await import('../../../main/shell/window.ts');

beforeEach(() => {
  electron.windows.splice(0);
  electron.quits = 0;
});

describe('the start with the computer', () => {
  it('on Windows is set by whoever sits there, unless the installer set it for everybody', () => {
    const autostart = createAutostart({}, 'win32');
    autostart.set(true);
    expect([autostart.isOn(), autostart.isFixed(), autostart.startedUs()]).toEqual([true, false, false]);
    expect(electron.login).toMatchObject({ openAtLogin: true, args: ['--hidden'] });
    autostart.set(false);
    expect(autostart.isOn()).toBe(false);
    electron.login.launchItems = [{ scope: 'machine', enabled: false }];
    expect(autostart.isOn()).toBe(false);
    electron.login.launchItems = [{ scope: 'machine', enabled: true }];
    expect([autostart.isOn(), autostart.isFixed()]).toEqual([true, true]);
  });

  it('on a Mac tells by itself that it was one', () => {
    electron.login.wasOpenedAtLogin = true;
    expect(createAutostart({}, 'darwin').startedUs()).toBe(true);
    expect(createAutostart({}, 'win32').startedUs()).toBe(false);
  });

  it('on Linux is a file, with the program in quotes, and goes again', () => {
    electron.home = mkdtempSync(path.join(os.tmpdir(), 'puente-autostart-'));
    const file = path.join(electron.home, '.config/autostart/puente.desktop');
    const autostart = createAutostart({}, 'linux');
    expect(autostart.isOn()).toBe(false);
    autostart.set(true);
    expect(readFileSync(file, 'utf8')).toContain('Exec="/opt/Puente/puente \\\\"a\\\\"" --hidden\n');
    expect(autostart.isOn()).toBe(true);
    autostart.set(false);
    expect(existsSync(file)).toBe(false);
    createAutostart({ APPIMAGE: '/home/ana/Puente 100%.AppImage' }, 'linux').set(true);
    expect(readFileSync(file, 'utf8')).toContain('Exec="/home/ana/Puente 100%%.AppImage" --hidden\n');
    rmSync(electron.home, { recursive: true, force: true });
  });
});

it("has a Mac's menu in the window's language, for copy and paste and the way out, without the developer's tools", () => {
  for (const [packaged, platform] of [
    [true, 'win32'],
    [false, 'darwin'],
  ] as const)
    createMacMenu(packaged, platform)('es');
  expect(electron.menus).toEqual([]);
  const show = createMacMenu(true, 'darwin');
  for (const lang of ['es', 'es', 'en'] as const) show(lang);
  expect(electron.menus.map((menu) => menu[1]?.label)).toEqual(['Edición', 'Edit']);
  const items = electron.menus[0]?.flatMap(({ submenu }) => submenu).filter(({ role }) => role) ?? [];
  expect(items.map(({ role }) => role)).toEqual(expect.arrayContaining(['copy', 'paste', 'quit', 'close']));
  expect(items.filter(({ role, label }) => !label || /tools|reload/i.test(role ?? ''))).toEqual([]);
});

it('keeps the PC awake once, and lets it sleep once', () => {
  const keepAwake = createKeepAwake();
  for (const needed of [false, true, true, false, false]) keepAwake(needed);
  expect(electron.blocked).toEqual(['prevent-app-suspension', 'ended 1']);
});

describe('documents', () => {
  it('are the evidence of a charge and the description of the API, at our address alone', () => {
    for (const address of ['app://puente/docs', 'app://puente/v1/charges/c-1/evidence'])
      expect([address, isDocument(address)]).toEqual([address, true]);
    for (const address of [
      'app://evil/docs',
      'app://puente/',
      'app://puente/v1/charges/a/b/evidence',
      'file:///docs',
      'x',
    ])
      expect([address, isDocument(address)]).toEqual([address, false]);
  });

  it('open once each, without a preload, are read anew when asked for again, print and close by keys', () => {
    const open = createDocuments('/icons');
    open('app://puente/docs');
    open('app://puente/docs');
    type Opened = EventEmitter & {
      options: { webPreferences: object };
      loaded: string;
      webContents: EventEmitter & { reload: () => void; print: () => void };
    };
    const [docs, ...others] = electron.windows as Opened[];
    expect(others).toEqual([]);
    expect(docs?.loaded).toBe('app://puente/docs');
    expect(docs?.webContents.reload).toHaveBeenCalledOnce();
    expect(docs?.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    });
    expect(docs?.options.webPreferences).not.toHaveProperty('preload');
    const press = (key: string, control: boolean): boolean => {
      const event = { prevented: false, preventDefault: () => void (event.prevented = true) };
      docs?.webContents.emit('before-input-event', event, { type: 'keyDown', key, control, meta: false });
      return event.prevented;
    };
    expect([press('p', false), press('x', true)]).toEqual([false, false]);
    expect(docs?.webContents.print).not.toHaveBeenCalled();
    expect(press('P', true)).toBe(true);
    expect(docs?.webContents.print).toHaveBeenCalledOnce();
    expect(press('w', true)).toBe(true);
    open('app://puente/docs');
    expect(electron.windows).toHaveLength(2);
  });
});

describe('the window', () => {
  type Opened = EventEmitter & {
    state: { visible: boolean; minimized: boolean; focused: boolean; onTop: boolean };
    webContents: EventEmitter & { level: number };
  };
  const openOne = () => {
    const window = createMainWindow('/dist', '/icons');
    window.open();
    return { window, made: electron.windows[0] as Opened };
  };

  it('is seen while it is used or lies above all else, not hidden, minimized or behind the ERP', () => {
    const unopened = createMainWindow('/dist', '/icons');
    expect(unopened.isSeen()).toBe(false);
    const { window, made } = openOne();
    const seen = (state: Partial<Opened['state']>): boolean => {
      Object.assign(made.state, { visible: true, minimized: false, focused: true, onTop: false }, state);
      return window.isSeen();
    };
    expect(seen({})).toBe(true);
    expect(seen({ focused: false })).toBe(false);
    expect(seen({ focused: false, onTop: true })).toBe(true);
    expect(seen({ focused: false, onTop: true, minimized: true })).toBe(false);
    expect(seen({ visible: false })).toBe(false);
  });

  it('grows and shrinks by the keys and the wheel of a browser, within bounds', () => {
    const { webContents } = openOne().made;
    const press = (key: string, over: object = {}): boolean => {
      const event = { prevented: false, preventDefault: () => void (event.prevented = true) };
      webContents.emit('before-input-event', event, {
        type: 'keyDown',
        key,
        control: true,
        meta: false,
        alt: false,
        ...over,
      });
      return event.prevented;
    };
    expect([press('+'), press('='), press('-'), webContents.level]).toEqual([true, true, true, 0.5]);
    expect([press('+', { control: false }), press('+', { type: 'keyUp' }), press('p'), webContents.level]).toEqual([
      false,
      false,
      false,
      0.5,
    ]);
    webContents.emit('zoom-changed', {}, 'in');
    expect(webContents.level).toBe(1);
    for (let i = 0; i < 20; i += 1) press('+');
    expect(webContents.level).toBe(6);
    for (let i = 0; i < 20; i += 1) webContents.emit('zoom-changed', {}, 'out');
    expect(webContents.level).toBe(-1);
    expect([press('0'), webContents.level]).toEqual([true, 0]);
  });
});

it('hears of the end of a Windows session in a window that nobody sees', () => {
  const act = vi.fn();
  onSessionEnd(act);
  const [listener] = electron.windows as (EventEmitter & { options: object })[];
  expect(listener?.options).toMatchObject({ show: false, skipTaskbar: true });
  listener?.emit('session-end', { reasons: ['close-app'] });
  expect(act).toHaveBeenCalledOnce();
});

describe('the end', () => {
  const steps: string[] = [];
  const create = (open: boolean) => {
    steps.splice(0);
    app.removeAllListeners();
    return createQuitting({
      openWork: () => (open ? { onTerminals: [], queued: 1, inDoubt: 0 } : undefined),
      lang: () => 'es',
      onEnd: () => steps.push('watching ends'),
      stopBridge: () => Promise.resolve(void steps.push('bridge stops')),
      letClose: (closes) => steps.push(closes ? 'windows close' : 'windows hide'),
    });
  };
  const quit = (): boolean => {
    const event = { prevented: false, preventDefault: () => void (event.prevented = true) };
    app.emit('before-quit', event);
    return event.prevented;
  };

  it('comes after the bridge has ended, and only then lets the app go', async () => {
    create(false);
    expect(quit()).toBe(true);
    await vi.waitFor(() => expect(electron.quits).toBe(1), { timeout: 20_000 });
    expect(steps).toEqual(['watching ends', 'windows close', 'bridge stops']);
    expect(quit()).toBe(false);
  });

  it('does not come while a person says no, and may be asked for again', async () => {
    create(true);
    quit();
    await new Promise((resolve) => setImmediate(resolve));
    expect([steps, electron.quits]).toEqual([[], 0]);
    expect(quit()).toBe(true);
  });

  it('is not asked for by a signal, and comes once', async () => {
    const quitting = create(true);
    await Promise.all([quitting.end(), quitting.end()]);
    expect([steps.length, electron.quits]).toEqual([3, 1]);
  });

  it('leaves the way to the updater, and goes on when that did not take it', async () => {
    const quitting = create(false);
    await quitting.letUpdaterEnd();
    expect([steps, quit()]).toEqual([['windows close', 'bridge stops'], false]);
    quitting.goOn();
    expect([steps.at(-1), quit()]).toEqual(['windows hide', true]);
  });
});
