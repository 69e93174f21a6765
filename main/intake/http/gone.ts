import type { Response } from 'express';

/** Why a call that waits ends early: nobody listens any more, or its caller may hear no more. */
export const GONE = 'gone';
export const REVOKED = 'revoked';

export interface GoneDeps {
  readonly res: Response;
  readonly stopping: AbortSignal;
  /** Aborted when the key that was shown ends. */
  readonly ended?: AbortSignal | undefined;
  /** Where no signal tells of it: whether the caller would still be let in, and how often that is asked, in ms. */
  readonly recheck?: { readonly everyMs: number; readonly isKnown: () => Promise<boolean> } | undefined;
}

/** Aborted when the caller hangs up, when its key ends or when the bridge stops; the reason tells the second from the others. */
export function signalWhenGone({ res, stopping, ended, recheck }: GoneDeps): AbortSignal {
  const leaving = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  // With a reason of its own: the default one is an exception, made anew each time.
  const leave = (reason: string): void => {
    stopping.removeEventListener('abort', stop);
    ended?.removeEventListener('abort', revoke);
    clearInterval(timer);
    leaving.abort(reason);
  };
  const stop = (): void => leave(GONE);
  const revoke = (): void => leave(REVOKED);
  if (ended?.aborted) revoke();
  else if (res.closed || stopping.aborted) stop();
  else {
    stopping.addEventListener('abort', stop);
    ended?.addEventListener('abort', revoke);
    res.once('close', stop);
    if (recheck)
      timer = setInterval(() => {
        // A database that is away says nothing of its users.
        recheck.isKnown().then(
          (known) => known || revoke(),
          () => undefined,
        );
      }, recheck.everyMs);
  }
  return leaving.signal;
}
