import { wrapFrame } from '../../../native/serial/framing.ts';
import type { Clock } from '../../contract/clock.ts';
import type { SerialProfile } from '../../contract/serial-profile.ts';

/** The writing half of a till's line: signals, and one answer at a time that is sent again until the till has it. */
export interface AnswerLine {
  ack(): void;
  nak(): void;
  /** Sends an answer; one that still waits for its acknowledgement is given up. `onDelivered` is called once at most. */
  send(data: Uint8Array, onDelivered: () => void): void;
  /** The till acknowledged, or asked for the answer again. */
  heardAck(): void;
  heardNak(): void;
  drop(): void;
  resends(): number;
}

export function createAnswerLine(profile: SerialProfile, clock: Clock, write: (bytes: Uint8Array) => void): AnswerLine {
  let open: { readonly frame: Uint8Array; sends: number; timer: AbortController; onDelivered: () => void } | undefined;
  let resent = 0;

  const signal = (spec: { hex: string } | { text: string } | undefined): void => {
    if (!spec) return;
    // A signal in words is a line of its own; one in bytes stands outside every frame.
    if ('hex' in spec) write(Buffer.from(spec.hex, 'hex'));
    else write(wrapFrame(profile.framing, Buffer.from(spec.text, 'latin1')));
  };
  const drop = (): void => {
    open?.timer.abort();
    open = undefined;
  };
  const transmit = (): void => {
    if (!open) return;
    const mine = open;
    mine.timer.abort();
    if (mine.sends > profile.resends) return drop();
    if (mine.sends > 0) resent += 1;
    mine.sends += 1;
    mine.timer = new AbortController();
    const { signal: cancelled } = mine.timer;
    write(mine.frame);
    void clock.sleep(profile.ackTimeoutMs, cancelled).then(() => {
      if (!cancelled.aborted) transmit();
    });
  };
  return {
    ack: () => signal(profile.signals?.ack),
    nak: () => signal(profile.signals?.nak),
    send(data, onDelivered) {
      drop();
      const frame = wrapFrame(profile.framing, data);
      if (!profile.acknowledged) {
        write(frame);
        onDelivered();
        return;
      }
      open = { frame, sends: 0, timer: new AbortController(), onDelivered };
      transmit();
    },
    heardAck() {
      const delivered = open?.onDelivered;
      drop();
      delivered?.();
    },
    heardNak: transmit,
    drop,
    resends: () => resent,
  };
}
