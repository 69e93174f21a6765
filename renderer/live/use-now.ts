import { useSyncExternalStore } from 'react';

/** One ticking clock for all components, so that all seconds turn together; it stands still while nobody looks at it. */
const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  nowMs = Date.now();
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Wall time in ms, renewed each second. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => nowMs);
