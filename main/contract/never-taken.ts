/** Office lock files, half downloads, hidden files, what Explorer leaves behind and temporary names are nobody's export. */
export const NEVER =
  /^(?:~\$|\.)|^(?:desktop\.ini|thumbs\.db)$|\.(?:tmp|temp|part|partial|crdownload|filepart|swp|lock)$/i;

/** Stands for what `*` and `?` leave open; in no name and no semaphore, so that it decides nothing. */
const ANYTHING = '\ue000';

/** Whether every name that the pattern wants is one that is never taken, a semaphore's own name included. */
export function wantsNothing(pattern: string, semaphore: string | undefined): boolean {
  const name = pattern.replace(/[*?]/g, ANYTHING).toLowerCase();
  return NEVER.test(name) || (semaphore !== undefined && name.endsWith(semaphore.toLowerCase()));
}
