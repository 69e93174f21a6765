import { useCallback, useEffect, useRef } from 'react';

/** Whether the dialog that asks still stands. An answer that comes after it was closed must not close the next one. */
export function useStillOpen(): () => boolean {
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => void (open.current = false);
  }, []);
  return useCallback(() => open.current, []);
}
