import { PerformanceObserver } from 'node:perf_hooks';
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Has V8 take little memory; before anything else runs. Figures: test/bench/README.md. */
export function keepMemorySmall(): void {
  // Node's fetch reads answers with a small WebAssembly parser, for which the optimizing compiler leaves 18 MB behind.
  v8.setFlagsFromString('--no-wasm-tier-up');
  v8.setFlagsFromString('--no-wasm-dynamic-tiering');
  // What V8's middle compiler borrows at its peak the C library never gives back: 20 MB after a rush. The last compiler does without
  // it, and comes as early as the middle one would have, so that the first thousands of requests are no slower.
  v8.setFlagsFromString('--no-maglev');
  v8.setFlagsFromString('--invocation-count-for-turbofan=1000');
  keepYoungAtSize();
}

/** What new objects have, in bytes, both halves. With a sixteenth of it a request takes half as long again; by itself V8 goes to 134 MB. */
const YOUNG_BYTES = 16 * 1024 * 1024;
let isKept = false;

/**
 * V8 takes their room from new objects when a process rests, down to 1 MB, and is then let give it back by what survives, doubling it
 * each time: looked at after each collection, of which a resting process has few. For the whole process, however many bridges it runs.
 */
function keepYoungAtSize(): void {
  if (isKept) return;
  isKept = true;
  letYoungGrow(false);
  let mayGrow = false;
  new PerformanceObserver(() => {
    if (mayGrow === !isYoungFull()) return;
    mayGrow = !mayGrow;
    letYoungGrow(mayGrow);
  }).observe({ entryTypes: ['gc'] });
}

const letYoungGrow = (mayGrow: boolean): void => v8.setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`);

/** Whether new objects have as much room as they may; a rest takes it from them. */
export const isYoungFull = (): boolean =>
  v8.getHeapSpaceStatistics().some((space) => space.space_name === 'new_space' && space.space_size >= YOUNG_BYTES);

/** Collects all that nobody holds and gives it back to the system at once: some 100 ms. */
export function giveMemoryBack(): void {
  v8.setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as NodeJS.GCFunction;
  void collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
