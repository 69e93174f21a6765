/**
 * Threads for calls to files and for looking up names. A share that no longer answers holds one for each call until the system gives
 * up: with Node's four, two folders on it would keep every other folder waiting, and Recurrente's name from being found.
 */
export const FILE_THREADS = '24';

/** Must come before the first such call; a number that somebody has set stays. */
export function giveFilesThreads(): void {
  process.env['UV_THREADPOOL_SIZE'] ??= FILE_THREADS;
}
