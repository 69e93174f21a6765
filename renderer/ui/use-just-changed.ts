import { useEffect, useState } from 'react';

/** Longer than a double click and than it takes to see that something else stands there; short enough to be no hindrance. */
const MOMENT_MS = 700;

/**
 * True for a moment after what stood there made room for something else, so that a press meant for the one is not taken for the
 * other. What only grows at its end, or comes where nothing stood for a while, was never mistaken for anything.
 */
export function useJustChanged(shown: string): boolean {
  const [seen, setSeen] = useState({ shown, fresh: false });
  if (seen.shown !== shown) setSeen({ shown, fresh: seen.fresh || !shown.startsWith(seen.shown) });
  useEffect(() => {
    if (!seen.fresh) return undefined;
    const timer = setTimeout(() => setSeen((now) => ({ ...now, fresh: false })), MOMENT_MS);
    return () => clearTimeout(timer);
  }, [seen]);
  return seen.fresh;
}
