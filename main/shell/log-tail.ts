const KEPT_CHARACTERS = 64 * 1024;

/** Keeps the last 64 Ki characters of what a process printed, from a whole line on. */
export function createLogTail(): { add(text: string): void; text(): string } {
  let kept = '';
  return {
    add(text) {
      kept += text;
      if (kept.length <= KEPT_CHARACTERS) return;
      const cut = kept.indexOf('\n', kept.length - KEPT_CHARACTERS);
      kept = cut < 0 ? kept.slice(-KEPT_CHARACTERS) : kept.slice(cut + 1);
    },
    text: () => kept,
  };
}
