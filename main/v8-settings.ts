import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Has V8 take little memory; before anything else runs. Figures: test/bench/README.md. */
export function keepMemorySmall(): void {
  // Node's fetch reads answers with a small WebAssembly parser, for which the optimizing compiler leaves 18 MB behind.
  v8.setFlagsFromString('--no-wasm-tier-up');
  v8.setFlagsFromString('--no-wasm-dynamic-tiering');
  // New objects have the room that the start gave them and not up to 134 MB: they are collected more often, and no slower by the request.
  letYoungGrow(false);
}

/** What new objects have after the start, in bytes, both halves. With a sixteenth of it a request takes half as long again. */
const YOUNG_BYTES = 16 * 1024 * 1024;

/** While it may, V8 makes more room for new objects as more of them survive, doubling it each time. */
export const letYoungGrow = (mayGrow: boolean): void =>
  v8.setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`);

/** Whether new objects have as much room as after the start; giveMemoryBack() takes it from them. */
export const isYoungFull = (): boolean =>
  v8.getHeapSpaceStatistics().some((space) => space.space_name === 'new_space' && space.space_size >= YOUNG_BYTES);

/** Collects all that nobody holds and gives it back to the system, which V8 by itself does not: some 100 ms. */
export function giveMemoryBack(): void {
  v8.setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as NodeJS.GCFunction;
  void collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
