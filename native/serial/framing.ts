import type { Framing } from '../../main/contract/serial-profile.ts';
import { checksumLength, computeChecksum } from './checksum.ts';

export const STX = 0x02;
export const ETX = 0x03;
export const ACK = 0x06;
export const NAK = 0x15;
const CR = 0x0d;
const LF = 0x0a;

/** What a stretch of bytes turned out to be. */
export type FrameEvent =
  | { readonly kind: 'frame'; readonly data: Uint8Array }
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak' }
  /** `checksum` and `too_long` are worth a NAK: someone spoke to us. `gap` and `noise` are not: nobody may be waiting. */
  | { readonly kind: 'bad'; readonly why: 'checksum' | 'too_long' | 'gap' | 'noise' };

export interface Framer {
  /** Bytes as they came, in any pieces; `atMs` on a clock that only goes forward. */
  push(bytes: Uint8Array, atMs: number): FrameEvent[];
  /** Forgets a half frame: the line was closed in between. */
  reset(): void;
}

function covered(framing: Framing & { kind: 'stx-etx' }, data: Uint8Array): Uint8Array {
  switch (framing.covers) {
    case 'data':
      return data;
    case 'data+etx':
      return Uint8Array.of(...data, ETX);
    case 'stx+data+etx':
      return Uint8Array.of(STX, ...data, ETX);
  }
}

/** A frame ready for the line. */
export function wrapFrame(framing: Framing, data: Uint8Array): Uint8Array {
  if (framing.kind === 'line') {
    const end = { crlf: [CR, LF], cr: [CR], lf: [LF] }[framing.end];
    return Uint8Array.of(...data, ...end);
  }
  return Uint8Array.of(STX, ...data, ETX, ...computeChecksum(framing.checksum, covered(framing, data)));
}

const matches = (left: Uint8Array, right: readonly number[]): boolean =>
  left.length === right.length && left.every((byte, index) => byte === right[index]);

function stxFramer(framing: Framing & { kind: 'stx-etx' }): Framer {
  const sumLength = checksumLength(framing.checksum);
  let part: 'outside' | 'data' | 'sum' = 'outside';
  let data: number[] = [];
  let sum: number[] = [];
  let lastAtMs = 0;

  const finish = (): FrameEvent => {
    part = 'outside';
    const bytes = Uint8Array.from(data);
    return matches(computeChecksum(framing.checksum, covered(framing, bytes)), sum)
      ? { kind: 'frame', data: bytes }
      : { kind: 'bad', why: 'checksum' };
  };

  const take = (byte: number): FrameEvent | undefined => {
    switch (part) {
      case 'outside':
        if (byte === STX) {
          part = 'data';
          data = [];
          sum = [];
          return undefined;
        }
        return byte === ACK ? { kind: 'ack' } : byte === NAK ? { kind: 'nak' } : { kind: 'bad', why: 'noise' };
      case 'data':
        // The data is text, so an STX inside means that the frame before lost its end.
        if (byte === STX) {
          data = [];
          return { kind: 'bad', why: 'noise' };
        }
        if (byte === ETX) {
          part = 'sum';
          return sumLength === 0 ? finish() : undefined;
        }
        data.push(byte);
        if (data.length <= framing.maxBytes) return undefined;
        part = 'outside';
        return { kind: 'bad', why: 'too_long' };
      case 'sum':
        // Any byte may be a checksum, STX and ACK included.
        sum.push(byte);
        return sum.length === sumLength ? finish() : undefined;
    }
  };

  return {
    push(bytes, atMs) {
      const events: FrameEvent[] = [];
      if (part !== 'outside' && atMs - lastAtMs > framing.byteGapMs) {
        part = 'outside';
        events.push({ kind: 'bad', why: 'gap' });
      }
      lastAtMs = atMs;
      for (const byte of bytes) {
        const event = take(byte);
        if (event) events.push(event);
      }
      return events;
    },
    reset() {
      part = 'outside';
    },
  };
}

function lineFramer(framing: Framing & { kind: 'line' }): Framer {
  let data: number[] = [];
  let overlong = false;
  let lastAtMs = 0;
  const clear = () => {
    data = [];
    overlong = false;
  };
  const take = (byte: number): FrameEvent | undefined => {
    if (byte === CR || byte === LF) {
      const event: FrameEvent | undefined = overlong
        ? { kind: 'bad', why: 'too_long' }
        : data.length > 0
          ? { kind: 'frame', data: Uint8Array.from(data) }
          : undefined;
      clear();
      return event;
    }
    if (data.length < framing.maxBytes) data.push(byte);
    else overlong = true;
    return undefined;
  };
  return {
    push(bytes, atMs) {
      const events: FrameEvent[] = [];
      if ((data.length > 0 || overlong) && atMs - lastAtMs > framing.byteGapMs) {
        clear();
        events.push({ kind: 'bad', why: 'gap' });
      }
      lastAtMs = atMs;
      for (const byte of bytes) {
        const event = take(byte);
        if (event) events.push(event);
      }
      return events;
    },
    reset: clear,
  };
}

/** Cuts a byte stream into frames, signals and refuse. Never throws, whatever comes; keeps at most `maxBytes`. */
export const createFramer = (framing: Framing): Framer =>
  framing.kind === 'stx-etx' ? stxFramer(framing) : lineFramer(framing);
