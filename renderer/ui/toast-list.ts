export interface Toast {
  readonly tone: 'info' | 'good' | 'bad';
  readonly title: string;
  readonly detail?: string | undefined;
}

/** Shown at once, as long as none of them has to stay. */
const AT_ONCE = 4;

/**
 * With one more, which takes the place of the same one said before. What is bad stays until a person dismisses it; the others make
 * room, the oldest first, but for the newest, which is always shown.
 */
export function addToast<T extends Toast>(all: readonly T[], toast: T): readonly T[] {
  const next = [...all.filter(({ title, detail }) => title !== toast.title || detail !== toast.detail), toast];
  const bad = next.filter(({ tone }) => tone === 'bad');
  const others = next.filter(({ tone }) => tone !== 'bad').slice(-Math.max(1, AT_ONCE - bad.length));
  return next.filter((each) => each.tone === 'bad' || others.includes(each));
}
