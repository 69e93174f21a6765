import { useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * Keeps the keyboard in the box when the button it was on goes with what it acted on. On the box itself, from where Tab leads on: on a
 * button of the next sale, an Enter that was never meant for that one would act. Spread what is returned over the box.
 */
export function useKeptFocus(box: RefObject<HTMLElement | null>) {
  const wasIn = useRef(false);
  useLayoutEffect(() => {
    if (wasIn.current && document.activeElement === document.body) box.current?.focus({ preventScroll: true });
  });
  return {
    tabIndex: -1,
    onFocus: (): void => void (wasIn.current = true),
    /** A window that loses the keyboard to another gets it back on the same button, unless that has gone by then. */
    onBlur: (): void => void (wasIn.current &&= !document.hasFocus()),
  };
}
