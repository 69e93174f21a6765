/** Where notifications of changed remote charges come in; the way to stop hearing is returned. */
export type HearCharges = (hear: (id: string) => void) => () => void;

export interface RemoteWait<T> {
  readonly read: () => Promise<T>;
  /** True when there is nothing to wait for. */
  readonly isSettled: (state: T) => boolean;
  /** The ids under which a change of it may be told. */
  readonly idsOf: (state: T) => readonly string[];
  readonly hear: HearCharges;
  readonly waitMs: number;
  /** A notification may be lost, so it is looked at by itself this often. */
  readonly lookMs: number;
  /** The caller hung up, or the server stops. */
  readonly gone: AbortSignal;
}

/**
 * A long poll over the hub: answers with the state as soon as it is another than when the request came, else after `waitMs`.
 * It hears before it reads, so that no change falls between the two.
 */
export async function waitForRemote<T>(wait: RemoteWait<T>): Promise<T> {
  const { read, isSettled, idsOf, hear, gone } = wait;
  const endMs = performance.now() + wait.waitMs;
  const heard = new Set<string>();
  let wake = (): void => undefined;
  const stopHearing = hear((id) => {
    heard.add(id);
    wake();
  });
  const onGone = (): void => wake();
  gone.addEventListener('abort', onGone);
  try {
    let state = await read();
    const before = JSON.stringify(state);
    while (!gone.aborted && !isSettled(state) && JSON.stringify(state) === before) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) break;
      const ids = idsOf(state);
      if (!ids.some((id) => heard.has(id)))
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(leftMs, wait.lookMs));
          wake = () => {
            if (!gone.aborted && !ids.some((id) => heard.has(id))) return;
            clearTimeout(timer);
            resolve();
          };
        });
      for (const id of ids) heard.delete(id);
      state = await read();
    }
    return state;
  } finally {
    stopHearing();
    gone.removeEventListener('abort', onGone);
  }
}
