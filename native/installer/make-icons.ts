import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';

/**
 * Draws every icon file from our SVGs: `node native/installer/make-icons.ts [chromium]`. Run by hand when an SVG changes; the
 * results are kept in the repository, so that no build needs a browser.
 */
const folder = path.join(import.meta.dirname, 'icons');
const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage();

const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const icon = new Map<number, Buffer>();
for (const size of sizes) icon.set(size, await draw(page, 'icon.svg', size));
const picture = (size: number): Buffer => {
  const drawn = icon.get(size);
  if (!drawn) throw new Error(`no picture of ${size} px was drawn`);
  return drawn;
};
write('icon.png', picture(512));
write('icon.ico', toIco([16, 24, 32, 48, 64, 128, 256].map((size) => ({ size, png: picture(size) }))));
write(
  'icon.icns',
  toIcns([
    { type: 'icp4', png: picture(16) },
    { type: 'icp5', png: picture(32) },
    { type: 'ic11', png: picture(32) },
    { type: 'ic12', png: picture(64) },
    { type: 'ic07', png: picture(128) },
    { type: 'ic08', png: picture(256) },
    { type: 'ic13', png: picture(256) },
    { type: 'ic09', png: picture(512) },
    { type: 'ic14', png: picture(512) },
    { type: 'ic10', png: picture(1024) },
  ]),
);
for (const mood of ['good', 'attention', 'stopped']) {
  write(`tray-${mood}.png`, await draw(page, `tray-${mood}.svg`, 16));
  write(`tray-${mood}@2x.png`, await draw(page, `tray-${mood}.svg`, 32));
}
await browser.close();

function write(name: string, content: Buffer): void {
  writeFileSync(path.join(folder, name), content);
}

async function draw(on: Page, name: string, size: number): Promise<Buffer> {
  const svg = readFileSync(path.join(folder, name), 'utf8');
  await on.setViewportSize({ width: size, height: size });
  await on.setContent(
    `<style>html,body{margin:0;background:transparent}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  return on.screenshot({ omitBackground: true });
}

/** Windows' icon file, with each picture as PNG (read by Vista and later): a header, one 16-byte entry each, the pictures. */
function toIco(pictures: readonly { readonly size: number; readonly png: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index;
    // One byte holds the size; 0 stands for 256.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** Apple's icon file: `icns`, its length, then each picture as type, length and PNG. */
function toIcns(pictures: readonly { readonly type: string; readonly png: Buffer }[]): Buffer {
  const chunk = (type: string, content: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 'ascii');
    head.writeUInt32BE(8 + content.length, 4);
    return Buffer.concat([head, content]);
  };
  return chunk('icns', Buffer.concat(pictures.map(({ type, png }) => chunk(type, png))));
}
