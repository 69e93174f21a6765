import { createContext, useContext, useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react';
import type { Happening } from './happenings.ts';
import type { Live } from './connect.ts';
import type { LiveState } from './live-state.ts';

const LiveContext = createContext<Live | null>(null);

export function LiveProvider({ live, children }: { readonly live: Live; readonly children: ReactNode }) {
  return <LiveContext value={live}>{children}</LiveContext>;
}

function useConnection(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('a screen outside of LiveProvider');
  return live;
}

export function useLive(): LiveState {
  const live = useConnection();
  return useSyncExternalStore(live.subscribe, live.getState);
}

/** Calls `hear` for each happening, with the newest closure. */
export function useHappenings(hear: (happening: Happening) => void): void {
  const live = useConnection();
  const newest = useRef(hear);
  useEffect(() => {
    newest.current = hear;
  });
  useEffect(() => live.hear((happening) => newest.current(happening)), [live]);
}
