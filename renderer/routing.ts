import { useMemo, useSyncExternalStore } from 'react';

export const SCREENS = ['caja', 'historial', 'cierre', 'alertas', 'ajustes', 'tira'] as const;
export type Screen = (typeof SCREENS)[number];

export interface Place {
  readonly screen: Screen;
  /** What follows the screen: a section of the settings. */
  readonly section: string;
  readonly query: URLSearchParams;
}

/** `#/historial?q=FAC` → its parts. */
function readHash(hash: string): { name: string; section: string; query: URLSearchParams } {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name = '', section = ''] = path.split('/');
  return { name, section, query: new URLSearchParams(query) };
}

/** `#/historial?q=FAC` → a place. Anything unknown is Caja: the window never shows an empty page. */
export function readPlace(hash: string): Place {
  const { name, ...rest } = readHash(hash);
  return { screen: SCREENS.find((screen) => screen === name) ?? 'caja', ...rest };
}

export function go(to: string): void {
  location.hash = `#/${to}`;
}

const subscribe = (listener: () => void): (() => void) => {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
};

const useHash = (): string => useSyncExternalStore(subscribe, () => location.hash);

export function usePlace(): Place {
  const hash = useHash();
  return useMemo(() => readPlace(hash), [hash]);
}

/** The place in a window with screens of its own; anything unknown is the first of them. */
export function usePlaceAmong<T extends string>(screens: readonly [T, ...T[]]): { screen: T; query: URLSearchParams } {
  const hash = useHash();
  return useMemo(() => {
    const { name, query } = readHash(hash);
    return { screen: screens.find((screen) => screen === name) ?? screens[0], query };
  }, [hash, screens]);
}
