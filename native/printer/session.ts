import type { TrafficLine } from '../../main/contract/devices.ts';
import type { Written } from '../serial/line.ts';

/** A printer that can be spoken to now. */
export interface PrinterSession {
  write(bytes: Uint8Array): Promise<Written>;
  /** The next byte that the printer sends, or null after `timeoutMs` of silence or when the connection ended. */
  read(timeoutMs: number): Promise<number | null>;
  end(): void;
}

/** A way to a printer. */
export interface PrinterPort {
  open(): Promise<
    { readonly ok: true; readonly session: PrinterSession } | { readonly ok: false; readonly reason: string }
  >;
  /** The last bytes both ways, masked. */
  traffic(): readonly TrafficLine[];
  close(): Promise<void>;
}

/** Bytes that arrived, to be read one by one with patience. */
export interface Inbox {
  push(bytes: Uint8Array): void;
  read(timeoutMs: number): Promise<number | null>;
  clear(): void;
  /** Nothing more will come: whoever waits has waited enough. */
  end(): void;
}

export function createInbox(): Inbox {
  let ended = false;
  const bytes: number[] = [];
  let waiting: ((byte: number | null) => void) | undefined;
  return {
    push(more) {
      bytes.push(...more);
      if (waiting && bytes.length > 0) waiting(bytes.shift() ?? null);
    },
    read: (timeoutMs) =>
      new Promise((resolve) => {
        const ready = bytes.shift();
        if (ready !== undefined) return resolve(ready);
        if (ended) return resolve(null);
        const finish = (byte: number | null): void => {
          clearTimeout(timer);
          waiting = undefined;
          resolve(byte);
        };
        const timer = setTimeout(() => finish(null), timeoutMs);
        waiting = finish;
      }),
    clear() {
      bytes.length = 0;
    },
    end() {
      ended = true;
      waiting?.(null);
    },
  };
}
