import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { asCopy, dayCloseSlip, inDoubtSlip, testSlip, voucher } from '../../main/deliver/devices/receipts.ts';
import { screenOf } from '../../main/deliver/devices/display-text.ts';
import type { Receipt } from '../../main/contract/print-jobs.ts';
import { initDisplay, showScreen, type Screen } from '../../native/display/display-bytes.ts';
import { receiptBytes } from '../../native/printer/receipt-bytes.ts';
import { DAY, IN_DOUBT, PAID, printerOf, ZONE } from '../main/deliver/devices/charges.ts';
import { createPole } from './display/pole.ts';
import { printOnPaper } from './printer/paper-roll.ts';

/** Draws what printers and displays make of the bytes, to look at: `node test/native/render.ts FOLDER`. */
const folder = path.resolve(process.argv[2] ?? 'release/slips');
mkdirSync(folder, { recursive: true });
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function slipHtml(receipt: Receipt, more: object): string {
  const printer = printerOf(more);
  const columns = printer.paperMm === 58 ? 32 : 42;
  const printed = printOnPaper(receiptBytes(receipt, printer), columns);
  const rows = printed.rows.map(
    (row) => `<div class="${row.big ? 'big' : ''} ${row.bold ? 'bold' : ''}">${escape(row.text) || '&nbsp;'}</div>`,
  );
  const notes = `${printer.paperMm} mm, ${printer.encoding}, cuts ${printed.cuts}, drawer ${printed.drawerKicks}`;
  return `<section><h2>${notes}</h2><pre style="width:${columns}ch">${rows.join('')}</pre></section>`;
}

function poleHtml(screen: Screen, dialect: 'escpos' | 'cd5220'): string {
  const display = { dialect, encoding: 'cp437', select: dialect === 'escpos' ? 0 : undefined } as const;
  const pole = createPole(dialect);
  pole.feed(initDisplay(display));
  pole.feed(showScreen(screen, display));
  const cells = pole.rows.map((row) => [...row].map((cell) => `<b>${escape(cell)}</b>`).join('')).join('<br>');
  return `<section><h2>${dialect}</h2><div class="pole">${cells}</div></section>`;
}

const shop = printerOf({ drawer: true });
const pages = {
  slips: [
    slipHtml(voucher(PAID, shop, ZONE), {}),
    slipHtml(inDoubtSlip(IN_DOUBT, shop, ZONE), {}),
    slipHtml(asCopy(voucher({ ...PAID, tip_in_cents: 0, installments: null }, shop, ZONE)), { paperMm: 58 }),
    slipHtml(inDoubtSlip(IN_DOUBT, shop, ZONE), { paperMm: 58, encoding: 'cp437' }),
    slipHtml(dayCloseSlip(DAY, shop), {}),
    slipHtml(dayCloseSlip(DAY, shop), { paperMm: 58, encoding: 'windows1252' }),
    slipHtml(testSlip(shop, 'tickets'), { encoding: 'cp437' }),
  ],
  poles: (['escpos', 'cd5220'] as const).flatMap((dialect) => [
    poleHtml(['  Librería El Niño', '    ¡Bienvenido!'], dialect),
    ...(['dispatched', 'paid', 'declined', 'in_doubt', 'cancelled'] as const).map((status) =>
      poleHtml(screenOf({ ...PAID, status }), dialect),
    ),
  ]),
};

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
for (const [name, sections] of Object.entries(pages)) {
  await page.setContent(`<style>
    body { background: #777; font: 14px monospace; display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start }
    h2 { font-size: 11px; margin: 0 0 4px; color: #fff } pre { background: #fff; margin: 0; padding: 12px; overflow: hidden }
    .bold { font-weight: bold } .big { font-size: 28px; line-height: 32px }
    .pole { background: #012; color: #4fe; padding: 10px; font-size: 20px; line-height: 30px }
    .pole b { display: inline-block; width: 16px; text-align: center; background: #023; margin: 1px; height: 26px; line-height: 26px; vertical-align: top; font-weight: normal }
  </style>${sections.join('')}`);
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}
await browser.close();
