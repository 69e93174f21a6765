import { app } from 'electron';
import type { BridgeState } from './supervisor.ts';

/** For checks of an installation, without window and tray: the ready line and the exit codes of `puente serve`. */
export function createHeadlessReport(): (state: BridgeState) => void {
  return (state) => {
    if (state.kind === 'running')
      process.stdout.write(
        `${JSON.stringify({ ready: true, url: state.url, ...(state.sandboxUrl === null ? {} : { sandbox: state.sandboxUrl }) })}\n`,
      );
    if (state.kind !== 'refused') return;
    console.error(state.message);
    app.exit(state.exitCode);
  };
}
