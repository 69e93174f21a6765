import { EventEmitter } from 'node:events';
import { BrowserWindow, ipcMain } from './browser-window.ts';
import { protocol } from './app-server.ts';
import { ask, listen, tell } from './driver-link.ts';
import { utilityProcess } from './utility-process.ts';

/**
 * A stand-in for the few Electron APIs that the shell uses. It is not Electron: windows are real Chromium ones, the bridge
 * is a real process, the rest is told to the test that drives it, which plays the person.
 */
export { BrowserWindow, ipcMain, protocol, utilityProcess };

const env = process.env;
let proxy = env.STANDIN_PROXY ?? 'DIRECT';
/** A script that names the proxy, and that the network is slow to bring. */
const SLOW = 'slow';
let tellSlow: (found: string) => void = () => undefined;
const slowly = new Promise<string>((resolve) => (tellSlow = resolve));

class PreventableEvent {
  prevented = false;
  preventDefault(): void {
    this.prevented = true;
  }
}

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  whenReady: () => Promise.resolve(),
  enableSandbox: () => undefined,
  setAppUserModelId: () => undefined,
  requestSingleInstanceLock: () => true,
  getVersion: () => '0.0.0-standin',
  getPath: (name: string): string => {
    const known = { userData: env.STANDIN_USER_DATA, home: env.STANDIN_USER_DATA, exe: process.execPath }[name];
    if (known === undefined) throw new Error(`the stand-in knows no path "${name}"`);
    return known;
  },
  resolveProxy: () => (proxy === SLOW ? slowly : Promise.resolve(proxy)),
  quit() {
    const event = new PreventableEvent();
    app.emit('before-quit', event);
    if (!event.prevented) app.exit(0);
  },
  exit(code: number) {
    tell({ event: 'exit', code });
    void BrowserWindow.destroyAll().then(() => process.exit(code));
  },
});

interface MenuItem {
  readonly id?: string;
  readonly label?: string;
  readonly type?: string;
  checked?: boolean;
  readonly enabled?: boolean;
  readonly click?: (item: MenuItem) => void;
}

export const Menu = {
  setApplicationMenu: () => undefined,
  buildFromTemplate: (items: MenuItem[]) => ({ items }),
};

export class Tray extends EventEmitter {
  private picture: string;
  private menu: MenuItem[] = [];
  constructor(image: { readonly file: string }) {
    super();
    this.picture = image.file;
    listen('menu', ({ id }) => {
      const item = this.menu.find((each) => each.id === id);
      if (!item) throw new Error(`the tray has no item "${String(id)}"`);
      if (item.type === 'checkbox') item.checked = !item.checked;
      item.click?.(item);
    });
    listen('tray-click', () => this.emit('click'));
  }
  setImage(image: { readonly file: string }): void {
    this.picture = image.file;
  }
  setToolTip(): void {}
  setContextMenu({ items }: { items: MenuItem[] }): void {
    this.menu = items;
    const shown = items.map(({ id, label, checked, enabled }) => ({ id, label, checked, enabled }));
    tell({ event: 'tray', picture: this.picture, items: shown });
  }
}

export const nativeImage = { createFromPath: (file: string) => ({ file }) };

export class Notification extends EventEmitter {
  private readonly words: object;
  constructor(words: object) {
    super();
    this.words = words;
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    tell({ event: 'notification', ...this.words });
  }
}

export const dialog = {
  showMessageBox: async (question: object) => ({ response: Number(await ask({ event: 'question', ...question })) }),
  showOpenDialog: async (question: object) => ({ filePaths: [String(await ask({ event: 'question', ...question }))] }),
};

export const shell = {
  openPath: (file: string) => {
    tell({ event: 'open-path', file });
    return Promise.resolve('');
  },
};

/** Turns every bit: enough to tell sealed from plain. */
const turn = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff));
export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(env.STANDIN_NO_KEYRING === undefined),
  encryptStringAsync: (text: string) => Promise.resolve(turn(Buffer.from(text))),
  decryptStringAsync: (sealed: Buffer) => Promise.resolve({ result: turn(sealed).toString(), shouldReEncrypt: false }),
};

export const session = {
  defaultSession: Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
  }),
};

let blockers = 0;
export const powerSaveBlocker = {
  start: (kind: string) => {
    tell({ event: 'keep-awake', kind });
    return (blockers += 1);
  },
  stop: () => tell({ event: 'may-sleep' }),
};

export const powerMonitor = new EventEmitter();
let online = true;
export const net = { isOnline: () => online };

listen('power', ({ name }) => powerMonitor.emit(String(name)));
listen('online', ({ value }) => (online = value === true));
listen('proxy', ({ value }) => {
  proxy = String(value);
  tellSlow(proxy);
});
listen('quit', () => app.quit());
listen('second-instance', ({ words }) => app.emit('second-instance', {}, words));
