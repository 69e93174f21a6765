import { powerSaveBlocker } from 'electron';

/** Keeps the PC from falling asleep by itself while it is told to; the screen may go dark. */
export function createKeepAwake(): (needed: boolean) => void {
  let blocker: number | undefined;
  return (needed) => {
    if (needed) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker);
      blocker = undefined;
    }
  };
}
