/** Closes a switch over a union: the compiler refuses a forgotten case, and a bad value from disk fails loudly. */
export function assertNever(value: never): never {
  throw new Error(`a case that no switch knows: ${JSON.stringify(value)}`);
}
