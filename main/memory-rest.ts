import type { Clock } from './contract/clock.ts';
import type { Store } from './store/store.ts';
import { giveMemoryBack } from './v8-settings.ts';

/** How often it is looked whether the process is at rest. */
const LOOK_MS = 5_000;
/** More processor time than this between two looks, and somebody is being served: charges, lists, an import, or refusals alike. */
const BUSY_MS = 500;
/** So many quiet looks in a row, and a rush is over. */
const QUIET_LOOKS = 2;
/** A heap that was never this large has nothing to give back: a shop's day stays below it, an import of thousands does not. */
const LARGE_HEAP_BYTES = 48 * 1024 * 1024;
/** Nor has a process that a rush made larger by less: outside the heap there are buffers, pages of the database and freed memory. */
const LARGE_GROWTH_BYTES = 12 * 1024 * 1024;

interface MemoryRestDeps {
  readonly store: Pick<Store, 'forgetPages'>;
  readonly clock: Clock;
  /** Processor time that the process has taken so far. */
  readonly cpuMs?: () => number;
  readonly heapBytes?: () => number;
  readonly residentBytes?: () => number;
  readonly giveBack?: () => void;
}

const readCpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** After a rush is over, gives the memory back that it took; a pause of some 100 ms, which is why it waits until all is quiet. */
export function startMemoryRest({
  store,
  clock,
  cpuMs = readCpuMs,
  heapBytes = () => process.memoryUsage().heapTotal,
  residentBytes = () => process.memoryUsage.rss(),
  giveBack = giveMemoryBack,
}: MemoryRestDeps) {
  const stopping = new AbortController();

  async function watch(): Promise<void> {
    let calmBytes = residentBytes();
    let quietLooks = QUIET_LOOKS;
    for (;;) {
      const beforeMs = cpuMs();
      await clock.sleep(LOOK_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      quietLooks = cpuMs() - beforeMs > BUSY_MS ? 0 : quietLooks + 1;
      if (
        quietLooks === QUIET_LOOKS &&
        (heapBytes() >= LARGE_HEAP_BYTES || residentBytes() - calmBytes >= LARGE_GROWTH_BYTES)
      ) {
        store.forgetPages();
        giveBack();
      } else if (quietLooks > QUIET_LOOKS) calmBytes = residentBytes();
    }
  }

  void watch();
  return { stop: (): void => stopping.abort() };
}
