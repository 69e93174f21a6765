/** Lets one at a time work on whatever a key stands for; the others wait, in the order in which they came. */
export function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(work);
    // What fails is told to who asked for it, and does not keep the next one from its turn.
    const ended = mine
      .catch(() => undefined)
      .then(() => {
        if (last.get(key) === ended) last.delete(key);
      });
    last.set(key, ended);
    return mine;
  };
}
export type InTurn = ReturnType<typeof createTurns>;
