import { useMemo, useSyncExternalStore } from 'react';

export const SCREENS = ['caja', 'historial', 'cierre', 'alertas', 'ajustes', 'tira'] as const;
export type Screen = (typeof SCREENS)[number];

export interface Place {
  readonly screen: Screen;
  /** What follows the screen: a section of the settings. */
  readonly section: string;
  readonly query: URLSearchParams;
}

/** `#/historial?q=FAC` → a place. Anything unknown is Caja: the window never shows an empty page. */
export function readPlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name = '', section = ''] = path.split('/');
  return { screen: SCREENS.find((screen) => screen === name) ?? 'caja', section, query: new URLSearchParams(query) };
}

export function go(to: string): void {
  location.hash = `#/${to}`;
}

const subscribe = (listener: () => void): (() => void) => {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
};

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => readPlace(hash), [hash]);
}
