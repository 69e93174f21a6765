import { createFramer, wrapFrame, type FrameEvent } from '../../../../native/serial/framing.ts';
import { decodeText, encodeText } from '../../../../native/serial/encoding.ts';
import type { SerialProfile } from '../../../../main/contract/serial-profile.ts';

/** What a till saw: `ACK`, `NAK`, or the text of an answer. */
export type Seen = string;

/** The till's end of a line: writes requests and collects what the bridge says. */
export interface Till {
  /** A request, framed, as bytes. */
  frame(text: string): Uint8Array;
  ask(text: string): void;
  raw(bytes: Uint8Array | readonly number[]): void;
  hear(bytes: Uint8Array): void;
  readonly seen: Seen[];
  /** Resolves with what came next, in order; fails after twenty seconds of silence. */
  next(): Promise<Seen>;
}

export function createTill(profile: SerialProfile, send: (bytes: Uint8Array) => void, autoAck = true): Till {
  const framer = createFramer({ ...profile.framing, byteGapMs: 10_000 });
  const seen: Seen[] = [];
  const waiters: (() => void)[] = [];
  let read = 0;
  const take = (event: FrameEvent): void => {
    if (event.kind === 'bad') return;
    if (event.kind === 'frame') {
      seen.push(decodeText(event.data, profile.encoding));
      if (autoAck && profile.acknowledged) send(Uint8Array.of(0x06));
    } else seen.push(event.kind.toUpperCase());
    waiters.shift()?.();
  };
  const frame = (text: string) => wrapFrame(profile.framing, encodeText(text, profile.encoding));
  return {
    frame,
    ask: (text) => send(frame(text)),
    raw: (bytes) => send(Uint8Array.from(bytes)),
    hear(bytes) {
      for (const event of framer.push(bytes, 0)) take(event);
    },
    seen,
    async next() {
      if (read >= seen.length)
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`silence; seen so far: ${JSON.stringify(seen)}`)), 20_000);
          waiters.push(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      const value = seen[read];
      read += 1;
      if (value === undefined) throw new Error('nothing was heard');
      return value;
    },
  };
}

/** One profile's words for a sale and a last-sale question, so that the same tests speak every dialect. */
export function sentencesOf(profile: SerialProfile): {
  sale(ticket: string, cents: number): string;
  last: string;
  totals: string;
  close: string;
  ack: string;
} {
  const amount = (cents: number): string =>
    ({ cents: String(cents), units: String(cents / 100), decimal: (cents / 100).toFixed(2) })[profile.amount.unit];
  const join = (...fields: string[]) => fields.join(profile.separator);
  const code = (asks: string) => profile.requests.find((request) => request.asks === asks)?.code ?? '';
  const first = profile.requests.find((request) => request.asks === 'sale')?.fields[0]?.name;
  return {
    sale: (ticket, cents) =>
      first === 'amount'
        ? join(code('sale'), amount(cents), ticket, '', '0', '0')
        : join(code('sale'), ticket, amount(cents)),
    last: join(code('last_sale'), ''),
    totals: join(code('totals'), '', ''),
    close: join(code('close'), '', ''),
    ack: profile.framing.kind === 'line' ? 'RECIBIDO' : 'ACK',
  };
}
