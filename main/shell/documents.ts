import type { BrowserWindow, WebContents } from 'electron';
import { APP_ORIGIN } from './app-protocol.ts';
import { makePageWindow } from './page-window.ts';

/** The bridge's last log lines. */
export const LOG_PAGE = `${APP_ORIGIN}/-/log`;

/** Pages to read and to print, which the window links to: the API's description and the proof of one charge. Neither has a script. */
const DOCUMENTS = /^\/docs$|^\/v1\/charges\/[^/]+\/evidence$/;

/** True for an address that a click may open in a window of its own. */
export function isDocument(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && `${url.protocol}//${url.host}` === APP_ORIGIN && DOCUMENTS.test(url.pathname);
}

/** Opens pages of the bridge in windows of their own, each address once. They have no preload: they are for reading. */
export function createDocuments(iconDir: string): (address: string) => void {
  const open = new Map<string, BrowserWindow>();
  return (address) => {
    const known = open.get(address);
    if (known) {
      // It may have changed since: a charge got paid, the log grew.
      known.webContents.reload();
      known.show();
      known.focus();
      return;
    }
    const made = makePageWindow(address, { iconDir, width: 900, height: 760 });
    open.set(address, made);
    made.on('closed', () => open.delete(address));
    obeyKeys(made, made.webContents);
  };
}

/** What a person expects of a page to read: without a menu (lockdown.ts) Electron has no keys for it. */
function obeyKeys(window: BrowserWindow, contents: WebContents): void {
  contents.on('before-input-event', (event, { type, key, control, meta }) => {
    if (type !== 'keyDown' || !(control || meta)) return;
    if (key.toLowerCase() === 'p') contents.print();
    else if (key.toLowerCase() === 'w') window.close();
    else return;
    event.preventDefault();
  });
}
