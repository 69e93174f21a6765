import { useCallback, useRef, useState } from 'react';

interface Line {
  readonly id: number;
  readonly text: string;
}

/** As much as may happen in one burst; older lines have been read aloud. */
const KEPT = 5;

/** Lines for screen readers, and how to say one more: each is new, also when the same was said before. */
export function useSaid(): readonly [readonly Line[], (text: string) => void] {
  const [said, setSaid] = useState<readonly Line[]>([]);
  const next = useRef(1);
  const say = useCallback((text: string) => {
    const id = next.current++;
    setSaid((lines) => [...lines, { id, text }].slice(-KEPT));
  }, []);
  return [said, say];
}

/** A live region that is added to: of one whose text is replaced, readers would say the last of several happenings only. */
export function SaidLines({ said, urgent = false }: { readonly said: readonly Line[]; readonly urgent?: boolean }) {
  return (
    <p
      className="visually-hidden"
      role={urgent ? 'alert' : 'status'}
      aria-live={urgent ? 'assertive' : 'polite'}
      aria-atomic="false"
      aria-relevant="additions"
      data-says={urgent ? 'urgent' : 'calm'}
    >
      {said.map(({ id, text }) => (
        <span key={id}>{text} </span>
      ))}
    </p>
  );
}
