import type { CheckoutStatus, CommandStatus } from './state.ts';

/** One request, fault or change of state, in the order in which they happened. Never holds a key or a body. */
export type SandboxEvent =
  /** The seed repeats every draw of this run: faults, customers, ids. */
  | { readonly kind: 'started'; readonly seed: number }
  | {
      readonly kind: 'request';
      readonly request: number;
      readonly route: string;
      readonly method: string;
      readonly path: string;
      readonly external_id?: string;
      readonly terminal?: string;
    }
  | { readonly kind: 'answer'; readonly request: number; readonly route: string; readonly status: number }
  | { readonly kind: 'fault'; readonly request: number; readonly route: string; readonly fault: string }
  | { readonly kind: 'command_created'; readonly terminal: string; readonly external_id: string; readonly id: string }
  | {
      readonly kind: 'command_returned';
      readonly terminal: string;
      readonly external_id: string;
      readonly id: string;
      readonly status: CommandStatus;
    }
  | {
      readonly kind: 'command_status';
      readonly terminal: string;
      readonly external_id: string;
      readonly id: string;
      readonly from: CommandStatus;
      readonly status: CommandStatus;
      /** The external id of the command that took its place. */
      readonly superseded_by?: string;
    }
  | {
      readonly kind: 'checkout_status';
      readonly external_id: string;
      readonly id: string;
      readonly from: CheckoutStatus;
      readonly status: CheckoutStatus;
    }
  | {
      readonly kind: 'payment' | 'decline';
      readonly external_id: string;
      readonly id: string;
      readonly checkout: string;
      readonly amount_in_cents: number;
      readonly currency: string;
    }
  | { readonly kind: 'refund'; readonly id: string; readonly payment: string; readonly status: string }
  | { readonly kind: 'terminal'; readonly terminal: string; readonly state: string }
  | { readonly kind: 'network'; readonly state: string }
  | { readonly kind: 'key'; readonly state: 'revoked' | 'restored' }
  | { readonly kind: 'endpoint'; readonly id: string; readonly state: 'registered' | 'secret_rotated' }
  | {
      readonly kind: 'webhook';
      readonly message: string;
      readonly event: string;
      readonly endpoint: string;
      readonly try: number;
      readonly status: number | null;
      readonly note?: string;
    };
export type SandboxLogLine = { readonly seq: number; readonly at: string } & SandboxEvent;

export interface SandboxLog {
  readonly lines: readonly SandboxLogLine[];
  write(event: SandboxEvent): void;
  /** Called after each line; returns how to stop listening. */
  listen(listener: (line: SandboxLogLine) => void): () => void;
}

/** More than any test writes; a demo that is left running for weeks must not fill the memory. */
const KEPT_LINES = 400_000;

export function createLog(serverNow: () => number): SandboxLog {
  const lines: SandboxLogLine[] = [];
  let seq = 0;
  const listeners = new Set<(line: SandboxLogLine) => void>();
  return {
    lines,
    write(event) {
      const line = { seq: (seq += 1), at: new Date(serverNow()).toISOString(), ...event };
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.splice(0, KEPT_LINES / 2);
      for (const listener of listeners) listener(line);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
