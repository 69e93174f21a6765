import { z } from 'zod';
import { LANGS } from './faults.ts';
import { HAPPENINGS } from './happenings.ts';

/** What the window's preferences mean outside of the window. */
export const windowChoicesSchema = z.strictObject({
  lang: z.enum(LANGS),
  /** Kinds of news that the system does not tell. */
  muted: z.array(z.enum(HAPPENINGS)),
});
export type WindowChoices = z.infer<typeof windowChoicesSchema>;

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
  /** Makes the window a strip of that height above all others, at the top of its screen; null makes it what it was. */
  setStrip(heightPx: number | null): Promise<void>;
  /** The page as it prints, as a PDF where the person says. The path, or null when they changed their mind. */
  savePdf(name: string): Promise<string | null>;
  /** The language and the muted kinds hold for the tray and the system's notices as well, also while no window is open. */
  tellChoices(choices: WindowChoices): Promise<void>;
}

/** Arguments of each call, checked on the receiving side. The keys are the IPC channels, prefixed with `puente:`. */
export const DESKTOP_CALLS = {
  pickFolder: z.tuple([]),
  openDataFolder: z.tuple([]),
  openLogs: z.tuple([]),
  startsAtLogin: z.tuple([]),
  setStartsAtLogin: z.tuple([z.boolean()]),
  restartBridge: z.tuple([]),
  setStrip: z.tuple([z.int().min(32).max(600).nullable()]),
  savePdf: z.tuple([z.string().regex(/^[\w-]{1,60}\.pdf$/)]),
  tellChoices: z.tuple([windowChoicesSchema]),
} as const satisfies Record<keyof Desktop, z.ZodType<unknown[]>>;
