import { useSyncExternalStore } from 'react';
import { LANGS, type Lang } from '../../main/contract/faults.ts';
import { HAPPENINGS, type HappeningKind } from '../../main/contract/happenings.ts';

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];

/** What a person chose for this screen; kept by this browser alone. */
export interface Preferences {
  /** `bridge`: the one of the bridge's configuration. */
  readonly lang: Lang | 'bridge';
  /** What the bridge said last, so that the window opens in its language before it is heard again. */
  readonly bridgeLang: Lang;
  readonly theme: Theme;
  readonly sound: boolean;
  /** 0 to 1. */
  readonly volume: number;
  /** Told without a sound, without a message in the corner, without a notice of the system. */
  readonly muted: readonly HappeningKind[];
  readonly mutedToasts: readonly HappeningKind[];
  readonly mutedNotices: readonly HappeningKind[];
}

const KEY = 'puente.preferences';
const DEFAULTS: Preferences = {
  lang: 'bridge',
  bridgeLang: 'es',
  theme: 'system',
  sound: true,
  volume: 0.7,
  muted: ['arrived', 'online'],
  mutedToasts: ['arrived'],
  mutedNotices: [],
};
/** The languages that a person may choose, the bridge's own first. */
export const LANG_CHOICES = ['bridge', ...LANGS] as const;

let current = read();
const listeners = new Set<() => void>();

function read(): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>;
    return {
      lang: LANG_CHOICES.find((lang) => lang === kept.lang) ?? DEFAULTS.lang,
      bridgeLang: kept.bridgeLang === 'en' ? 'en' : 'es',
      theme: THEMES.find((theme) => theme === kept.theme) ?? DEFAULTS.theme,
      sound: kept.sound ?? DEFAULTS.sound,
      volume: typeof kept.volume === 'number' ? Math.min(1, Math.max(0, kept.volume)) : DEFAULTS.volume,
      muted: kindsOf(kept.muted ?? DEFAULTS.muted),
      mutedToasts: kindsOf(kept.mutedToasts ?? DEFAULTS.mutedToasts),
      mutedNotices: kindsOf(kept.mutedNotices ?? DEFAULTS.mutedNotices),
    };
  } catch {
    // A browser that keeps nothing still shows the window.
    return DEFAULTS;
  }
}

// A declaration: it is needed while this file is still being read.
function kindsOf(kept: readonly HappeningKind[]): HappeningKind[] {
  return HAPPENINGS.filter((kind) => kept.includes(kind));
}

export function changePreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // See above.
  }
  for (const listener of listeners) listener();
}

export const getPreferences = (): Preferences => current;

const subscribe = (listener: () => void): (() => void) => {
  const fromOtherWindow = (event: StorageEvent): void => {
    if (event.key !== KEY) return;
    current = read();
    listener();
  };
  listeners.add(listener);
  addEventListener('storage', fromOtherWindow);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', fromOtherWindow);
  };
};

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, getPreferences);

/** The language that the window speaks. */
export const spokenLang = ({ lang, bridgeLang }: Preferences): Lang => (lang === 'bridge' ? bridgeLang : lang);
