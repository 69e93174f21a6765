/**
 * Something that is stopped and started anew when the configuration changes; the changes are made one after the other. What
 * fails to stop is told and left behind: the new one must start all the same.
 */
export function createRestartable<T extends { stop(): Promise<void> }>(
  start: () => T,
  onError: (error: unknown) => void,
) {
  let running = start();
  let changing: Promise<void> = Promise.resolve();
  return {
    current: (): T => running,
    restart(): void {
      changing = changing.then(async () => {
        await running.stop().catch(onError);
        running = start();
      });
    },
    async stop(): Promise<void> {
      await changing;
      await running.stop();
    },
  };
}
