import type { Clock } from './contract/clock.ts';
import type { Store } from './store/store.ts';
import { giveMemoryBack, isYoungFull, letYoungGrow } from './v8-settings.ts';

/** So long without any commit that nobody is waiting. */
const QUIET_MS = 10_000;
/** A heap that was never this large has nothing to give back: a shop's day stays below it, an import of thousands does not. */
const LARGE_HEAP_BYTES = 48 * 1024 * 1024;
/** Nor has a process that a rush made larger by less: outside the heap there are buffers, pages of the database and freed memory. */
const LARGE_GROWTH_BYTES = 24 * 1024 * 1024;
/** New objects may get more room for so long before it is looked at again: V8 doubles it in steps, and must not pass its size. */
const GROW_MS = 250;

interface MemoryRestDeps {
  readonly store: Pick<Store, 'onCommit' | 'forgetPages'>;
  readonly clock: Clock;
  readonly heapBytes?: () => number;
  readonly residentBytes?: () => number;
  readonly giveBack?: () => void;
  readonly young?: { readonly mayGrow: (mayGrow: boolean) => void; readonly isFull: () => boolean };
}

/**
 * After a rush is over, gives the memory back that it took; a pause of some 100 ms, which is why it waits until all is quiet. The room
 * of new objects goes with it, so the next rush lets it grow back, by what it needs.
 */
export function startMemoryRest({
  store,
  clock,
  heapBytes = () => process.memoryUsage().heapTotal,
  residentBytes = () => process.memoryUsage.rss(),
  giveBack = giveMemoryBack,
  young = { mayGrow: letYoungGrow, isFull: isYoungFull },
}: MemoryRestDeps) {
  const stopping = new AbortController();
  let lastMs = 0;
  let watching = false;
  let isCramped = false;
  let growing = false;

  async function watch(): Promise<void> {
    watching = true;
    const beforeBytes = residentBytes();
    for (let leftMs = QUIET_MS; leftMs > 0 && !stopping.signal.aborted; leftMs = lastMs + QUIET_MS - clock.monotonic())
      await clock.sleep(leftMs, stopping.signal);
    watching = false;
    if (stopping.signal.aborted) return;
    if (heapBytes() < LARGE_HEAP_BYTES && residentBytes() - beforeBytes < LARGE_GROWTH_BYTES) return;
    store.forgetPages();
    giveBack();
    isCramped = true;
  }

  async function growAWhile(): Promise<void> {
    growing = true;
    young.mayGrow(true);
    await clock.sleep(GROW_MS, stopping.signal);
    young.mayGrow(false);
    isCramped = !young.isFull();
    growing = false;
  }

  const stopListening = store.onCommit(() => {
    lastMs = clock.monotonic();
    // A timer for each rush, not for each charge.
    if (!watching) void watch();
    if (isCramped && !growing) void growAWhile();
  });
  return {
    stop(): void {
      stopListening();
      stopping.abort();
    },
  };
}
