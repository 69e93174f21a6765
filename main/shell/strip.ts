import { screen, type BrowserWindow, type Rectangle } from 'electron';

const NARROWEST_PX = 480;

/** The window as a strip above the ERP: thin, on top, at the upper edge of its screen. What it was before comes back as it was. */
export function createStrip(smallest: { readonly width: number; readonly height: number }) {
  let before: { readonly bounds: Rectangle; readonly maximized: boolean } | undefined;

  function lie(window: BrowserWindow, heightPx: number): void {
    if (!before) {
      before = { maximized: window.isMaximized(), bounds: window.getNormalBounds() };
      if (before.maximized) window.unmaximize();
      window.setMinimumSize(NARROWEST_PX, 1);
      window.setAlwaysOnTop(true, 'floating');
      const { workArea } = screen.getDisplayMatching(before.bounds);
      window.setPosition(workArea.x, workArea.y);
      window.setContentSize(workArea.width, heightPx);
      return;
    }
    // Where a person has put it since is where it stays.
    const [width = NARROWEST_PX] = window.getContentSize();
    window.setContentSize(width, heightPx);
  }

  function stand(window: BrowserWindow): void {
    if (!before) return;
    const { bounds, maximized } = before;
    before = undefined;
    window.setAlwaysOnTop(false);
    window.setMinimumSize(smallest.width, smallest.height);
    window.setBounds(bounds);
    if (maximized) window.maximize();
  }

  return {
    set(window: BrowserWindow, heightPx: number | null): void {
      if (heightPx === null) stand(window);
      else lie(window, heightPx);
    },
  };
}
