/** Something that is stopped and started anew when the configuration changes; the changes are made one after the other. */
export function createRestartable<T extends { stop(): Promise<void> }>(start: () => T) {
  let running = start();
  let changing: Promise<void> = Promise.resolve();
  return {
    current: (): T => running,
    restart(): void {
      changing = changing.then(async () => {
        await running.stop();
        running = start();
      });
    },
    async stop(): Promise<void> {
      await changing;
      await running.stop();
    },
  };
}
