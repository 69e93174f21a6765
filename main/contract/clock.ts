/** Time as an argument (design decision 10). Tests hand in a virtual one. */
export interface Clock {
  /** Wall time in ms since the epoch; may jump when the PC's clock is set. For stamps only. */
  now(): number;
  /** Milliseconds that only ever grow; for waiting, backoff and patience. */
  monotonic(): number;
  /** Milliseconds since the PC started, its sleep included: tells a clock that was set from time that really passed. */
  uptime(): number;
  /** Resolves after `ms`, or at once when the signal is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A moment by both clocks that nobody can set. */
export interface Moment {
  readonly mono: number;
  readonly uptime: number;
}
export const momentOf = (clock: Clock): Moment => ({ mono: clock.monotonic(), uptime: clock.uptime() });

/**
 * Ms that may have passed since a moment, the PC's sleep included: the monotonic clock stands still while it sleeps, and the
 * uptime is coarse on some systems, so the longer of the two counts.
 */
export const elapsedMs = (clock: Clock, since: Moment): number =>
  Math.max(clock.monotonic() - since.mono, clock.uptime() - since.uptime);
