import type { ChecksumName } from '../../main/contract/serial-profile.ts';

const xor = (bytes: Uint8Array, seed: number): number => bytes.reduce((sum, byte) => sum ^ byte, seed);

/** CRC-16/ARC (polynomial 0x8005 reflected, start 0), as card-terminal protocols use it. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

/** How many bytes a checksum takes after ETX. */
export const checksumLength = (name: ChecksumName): number => (name === 'none' ? 0 : name === 'crc16' ? 2 : 1);

/** The checksum's bytes as they go over the line: CRC16 with the low byte first. */
export function computeChecksum(name: ChecksumName, bytes: Uint8Array): Uint8Array {
  switch (name) {
    case 'none':
      return new Uint8Array();
    case 'lrc':
      return Uint8Array.of(xor(bytes, 0));
    case 'lrc-7f':
      return Uint8Array.of(xor(bytes, 0x7f));
    case 'crc16': {
      const crc = crc16(bytes);
      return Uint8Array.of(crc & 0xff, crc >>> 8);
    }
  }
}
