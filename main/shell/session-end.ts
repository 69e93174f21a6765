import { BrowserWindow } from 'electron';

/**
 * Calls `act` when Windows ends the session: at log-off, at shutdown, and when an installer asks programs to let go of their
 * files. Windows tells this to windows alone, so one that is never shown listens from the start. Elsewhere powerMonitor and
 * SIGTERM tell it.
 */
export function onSessionEnd(act: () => void): void {
  const listener = new BrowserWindow({
    show: false,
    skipTaskbar: true,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      disableBlinkFeatures: 'Auxclick',
    },
  });
  listener.on('session-end', act);
}
