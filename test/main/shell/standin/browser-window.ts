import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import vm from 'node:vm';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { WITHOUT_ADDRESS_BAR } from '../../../renderer/browser.ts';
import { appAddress, asAppUrl } from './app-server.ts';
import { listen, tell } from './driver-link.ts';

type Answer = (event: object, ...words: unknown[]) => unknown;
const answers = new Map<string, Answer>();
export const ipcMain = { handle: (channel: string, answer: Answer): void => void answers.set(channel, answer) };

interface Options {
  readonly width: number;
  readonly height: number;
  readonly webPreferences: Readonly<Record<string, unknown>> & { readonly preload?: string };
}

class WebContents extends EventEmitter {
  readonly mainFrame = { url: 'about:blank' };
  page: Page | undefined;
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  setWindowOpenHandler(handler: WebContents['openHandler']): void {
    this.openHandler = handler;
  }
  reload(): void {
    void this.page?.reload().catch(() => undefined);
  }
}

/** Electron's BrowserWindow, each with a Chromium of its own on the display. */
export class BrowserWindow extends EventEmitter {
  private static readonly all: BrowserWindow[] = [];
  readonly webContents = new WebContents();
  private readonly number: number;
  private readonly options: Options;
  private readonly profile = mkdtempSync(path.join(os.tmpdir(), 'puente-standin-'));
  private visible = false;
  private context: BrowserContext | undefined;

  constructor(options: Options) {
    super();
    const { nodeIntegration, contextIsolation, sandbox, webSecurity, webviewTag } = options.webPreferences;
    if (
      nodeIntegration !== false ||
      contextIsolation !== true ||
      sandbox !== true ||
      webSecurity === false ||
      webviewTag !== false
    )
      throw new Error('the window is not as closed as it must be');
    this.options = options;
    this.number = BrowserWindow.all.push(this) - 1;
    void import('./electron.ts').then(({ app }) => app.emit('web-contents-created', {}, this.webContents));
  }

  static async destroyAll(): Promise<void> {
    await Promise.all(BrowserWindow.all.map((window) => window.destroy()));
  }

  async loadURL(address: string): Promise<void> {
    const base = await appAddress();
    const { width, height } = this.options;
    this.context = await chromium.launchPersistentContext(this.profile, {
      executablePath: '/usr/bin/chromium',
      headless: false,
      viewport: null,
      locale: 'es-GT',
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
        ...['--disable-component-update', '--disable-sync', '--remote-debugging-port=0', '--app=about:blank'],
        WITHOUT_ADDRESS_BAR,
        `--window-size=${width},${height}`,
      ],
    });
    const { context } = this;
    const page = context.pages()[0] ?? (await context.newPage());
    this.webContents.page = page;
    context.on('page', (popup) => void this.judge(popup));
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.webContents.mainFrame.url = asAppUrl(frame.url());
    });
    await page.route('**/*', async (route) => {
      const url = route.request().url();
      if (!route.request().isNavigationRequest() || url.startsWith(base)) return route.continue();
      const event = { url, prevented: false, preventDefault: () => void (event.prevented = true) };
      this.webContents.emit('will-navigate', event);
      tell({ event: 'navigation', url, prevented: event.prevented });
      // An empty answer leaves the page where it is, as a prevented navigation does.
      return event.prevented ? route.fulfill({ status: 204 }) : route.continue();
    });
    await this.loadPreload(page);
    // A reload on its way is no failure, there as here.
    await page.goto(address.replace('app://puente', base)).catch((error: unknown) => {
      if (!String(error).includes('ERR_ABORTED')) throw error;
    });
    this.emit('ready-to-show');
    tell({ event: 'window', number: this.number, endpoint: this.endpoint(), base });
  }

  /** Electron asks before a window opens; here it has, and goes again. */
  private async judge(popup: Page): Promise<void> {
    await popup.waitForURL((url) => url.href !== 'about:blank').catch(() => undefined);
    const url = asAppUrl(popup.url());
    const { action } = this.webContents.openHandler?.({ url }) ?? { action: 'allow' };
    tell({ event: 'popup', url, action });
    if (action === 'deny') await popup.close();
  }

  show(): void {
    this.visible = true;
    tell({ event: 'visible', number: this.number, visible: true });
  }
  hide(): void {
    this.visible = false;
    tell({ event: 'visible', number: this.number, visible: false });
  }
  focus(): void {}
  isFocused(): boolean {
    return this.visible;
  }
  isAlwaysOnTop(): boolean {
    return false;
  }
  isMinimized(): boolean {
    return false;
  }
  isVisible(): boolean {
    return this.visible;
  }

  /** What the cross in the corner does. */
  async close(): Promise<void> {
    const event = { prevented: false, preventDefault: () => void (event.prevented = true) };
    this.emit('close', event);
    if (!event.prevented) await this.destroy();
  }

  private async destroy(): Promise<void> {
    const { context } = this;
    this.context = undefined;
    if (!context) return;
    await context.close();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
    this.emit('closed');
    tell({ event: 'closed', number: this.number });
  }

  /** Where the test reaches the same page. */
  private endpoint(): string {
    const [port] = readFileSync(path.join(this.profile, 'DevToolsActivePort'), 'utf8').split('\n');
    return `http://127.0.0.1:${port}`;
  }

  /** Runs the real preload against a bridge and an ipcRenderer of ours, and puts what it exposes into the page. */
  private async loadPreload(page: Page): Promise<void> {
    const exposed: Record<string, Record<string, (...words: unknown[]) => unknown>> = {};
    const invoke = (channel: string, ...words: unknown[]): unknown => {
      const answer = answers.get(channel);
      if (!answer) throw new Error(`nobody answers ${channel}`);
      return answer({ sender: this.webContents, senderFrame: this.webContents.mainFrame }, ...words);
    };
    const electron = {
      contextBridge: { exposeInMainWorld: (name: string, api: (typeof exposed)[string]) => (exposed[name] = api) },
      ipcRenderer: {
        invoke: (channel: string, ...words: unknown[]) => Promise.resolve().then(() => invoke(channel, ...words)),
      },
    };
    const load = (name: string): unknown => {
      if (name === 'electron') return electron;
      throw new Error(`a sandboxed preload may not load ${name}`);
    };
    const { preload } = this.options.webPreferences;
    if (preload === undefined) return;
    vm.runInNewContext(`(function (require, module, exports) {${readFileSync(preload, 'utf8')}\n})`)(
      load,
      { exports: {} },
      {},
    );
    for (const [name, api] of Object.entries(exposed)) {
      await page.exposeFunction(`${name}_call`, (method: string, words: unknown[]) => api[method]!(...words));
      await page.addInitScript(
        ([key, methods]) => {
          const call = (window as unknown as Record<string, (...words: unknown[]) => unknown>)[`${key}_call`]!;
          const made = Object.fromEntries(
            methods.map((method) => [method, (...words: unknown[]) => call(method, words)]),
          );
          Object.defineProperty(window, key, { value: made });
        },
        [name, Object.keys(api)] as const,
      );
    }
  }
}

listen(
  'close-window',
  ({ number }) => void (BrowserWindow as unknown as { all: BrowserWindow[] }).all[Number(number)]!.close(),
);
