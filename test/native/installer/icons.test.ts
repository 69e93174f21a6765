import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const icons = path.resolve(import.meta.dirname, '../../../native/installer/icons');
const read = (name: string): Buffer => readFileSync(path.join(icons, name));
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
/** Width and height out of the first chunk. */
const pngSize = (png: Buffer): [number, number] => {
  expect(png.subarray(0, 4)).toEqual(PNG);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
};

describe('the icons', () => {
  it('icon.ico holds the sizes that Windows asks for, 256 included', () => {
    const ico = read('icon.ico');
    const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
      const at = 6 + 16 * index;
      const picture = ico.subarray(ico.readUInt32LE(at + 12), ico.readUInt32LE(at + 12) + ico.readUInt32LE(at + 8));
      const [width, height] = pngSize(picture);
      expect([width % 256, height % 256]).toEqual([ico.readUInt8(at), ico.readUInt8(at + 1)]);
      return width;
    });
    expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
  });

  it('icon.icns is complete and reaches 1024', () => {
    const icns = read('icon.icns');
    expect(icns.toString('ascii', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const widths: number[] = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) widths.push(pngSize(icns.subarray(at + 8))[0]);
    expect(Math.max(...widths)).toBe(1024);
  });

  it.each(['good', 'attention', 'stopped'])('the tray has %s in both densities', (mood) => {
    expect(pngSize(read(`tray-${mood}.png`))).toEqual([16, 16]);
    expect(pngSize(read(`tray-${mood}@2x.png`))).toEqual([32, 32]);
  });
});
