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
