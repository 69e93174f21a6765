import type { WebContents } from 'electron';

/** A level is a fifth larger than the one before; halves of one are the steps of Electron's own menu. */
const STEP = 0.5;
const SMALLEST = -1;
const LARGEST = 6;

/**
 * Larger and smaller letters by the keys and the wheel that every browser has. The packaged app has no menu (lockdown.ts), and
 * without one Electron has no keys for it either. Our windows share one origin, and with it one size.
 */
export function obeyZoom(contents: WebContents): void {
  const set = (level: number): void => contents.setZoomLevel(Math.min(LARGEST, Math.max(SMALLEST, level)));
  const by = (step: number): void => set(contents.getZoomLevel() + step);
  contents.on('before-input-event', (event, { type, key, control, meta, alt }) => {
    if (type !== 'keyDown' || !(control || meta) || alt) return;
    // "=" is the key of "+" without Shift on many keyboards.
    if (key === '+' || key === '=') by(STEP);
    else if (key === '-') by(-STEP);
    else if (key === '0') set(0);
    else return;
    event.preventDefault();
  });
  contents.on('zoom-changed', (_event, direction) => by(direction === 'in' ? STEP : -STEP));
}
