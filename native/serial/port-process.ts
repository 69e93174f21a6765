import { fork } from 'node:child_process';
import { fromPortSchema, type FromPort, type ToPort } from './messages.ts';

/** A process that owns a port, however it was started. */
export interface PortProcess {
  send(message: ToPort): void;
  /** Ends it at once, hung or not. */
  kill(): void;
  readonly pid: number | undefined;
}

/** Starts a port's process. `onEnd` is called once, whatever ended it. */
export type StartPortProcess = (listen: {
  readonly onMessage: (message: FromPort) => void;
  readonly onEnd: (reason: string) => void;
}) => PortProcess;

/**
 * Port processes by child_process.fork.
 * @param childPath the built child, or child.ts itself under a Node that strips types
 */
export const forkPortProcess =
  (childPath: string): StartPortProcess =>
  ({ onMessage, onEnd }) => {
    // Nothing of our own command line or debugger belongs in the child; its errors go to our stderr.
    const child = fork(childPath, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    let ended = false;
    const end = (reason: string) => {
      if (ended) return;
      ended = true;
      onEnd(reason);
    };
    child.on('message', (raw) => {
      const parsed = fromPortSchema.safeParse(raw);
      if (parsed.success && !ended) onMessage(parsed.data);
    });
    child.on('error', (error) => end(error.message));
    child.on('exit', (code, signal) => end(`the port process ended (${signal ?? code ?? 'unknown'})`));
    return {
      pid: child.pid,
      send(message) {
        // The callback takes the error of a channel that closed in between; 'exit' tells the rest.
        if (child.connected) child.send(message, () => undefined);
      },
      kill() {
        child.kill('SIGKILL');
      },
    };
  };
