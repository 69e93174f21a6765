import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { DESKTOP_CALLS, type Desktop } from '../contract/desktop.ts';
import { APP_ORIGIN } from './app-protocol.ts';

/** Answers the window's calls (contract/desktop.ts): only from this window's main frame, on our page, with sound arguments. */
export function answerDesktopCalls(desktop: Desktop, window: () => WebContents | undefined): void {
  for (const name of Object.keys(DESKTOP_CALLS) as (keyof Desktop)[])
    ipcMain.handle(`puente:${name}`, (event, ...words: unknown[]) => {
      if (!isOurPage(event, window())) throw new Error(`puente:${name} refused: not our window`);
      const args = DESKTOP_CALLS[name].parse(words);
      return (desktop[name] as (...args: unknown[]) => unknown)(...args);
    });
}

function isOurPage(event: IpcMainInvokeEvent, contents: WebContents | undefined): boolean {
  const frame = event.senderFrame;
  if (!frame || !contents || event.sender !== contents || frame !== contents.mainFrame) return false;
  const url = URL.parse(frame.url);
  return url !== null && `${url.protocol}//${url.host}` === APP_ORIGIN;
}
