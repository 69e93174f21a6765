import type { Clock } from '../../contract/clock.ts';

export interface SaverDeps {
  readonly isDirty: () => boolean;
  readonly write: () => void;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
}

/** Writing may take a ninth of the time that passes between two writes. */
const REST_PER_WRITE = 9;

/**
 * Keeps the data file up to date. What was answered is on disk before the answer leaves, as long as the history is short; the
 * file is written whole, so a long history is written less often, and a kill may then cost the last moments of the simulation.
 */
export function createSaver({ isDirty, write, clock, stopping }: SaverDeps) {
  let writtenAtMs = -Infinity;
  let tookMs = 0;
  let waiting = false;

  function saveLast(): void {
    if (!isDirty()) return;
    const startedMs = clock.monotonic();
    write();
    writtenAtMs = clock.monotonic();
    tookMs = writtenAtMs - startedMs;
  }

  function save(): void {
    if (waiting || !isDirty()) return;
    const restMs = writtenAtMs + tookMs * REST_PER_WRITE - clock.monotonic();
    // A timer for less than a millisecond or two costs more than the write.
    if (restMs < 2) return saveLast();
    waiting = true;
    void clock.sleep(restMs, stopping).then(() => {
      waiting = false;
      if (!stopping.aborted) saveLast();
    });
  }

  return { save, saveLast };
}
