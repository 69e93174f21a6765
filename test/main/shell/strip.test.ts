import type { BrowserWindow, Rectangle } from 'electron';
import { describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({
  screen: { getDisplayMatching: () => ({ workArea: { x: 100, y: 30, width: 1366, height: 700 } }) },
}));
const { createStrip } = await import('../../../main/shell/strip.ts');

/** A window that only remembers what it was told. */
function fakeWindow(bounds: Rectangle, maximized = false) {
  const state = { bounds: { ...bounds }, maximized, onTop: false, smallest: [640, 480] };
  const window = {
    isMaximized: () => state.maximized,
    getNormalBounds: () => ({ ...state.bounds }),
    unmaximize: () => void (state.maximized = false),
    maximize: () => void (state.maximized = true),
    setMinimumSize: (...size: number[]) => void (state.smallest = size),
    setAlwaysOnTop: (on: boolean) => void (state.onTop = on),
    setPosition: (x: number, y: number) => void Object.assign(state.bounds, { x, y }),
    setContentSize: (width: number, height: number) => void Object.assign(state.bounds, { width, height }),
    getContentSize: () => [state.bounds.width, state.bounds.height],
    setBounds: (next: Rectangle) => void (state.bounds = { ...next }),
  };
  return { state, window: window as unknown as BrowserWindow };
}
const USUAL = { x: 300, y: 200, width: 1180, height: 800 };

describe('the strip', () => {
  it('lies on top at the upper edge of its screen, and gives back the window that was', () => {
    const { state, window } = fakeWindow(USUAL);
    const strip = createStrip({ width: 640, height: 480 });
    strip.set(window, 68);
    expect(state).toEqual({
      bounds: { x: 100, y: 30, width: 1366, height: 68 },
      maximized: false,
      onTop: true,
      smallest: [480, 1],
    });
    strip.set(window, null);
    expect(state).toEqual({ bounds: USUAL, maximized: false, onTop: false, smallest: [640, 480] });
  });

  it('grows where a person has put it', () => {
    const { state, window } = fakeWindow(USUAL);
    const strip = createStrip({ width: 640, height: 480 });
    strip.set(window, 68);
    window.setBounds({ x: 0, y: 900, width: 700, height: 68 });
    strip.set(window, 130);
    expect(state.bounds).toEqual({ x: 0, y: 900, width: 700, height: 130 });
    strip.set(window, null);
    expect(state.bounds).toEqual(USUAL);
  });

  it('is maximized again if it was, and leaves alone a window that was no strip', () => {
    const { state, window } = fakeWindow(USUAL, true);
    const strip = createStrip({ width: 640, height: 480 });
    strip.set(window, null);
    expect(state).toMatchObject({ maximized: true, onTop: false });
    strip.set(window, 68);
    expect(state).toMatchObject({ maximized: false, onTop: true });
    strip.set(window, null);
    expect(state).toMatchObject({ maximized: true, onTop: false, bounds: USUAL });
  });
});
