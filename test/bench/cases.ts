import type { Case } from './bench.ts';

interface Entry {
  readonly load: () => Promise<Case>;
  /** After so long it hangs; some five times what it takes on two idle cores. */
  readonly atMostS?: number;
  /** Only when asked for by name. */
  readonly onlyByName?: boolean;
}

/** Loaded only when asked for, in the order in which they run. */
export const CASES: Readonly<Record<string, Entry>> = {
  charge: { load: async () => (await import('./charge.ts')).benchCharge, atMostS: 420 },
  busy: { load: async () => (await import('./busy.ts')).benchBusy },
  send: { load: async () => (await import('./send.ts')).benchSend },
  paid: { load: async () => (await import('./paid.ts')).benchPaid },
  calls: { load: async () => (await import('./calls.ts')).benchCalls },
  news: { load: async () => (await import('./news.ts')).benchNews },
  start: { load: async () => (await import('./start.ts')).benchStart, atMostS: 420 },
  cli: { load: async () => (await import('./cli.ts')).benchCli },
  list: { load: async () => (await import('./list.ts')).benchList, atMostS: 420 },
  files: { load: async () => (await import('./files.ts')).benchFiles },
  upkeep: { load: async () => (await import('./upkeep.ts')).benchUpkeep },
  window: { load: async () => (await import('./window.ts')).benchWindow, atMostS: 420 },
  hub: { load: async () => (await import('./hub.ts')).benchHub },
  'hub-day': { load: async () => (await import('./hub.ts')).benchHubDay, atMostS: 3600, onlyByName: true },
  memory: { load: async () => (await import('./memory.ts')).benchMemory, atMostS: 420 },
  growth: { load: async () => (await import('./growth.ts')).benchGrowth },
  size: { load: async () => (await import('./size.ts')).benchSize },
  soak: { load: async () => (await import('./soak.ts')).benchSoak },
  'soak-long': { load: async () => (await import('./soak.ts')).benchSoakLong, atMostS: 4500, onlyByName: true },
};
const AT_MOST_S = 240;
export const limitMs = (name: string): number => (CASES[name]?.atMostS ?? AT_MOST_S) * 1000;
export const defaultCases = (): string[] => Object.keys(CASES).filter((name) => CASES[name]?.onlyByName !== true);
