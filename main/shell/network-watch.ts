import type { Clock } from '../contract/clock.ts';

const LOOK_MS = 5000;

export interface NetworkWatchDeps {
  readonly isOnline: () => boolean;
  readonly clock: Clock;
  readonly onChange: (online: boolean) => void;
}

/** Tells when the PC lost its network, and when it has one again. Electron has no event for it: it is looked at. Ends with the signal. */
export async function watchNetwork(
  { isOnline, clock, onChange }: NetworkWatchDeps,
  signal: AbortSignal,
): Promise<void> {
  let online = isOnline();
  for (;;) {
    await clock.sleep(LOOK_MS, signal);
    if (signal.aborted) return;
    if (isOnline() === online) continue;
    online = !online;
    onChange(online);
  }
}
