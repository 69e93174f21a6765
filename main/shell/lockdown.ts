import { app, Menu, session, type Session, type WebContents } from 'electron';
import { APP_ORIGIN } from './app-protocol.ts';

/** Reports are the only thing the window may save as a file; the person is asked where. */
const REPORTS = `${APP_ORIGIN}/v1/reports/`;

/**
 * Takes from every page what ours does not need: other addresses, new windows, embedded views, permissions, devices,
 * downloads. Called before the first window is made.
 */
export function lockDown(packaged: boolean): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  guardSession(session.defaultSession);
  // Without a menu there is neither "reload" nor the developer tools' shortcut; macOS needs one for copy and paste.
  if (packaged && process.platform !== 'darwin') Menu.setApplicationMenu(null);
}

function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const stayHome = (event: { preventDefault(): void; readonly url: string }): void => {
    if (!isOurs(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stayHome);
  contents.on('will-redirect', stayHome);
  contents.on('will-frame-navigate', stayHome);
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

function guardSession(own: Session): void {
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.setPermissionCheckHandler(() => false);
  own.setDevicePermissionHandler(() => false);
  own.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(REPORTS)) event.preventDefault();
  });
}

function isOurs(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && `${url.protocol}//${url.host}` === APP_ORIGIN;
}
