import { afterEach } from 'vitest';
import { makeFolder, startOn } from './stage.ts';

/** Folders and intakes that end with the test that made them, the last one first; called once in a file. */
export function endWithTests() {
  const endings: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });
  return {
    endings,
    stage(settings: object = {}) {
      const made = makeFolder(settings);
      endings.push(() => made.remove());
      return made;
    },
    start(...args: Parameters<typeof startOn>) {
      const running = startOn(...args);
      endings.push(() => running.stop());
      return running;
    },
  };
}
