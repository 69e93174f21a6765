import { useLayoutEffect, useRef, type FocusEvent, type RefObject } from 'react';

/**
 * Keeps the keyboard in the box when the button it was on goes with what it acted on: on the first that does the same
 * (`data-action`), else on the box itself. Spread what is returned over the box.
 */
export function useKeptFocus(box: RefObject<HTMLElement | null>) {
  const last = useRef<string>(undefined);
  useLayoutEffect(() => {
    if (last.current === undefined || document.activeElement !== document.body) return;
    const same = box.current?.querySelector<HTMLElement>(`[data-action="${CSS.escape(last.current)}"]`);
    (same ?? box.current)?.focus();
  });
  return {
    tabIndex: -1,
    onFocus: ({ target }: FocusEvent<HTMLElement>): void => void (last.current = target.dataset['action'] ?? ''),
    /** A window that loses the keyboard to another gets it back on the same button, unless that has gone by then. */
    onBlur: (): void => void (last.current = document.hasFocus() ? undefined : last.current),
  };
}
