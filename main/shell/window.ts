import { BrowserWindow, type WebContents } from 'electron';
import path from 'node:path';
import { APP_ORIGIN } from './app-protocol.ts';
import { createStrip } from './strip.ts';

export interface MainWindow {
  /** Shows the window in front, making it first if need be. */
  open(): void;
  /** Opens the bridge's log in a window of its own. */
  openLog(): void;
  /** Loads the page anew, if there is one: what stands in its place has changed. */
  reload(): void;
  isVisible(): boolean;
  /** See contract/desktop.ts. */
  setStrip(heightPx: number | null): void;
  contents(): WebContents | undefined;
  /** From now on closing closes. */
  letClose(): void;
}

const SMALLEST = { width: 640, height: 480 };

/** The one window. Closing it hides it: the bridge and the tray go on, and it opens again at once. */
export function createMainWindow(distDir: string, iconDir: string): MainWindow {
  let window: BrowserWindow | undefined;
  let logWindow: BrowserWindow | undefined;
  let closes = false;
  const strip = createStrip(SMALLEST);

  const make = (address: string, width: number, height: number): BrowserWindow => {
    const made = new BrowserWindow({
      width,
      height,
      minWidth: SMALLEST.width,
      minHeight: SMALLEST.height,
      show: false,
      title: 'Puente',
      icon: path.join(iconDir, 'icon.png'),
      backgroundColor: '#ffffff',
      autoHideMenuBar: true,
      webPreferences: {
        preload: path.join(distDir, 'preload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
        // A middle click would ask for a new window.
        disableBlinkFeatures: 'Auxclick',
      },
    });
    made.once('ready-to-show', () => made.show());
    void made.loadURL(address);
    return made;
  };

  return {
    open() {
      if (window) {
        if (window.isMinimized()) window.restore();
        window.show();
        window.focus();
        return;
      }
      const made = make(`${APP_ORIGIN}/`, 1180, 800);
      window = made;
      made.on('close', (event) => {
        if (closes) return;
        event.preventDefault();
        made.hide();
      });
      made.on('closed', () => (window = undefined));
      // A page that died (out of memory, a driver) must not leave a window that says nothing.
      made.webContents.on('render-process-gone', () => void made.loadURL(`${APP_ORIGIN}/`));
    },
    openLog() {
      if (logWindow) {
        logWindow.webContents.reload();
        logWindow.show();
        return;
      }
      logWindow = make(`${APP_ORIGIN}/-/log`, 900, 600);
      logWindow.on('closed', () => (logWindow = undefined));
    },
    reload() {
      window?.webContents.reload();
    },
    isVisible: () => window?.isVisible() ?? false,
    setStrip(heightPx) {
      if (window) strip.set(window, heightPx);
    },
    contents: () => window?.webContents,
    letClose() {
      closes = true;
    },
  };
}
