import { BrowserWindow } from 'electron';
import path from 'node:path';
import { obeyZoom } from './zoom.ts';

export const SMALLEST = { width: 640, height: 480 };

export interface PageWindowOptions {
  readonly iconDir: string;
  readonly width: number;
  readonly height: number;
  /** Only the main window has one. */
  readonly preload?: string;
}

/** A window with one of our own pages in it, as confined as a page can be. It shows itself when there is something to see. */
export function makePageWindow(address: string, { iconDir, width, height, preload }: PageWindowOptions): BrowserWindow {
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
      ...(preload === undefined ? {} : { preload }),
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
  obeyZoom(made.webContents);
  made.once('ready-to-show', () => made.show());
  // Rejects when a reload overtakes it; what failed otherwise is on the page.
  made.loadURL(address).catch(() => undefined);
  return made;
}
