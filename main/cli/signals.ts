/**
 * Resolves at the first SIGTERM, SIGINT or SIGHUP; a second one ends the process at once, for whoever cannot wait. To be called
 * before the process says that it is ready: whoever reads that may stop it in the same moment.
 */
export function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    let told = false;
    const stop = (): void => {
      if (told) process.exit(1);
      told = true;
      resolve();
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  });
}
