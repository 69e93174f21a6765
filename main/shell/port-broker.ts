import { fromPortSchema } from '../../native/serial/messages.ts';
import type { FromBridge, ToBridge } from './bridge-link.ts';

/** A port's process as the shell sees it; Electron's UtilityProcess has this shape. */
export interface PortChild {
  postMessage(message: unknown): void;
  kill(): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  on(event: 'error', listener: (type: string) => void): unknown;
}

type PortRequest = FromBridge & { readonly say: 'start-port' | 'tell-port' | 'end-port' };

/**
 * Starts and ends the processes that own serial ports, and carries their words to and from the bridge: in a packaged app
 * only the shell can start processes (the runAsNode fuse is off), and a driver that hangs must not take the bridge with it.
 */
export function createPortBroker(fork: () => PortChild): {
  handle(request: PortRequest, reply: (message: ToBridge) => void): void;
  /** The bridge is gone: so are its ports. */
  endAll(): void;
} {
  const children = new Map<number, PortChild>();
  return {
    handle(request, reply) {
      const { port } = request;
      if (request.say === 'tell-port') children.get(port)?.postMessage(request.message);
      else if (request.say === 'end-port') children.get(port)?.kill();
      else {
        const child = fork();
        children.set(port, child);
        child.on('message', (raw) => {
          const message = fromPortSchema.safeParse(raw);
          if (message.success) reply({ say: 'port-said', port, message: message.data });
        });
        // The exit follows and says enough; unheard, it would be an exception in the shell.
        child.on('error', () => undefined);
        child.on('exit', (code) => {
          children.delete(port);
          reply({ say: 'port-ended', port, reason: `the port process ended (${code})` });
        });
      }
    },
    endAll() {
      for (const child of children.values()) child.kill();
      children.clear();
    },
  };
}
