import v8 from 'node:v8';

/**
 * Node's fetch reads answers with a small WebAssembly parser, and V8's optimizing compiler leaves 18 MB behind for it after some
 * ten calls. The baseline code of that parser is quick enough for a bridge.
 */
export function keepWebAssemblySmall(): void {
  v8.setFlagsFromString('--no-wasm-tier-up');
  v8.setFlagsFromString('--no-wasm-dynamic-tiering');
}
