import { useEffect, useEffectEvent, useState } from 'react';

/**
 * The words of a search field whose last known state is the address (`q`). What is typed goes there once nobody has typed for so
 * long; a link that is followed, or "back", puts its words into the field, which would otherwise write the old ones over them.
 */
export function useTyped(q: string, pauseMs: number, write: (q: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(q);
  const [seen, setSeen] = useState(q);
  /** What this field itself wrote last: its own words come back as the address's, and more may have been typed since. */
  const [written, setWritten] = useState(q);
  if (q !== seen) {
    setSeen(q);
    if (q !== written) {
      setWritten(q);
      setTyped(q);
    }
  }
  const settle = useEffectEvent(() => {
    setWritten(typed);
    write(typed);
  });
  useEffect(() => {
    if (typed === q) return undefined;
    const timer = setTimeout(() => settle(), pauseMs);
    return () => clearTimeout(timer);
  }, [typed, q, pauseMs]);
  return [typed, setTyped];
}
