/** Builds what is missing or stale: `main`, `renderer`, or both. */
export function buildIfStale(names?: ('main' | 'renderer')[]): Promise<void>;
