type Close = () => void | Promise<void>;

/** Collects what was opened, and closes it: the last opened first, and all of it even if a part cannot be closed. */
export interface Closing {
  add(close: Close): void;
  /** Who is told of a part that does not close (on a full disk, say). */
  onFailure(listener: (error: unknown) => void): void;
  close(): Promise<void>;
}

export function createClosing(): Closing {
  const closers: Close[] = [];
  let tell = (_error: unknown): void => undefined;
  return {
    add: (close) => void closers.push(close),
    onFailure(listener) {
      tell = listener;
    },
    async close() {
      for (const close of closers.splice(0).reverse()) await Promise.resolve().then(close).catch(tell);
    },
  };
}
