// Makes the pictures of the README: `node test/renderer/screenshots.ts`, after a build. States come from the staged bridge, the
// day close, the history and the settings from the real one with the sandbox.
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launch, openWindow, type WindowOptions } from './browser.ts';
import { takeChainPicture } from './chain-stage.ts';
import { startFakeBridge } from './fake-bridge.ts';
import { startRealBridge } from './real-bridge.ts';
import { STAGES, type StageName } from './stages.ts';

const folder = path.resolve(import.meta.dirname, '../../renderer/screenshots');
const MOST_BYTES = 120_000;
mkdirSync(folder, { recursive: true });

const browser = await launch();
const faulty: string[] = [];

async function take(page: Page, name: string): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled' });
  const { size } = statSync(file);
  console.log(`${name}.png ${Math.round(size / 1000)} kB`);
  if (size > MOST_BYTES) faulty.push(name);
}

const staged = await startFakeBridge();
async function takeStage(stage: StageName, name: string, options: WindowOptions = {}, place = 'caja'): Promise<void> {
  staged.setStage(STAGES[stage]);
  const { page, close } = await openWindow(browser, await staged.newLink(), { width: 1024, height: 600, ...options });
  await page.evaluate((hash) => void (location.hash = hash), `#/${place}`);
  await page.locator('[data-tone]').first().waitFor();
  await take(page, name);
  await close();
}
await takeStage('three', 'caja', { width: 1024, height: 500 });
await takeStage('dispatched', 'caja-esperando');
await takeStage('paid', 'caja-pagado');
await takeStage('declined', 'caja-rechazado');
await takeStage('in_doubt', 'caja-en-duda');
await takeStage('expired', 'caja-vencido');
await takeStage('again', 'caja-reintento');
await takeStage('offline', 'caja-sin-conexion');
await takeStage('three', 'caja-oscuro', { width: 1024, height: 490, scheme: 'dark' });
await takeStage('three', 'tira', { width: 1280, height: 132 }, 'tira');
await staged.stop();

const bridge = await startRealBridge();
const { page } = await openWindow(browser, await bridge.newLink(), { width: 1024, height: 640 });
await page.locator('[data-tone="ready"]').first().waitFor();
for (let i = 0; i < 9; i++) {
  const [alias, terminal] = i % 3 === 2 ? ['caja2', 'trm_demo_2'] : ['caja1', 'trm_demo_1'];
  await bridge.charge(`FAC-${3000 + i}`, `${35 + i * 41}.50`, alias);
  await page.locator(`[data-terminal="${alias}"][data-tone="customer"]`).waitFor();
  if (i === 4) bridge.sandbox.terminal(terminal ?? '').decline();
  else bridge.sandbox.terminal(terminal ?? '').approve(i % 2 === 0 ? { tipInCents: 500 + i * 100 } : {});
  await page
    .locator(`[data-terminal="${alias}"][data-tone="${i === 4 ? 'declined' : 'paid'}"]`)
    .getByText(`FAC-${3000 + i}`)
    .waitFor();
}
bridge.sandbox.faults.setNetwork('reset');
await bridge.charge('FAC-3020', '99.00', 'caja2');
await page.locator('[data-link="offline"]').waitFor();
bridge.sandbox.faults.setNetwork('up');
await page.locator('[data-terminal="caja2"][data-tone="customer"]').waitFor();
bridge.sandbox.terminal('trm_demo_2').approve();
await page.locator('[data-terminal="caja2"][data-tone="paid"]').waitFor();
for (const [place, name, shown] of [
  ['historial', 'historial', '.table-row'],
  ['cierre', 'cierre', '.group-table tbody tr'],
  ['alertas', 'alertas', '[data-alert]'],
  ['ajustes/inicio', 'ajustes', '.step'],
  ['ajustes/inicio?paso=terminals', 'ajustes-asistente', '[data-goes-on]'],
  ['ajustes/erp', 'ajustes-erp', '.code'],
] as const) {
  await page.evaluate((hash) => void (location.hash = hash), `#/${place}`);
  await page.locator(shown).last().waitFor();
  await page.setViewportSize({ width: 1024, height: name === 'cierre' ? 520 : 640 });
  await take(page, name);
}
// The two dialogs that a cashier opens most: a charge by hand, and all about one charge.
await page.evaluate(() => void (location.hash = '#/caja'));
await page.locator('[data-tone]').first().waitFor();
await page.keyboard.press('F2');
await page.getByRole('dialog').waitFor();
await take(page, 'cobro-manual');
await page.keyboard.press('Escape');
await page.evaluate(() => void (location.hash = '#/historial'));
await page.locator('[data-index]', { hasText: 'FAC-3000' }).getByRole('button').press('Enter');
await page.locator('.journal li').last().waitFor();
await take(page, 'detalle');
await page.keyboard.press('Escape');
// The day in three books, with an export in which one sale is missing and another has a wrong amount.
await page.evaluate(() => void (location.hash = '#/cierre'));
await page.locator('input[type="file"]').setInputFiles({
  name: 'ventas.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    'Factura;Total\nFAC-3000;35.50\nFAC-3001;76.50\nFAC-3002;117.50\nFAC-3003;158.50\nFAC-3005;240.50\nFAC-3006;281.50\nFAC-3007;332.50\nFAC-3020;99.00\n',
  ),
});
await page.locator('[data-order="FAC-3008"]').waitFor();
await page.setViewportSize({ width: 1024, height: 560 });
await page.locator('.compare').scrollIntoViewIfNeeded();
await page.locator('.compare').evaluate((panel) => panel.scrollIntoView({ block: 'center' }));
await take(page, 'cuadre');
await bridge.stop();
await takeChainPicture(browser, take);
await browser.close();
if (faulty.length > 0) throw new Error(`over ${MOST_BYTES} bytes: ${faulty.join(', ')}`);
