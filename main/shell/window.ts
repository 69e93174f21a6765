import type { BrowserWindow, WebContents } from 'electron';
import path from 'node:path';
import { APP_ORIGIN } from './app-protocol.ts';
import { makePageWindow, SMALLEST } from './page-window.ts';
import { createStrip } from './strip.ts';

export interface MainWindow {
  /** Shows the window in front, making it first if need be. */
  open(): void;
  /** Loads the page anew, if there is one: what stands in its place has changed. */
  reload(): void;
  /** It is in front of its person: used right now, or a strip that lies above all else. */
  isSeen(): boolean;
  /** See contract/desktop.ts. */
  setStrip(heightPx: number | null): void;
  contents(): WebContents | undefined;
  /** Whether closing closes, because Puente ends, instead of hiding. */
  letClose(closes: boolean): void;
}

/** The one window. Closing it hides it: the bridge and the tray go on, and it opens again at once. */
export function createMainWindow(distDir: string, iconDir: string): MainWindow {
  let window: BrowserWindow | undefined;
  let closes = false;
  const strip = createStrip(SMALLEST);

  return {
    open() {
      if (window) {
        if (window.isMinimized()) window.restore();
        window.show();
        window.focus();
        return;
      }
      const preload = path.join(distDir, 'preload.cjs');
      const made = makePageWindow(`${APP_ORIGIN}/`, { iconDir, preload, width: 1180, height: 800 });
      window = made;
      made.on('close', (event) => {
        if (closes) return;
        event.preventDefault();
        made.hide();
      });
      made.on('closed', () => (window = undefined));
      // A page that died (out of memory, a driver) must not leave a window that says nothing.
      made.webContents.on('render-process-gone', (_event, { reason }) => {
        if (reason !== 'clean-exit' && window === made) made.webContents.reload();
      });
    },
    reload() {
      window?.webContents.reload();
    },
    // A window behind the ERP's counts as visible for every system, and a minimized one for some.
    isSeen: () =>
      window !== undefined &&
      window.isVisible() &&
      !window.isMinimized() &&
      (window.isFocused() || window.isAlwaysOnTop()),
    setStrip(heightPx) {
      // The page measures in its own pixels, the window in the screen's.
      if (window) strip.set(window, heightPx && Math.ceil(heightPx * window.webContents.getZoomFactor()));
    },
    contents: () => window?.webContents,
    letClose(nowCloses) {
      closes = nowCloses;
    },
  };
}
