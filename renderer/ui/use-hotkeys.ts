import { useEffect, useRef } from 'react';

/**
 * Function keys only: they are no characters, so they may act at once everywhere (WCAG 2.1.4) and scanners that type
 * digits cannot press them. Off while a dialog is open, unless asked otherwise.
 */
export function useHotkeys(keys: Readonly<Record<string, () => void>>): void {
  const newest = useRef(keys);
  useEffect(() => {
    newest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      const act = newest.current[event.key];
      if (!act || event.repeat || document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]'))
        return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
