import type { Desktop } from '../main/contract/desktop.ts';

/** What only the desktop app can do; undefined in a browser, where the window works without. */
export const desktop: Desktop | undefined = (globalThis as { puente?: Desktop }).puente;
