import type { Clock } from '../contract/clock.ts';
import { readRuntime } from '../runtime-file.ts';
import { attachToRunning } from './attach.ts';
import type { Upstream } from './bridge-proxy.ts';
import { noticeForExit, type Notice } from './notice.ts';
import { openSession } from './session.ts';
import type { BridgeState } from './supervisor.ts';

export interface ShownBridgeDeps {
  readonly dataDir: string;
  readonly clock: Clock;
  /** The other user's bridge is gone: start ours. */
  readonly takeOver: () => void;
  /** `newPage`: what stands in the window's place came or went. */
  readonly onChange: (newPage: boolean) => void;
}

export interface ShownBridge {
  /** Where the window's calls go; undefined while there is nobody to ask. */
  upstream(): Upstream | undefined;
  /** It belongs to another user of this PC. */
  isOthers(): boolean;
  notice(): Notice | undefined;
  /** Our own bridge became this. Resolves when the window can show it. */
  follow(state: BridgeState): Promise<void>;
  /** A session lasts 30 days; a till may run for longer. */
  renew(): Promise<void>;
  stop(): void;
}

const LOOK_MS = 10_000;
/** Exit codes of a bridge that found another's: the folder is taken, or it is another user's and this one may not write there. */
const TAKEN = [3, 7];

/**
 * The bridge that the window shows: ours, or another user's that works on the same data. Of that one we wait for the end, and
 * take over; two never work on the same data, because the bridge itself refuses to (store/lock.ts).
 */
export function createShownBridge({ dataDir, clock, takeOver, onChange }: ShownBridgeDeps): ShownBridge {
  let state: BridgeState = { kind: 'stopped' };
  let upstream: Upstream | undefined;
  let isOthers = false;
  let notice: Notice | undefined;
  let waiting: AbortController | undefined;

  async function follow(next: BridgeState): Promise<void> {
    const before = notice;
    state = next;
    waiting?.abort();
    upstream = undefined;
    isOthers = false;
    notice = undefined;
    if (next.kind === 'running') {
      const opened = await openSession(next.port, next.apiKey);
      if (state !== next) return;
      upstream = opened;
    } else if (next.kind === 'refused') await meetRefusal(next);
    if (state === next) onChange(before !== undefined || notice !== undefined);
  }

  async function meetRefusal(refused: BridgeState & { readonly kind: 'refused' }): Promise<void> {
    const { exitCode, message } = refused;
    const other = TAKEN.includes(exitCode) && (exitCode === 3 || (await answers(dataDir)));
    const found = other ? await attachToRunning(dataDir) : undefined;
    if (state !== refused) return;
    upstream = found;
    isOthers = found !== undefined;
    notice = found ? undefined : noticeForExit(other ? 3 : exitCode, message, dataDir);
    if (!other) return;
    waiting = new AbortController();
    void waitForEnd(waiting.signal);
  }

  async function waitForEnd(signal: AbortSignal): Promise<void> {
    do await clock.sleep(LOOK_MS, signal);
    while (!signal.aborted && (await answers(dataDir)));
    if (!signal.aborted) takeOver();
  }

  return {
    upstream: () => upstream,
    isOthers: () => isOthers,
    notice: () => notice,
    follow,
    async renew() {
      if (state.kind !== 'running') return;
      // The API key may have been renewed meanwhile; the file has the new one.
      upstream = (await openSession(state.port, state.apiKey)) ?? (await attachToRunning(dataDir)) ?? upstream;
    },
    stop: () => waiting?.abort(),
  };
}

/** True while a bridge answers where the data folder says that one listens. */
async function answers(dataDir: string): Promise<boolean> {
  try {
    const runtime = readRuntime(dataDir);
    if (!runtime) return false;
    return (await fetch(new URL('/healthz', runtime.url), { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}
