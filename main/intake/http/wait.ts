import type { Desk, News } from '../../contract/desk.ts';

export interface Wait<T> {
  readonly desk: Desk;
  /** Reads the present state; the wait ends when it differs from the first reading. */
  readonly read: () => T;
  /** True when there is nothing to wait for. */
  readonly isSettled: (state: T) => boolean;
  readonly concerns: (news: News) => boolean;
  readonly waitMs: number;
  /** The caller hung up, or the bridge stops. */
  readonly gone: AbortSignal;
}

/**
 * A long poll: answers with the state as soon as it is another than when the request came, else after `waitMs`.
 *
 * It listens before it reads, so that no change falls between the two, and stops listening however it ends.
 */
export function waitForChange<T>({ desk, read, isSettled, concerns, waitMs, gone }: Wait<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      stopListening();
      clearTimeout(timer);
      gone.removeEventListener('abort', answer);
      settle();
    };
    const answer = (): void => {
      end(() => {
        try {
          resolve(read());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    };
    const stopListening = desk.subscribe((news) => {
      if (concerns(news) && JSON.stringify(read()) !== before) answer();
    });
    const timer = setTimeout(answer, waitMs);
    gone.addEventListener('abort', answer);
    let before = '';
    try {
      const state = read();
      before = JSON.stringify(state);
      if (isSettled(state) || waitMs <= 0 || gone.aborted) end(() => resolve(state));
    } catch (error) {
      end(() => reject(error instanceof Error ? error : new Error(String(error))));
    }
  });
}
