import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Framing } from '../../../main/contract/serial-profile.ts';
import { computeChecksum } from '../../../native/serial/checksum.ts';
import { decodeText, encodeText } from '../../../native/serial/encoding.ts';
import { createFramer, wrapFrame, type FrameEvent } from '../../../native/serial/framing.ts';
import { shippedProfiles } from '../../../native/serial/profiles.ts';

const lrc: Framing & { kind: 'stx-etx' } = {
  kind: 'stx-etx',
  checksum: 'lrc',
  covers: 'data+etx',
  maxBytes: 64,
  byteGapMs: 100,
};
const text = (value: string) => Buffer.from(value, 'latin1');
const frames = (events: FrameEvent[]) =>
  events.map((event) =>
    event.kind === 'frame' ? Buffer.from(event.data).toString('latin1') : event.kind === 'bad' ? event.why : event.kind,
  );

describe('checksums', () => {
  it('agree with values worked out by hand', () => {
    // XOR of "0200" (30^32^30^30 = 02) and ETX (03) is 01.
    expect([...computeChecksum('lrc', Uint8Array.of(0x30, 0x32, 0x30, 0x30, 0x03))]).toEqual([0x01]);
    expect([...computeChecksum('lrc-7f', Uint8Array.of(0x30, 0x32, 0x30, 0x30, 0x03))]).toEqual([0x7e]);
    // The published check value of CRC-16/ARC over "123456789" is 0xBB3D.
    expect([...computeChecksum('crc16', text('123456789'))]).toEqual([0x3d, 0xbb]);
  });
});

describe('framing', () => {
  it('writes the frame that Transbank-style tills send', () => {
    expect(Buffer.from(wrapFrame(lrc, text('0100'))).toString('hex')).toBe('02303130300302');
  });

  it.each(shippedProfiles().map((profile) => [profile.id, profile.framing] as const))(
    'reads back what it writes, in any pieces: %s',
    (_, framing) => {
      fc.assert(
        fc.property(
          fc.array(fc.string({ unit: fc.constantFrom(...'0123456789|ABC;.'), minLength: 1, maxLength: 30 }), {
            maxLength: 5,
          }),
          fc.array(fc.integer({ min: 1, max: 7 })),
          (messages, cuts) => {
            const stream = Buffer.concat(messages.map((message) => wrapFrame(framing, text(message))));
            const framer = createFramer(framing);
            const events: FrameEvent[] = [];
            let at = 0;
            for (let index = 0; at < stream.length; index += 1) {
              const size = cuts[index % Math.max(1, cuts.length)] ?? stream.length;
              events.push(...framer.push(stream.subarray(at, at + size), index));
              at += size;
            }
            expect(frames(events)).toEqual(messages);
          },
        ),
        { numRuns: 100 },
      );
    },
  );

  it('hears signals only outside a frame, and takes any byte as checksum', () => {
    // XOR of "0" (30), "5" (35) and ETX (03) is 06: the checksum itself looks like an ACK.
    const stream = Buffer.concat([Uint8Array.of(0x06), wrapFrame(lrc, text('05')), Uint8Array.of(0x15)]);
    expect(stream[5]).toBe(0x06);
    expect(frames(createFramer(lrc).push(stream, 0))).toEqual(['ack', '05', 'nak']);
  });

  it('tells a bad checksum, noise, an overlong frame and a gap apart, and reads the next frame', () => {
    const good = wrapFrame(lrc, text('0250|'));
    const bad = Uint8Array.from(good);
    bad[bad.length - 1] = (bad.at(-1) ?? 0) ^ 1;
    const framer = createFramer(lrc);
    expect(frames(framer.push(bad, 0))).toEqual(['checksum']);
    expect(frames(framer.push(Uint8Array.of(0xff, 0x00), 1))).toEqual(['noise', 'noise']);
    expect(frames(framer.push(Buffer.concat([Uint8Array.of(2), Buffer.alloc(65, 0x41)]), 2))).toEqual(['too_long']);
    expect(frames(framer.push(good.subarray(0, 4), 3))).toEqual([]);
    expect(frames(framer.push(good.subarray(4), 90))).toEqual(['0250|']);
    expect(frames(framer.push(good.subarray(0, 4), 100))).toEqual([]);
    expect(frames(framer.push(good, 201))).toEqual(['gap', '0250|']);
    // Half a frame, and at once a whole one: its end was lost.
    expect(frames(framer.push(Buffer.concat([good.subarray(0, 4), good]), 202))).toEqual(['noise', '0250|']);
  });
});

describe('encoding', () => {
  it('writes Spanish in the code pages of displays and printers', () => {
    expect(Buffer.from(encodeText('ñ¡é', 'cp437')).toString('hex')).toBe('a4ad82');
    expect(Buffer.from(encodeText('ñÁ', 'cp850')).toString('hex')).toBe('a4b5');
    expect(Buffer.from(encodeText('€', 'cp858')).toString('hex')).toBe('d5');
    expect(Buffer.from(encodeText('ñ', 'windows1252')).toString('hex')).toBe('f1');
  });

  it('drops the accent where the page lacks the letter, always one byte a character', () => {
    expect(Buffer.from(encodeText('ÁÑ€', 'cp437')).toString('latin1')).toBe('A\xa5?');
    expect(Buffer.from(encodeText('Señor, ¿cómo?', 'ascii')).toString('latin1')).toBe('Senor, ?como?');
    expect(encodeText('n\u0303', 'cp437')).toHaveLength(1);
  });

  it('reads every byte to one character', () => {
    for (const encoding of ['ascii', 'cp437', 'cp850', 'cp858', 'windows1252'] as const)
      expect(
        decodeText(
          Uint8Array.from({ length: 256 }, (_, byte) => byte),
          encoding,
        ),
      ).toHaveLength(256);
  });
});
