import { useEffect, useRef } from 'react';

/** Something that keeps the keyboard to itself is open. */
export const isDialogOpen = (): boolean =>
  document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;

/**
 * Function keys only: they are no characters, so they may act at once everywhere (WCAG 2.1.4) and scanners that type
 * digits cannot press them. Off while a dialog is open; but even then, and while one is held down, a key that means something here
 * is kept from the browser, and F5 always: loading the page anew would lose what is being typed.
 */
export function useHotkeys(keys: Readonly<Record<string, () => void>>): void {
  const newest = useRef(keys);
  useEffect(() => {
    newest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      const act = newest.current[event.key];
      const isFunctionKey = /^F\d/.test(event.key);
      // Function keys are kept from the browser by every screen; Esc may have closed something already.
      if (event.defaultPrevented && !isFunctionKey) return;
      if (isFunctionKey && (act || event.key === 'F5')) event.preventDefault();
      if (!act || event.repeat || isDialogOpen()) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
