import { z } from 'zod';

/**
 * What only the desktop app can do for the window, as `window.puente`. Absent in a browser: the window must work without.
 * Every call is refused unless our own page, in its main frame, makes it.
 */
export interface Desktop {
  /** A folder chosen by the person, or null. */
  pickFolder(): Promise<string | null>;
  openDataFolder(): Promise<void>;
  openLogs(): Promise<void>;
  startsAtLogin(): Promise<boolean>;
  /** Answers what the operating system says afterwards. */
  setStartsAtLogin(on: boolean): Promise<boolean>;
  restartBridge(): Promise<void>;
}

/** Arguments of each call, checked on the receiving side. The keys are the IPC channels, prefixed with `puente:`. */
export const DESKTOP_CALLS = {
  pickFolder: z.tuple([]),
  openDataFolder: z.tuple([]),
  openLogs: z.tuple([]),
  startsAtLogin: z.tuple([]),
  setStartsAtLogin: z.tuple([z.boolean()]),
  restartBridge: z.tuple([]),
} as const satisfies Record<keyof Desktop, z.ZodType<unknown[]>>;
