import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Has V8 take little memory; before anything else runs. Figures: test/bench/README.md. */
export function keepMemorySmall(): void {
  // Node's fetch reads answers with a small WebAssembly parser, for which the optimizing compiler leaves 18 MB behind.
  v8.setFlagsFromString('--no-wasm-tier-up');
  v8.setFlagsFromString('--no-wasm-dynamic-tiering');
  // New objects have 2 MB and not up to 134: they are collected more often, each time at once, and no slower by the request.
  v8.setFlagsFromString('--semi-space-growth-factor=1');
}

/** Collects all that nobody holds and gives it back to the system, which V8 by itself does not: some 100 ms. */
export function giveMemoryBack(): void {
  v8.setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as NodeJS.GCFunction;
  void collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
