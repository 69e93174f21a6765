import { app, Menu, session, type Session, type WebContents } from 'electron';
import { APP_ORIGIN } from './app-protocol.ts';
import { isDocument } from './documents.ts';

/** What the window may save as a file: reports, and what our own page wrote (the history as CSV, diagnostics). The person is asked where. */
const SAVED = [`${APP_ORIGIN}/v1/reports/`, `blob:${APP_ORIGIN}/`];
/** The copy buttons: text out of our page, on a person's click. */
const COPY = 'clipboard-sanitized-write';

/**
 * Takes from every page what ours does not need: other addresses, new windows, embedded views, permissions, devices,
 * downloads. A link to a document opens by `openDocument`, in a window that we make. Called before the first window is made.
 */
export function lockDown(packaged: boolean, openDocument: (address: string) => void): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, openDocument));
  guardSession(session.defaultSession);
  // Without a menu there is neither "reload" nor the developer tools' shortcut; macOS has one of ours (mac-menu.ts).
  if (packaged && process.platform !== 'darwin') Menu.setApplicationMenu(null);
}

function guardContents(contents: WebContents, openDocument: (address: string) => void): void {
  contents.setWindowOpenHandler(({ url }) => {
    if (isDocument(url)) openDocument(url);
    return { action: 'deny' };
  });
  const stayHome = (event: { preventDefault(): void; readonly url: string }): void => {
    if (!isOurs(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stayHome);
  contents.on('will-redirect', stayHome);
  contents.on('will-frame-navigate', stayHome);
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

function guardSession(own: Session): void {
  own.setPermissionRequestHandler((contents, permission, answer) =>
    answer(permission === COPY && isOurs(contents.getURL())),
  );
  own.setPermissionCheckHandler((_contents, permission, origin) => (permission as string) === COPY && isOurs(origin));
  own.setDevicePermissionHandler(() => false);
  own.on('will-download', (event, item) => {
    if (!SAVED.some((start) => item.getURL().startsWith(start))) event.preventDefault();
  });
}

function isOurs(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && `${url.protocol}//${url.host}` === APP_ORIGIN;
}
