// Makes the pictures of the README: `node test/renderer/screenshots.ts`, after a build. States come from the staged bridge, the
// day close, the history and the settings from the real one with the sandbox.
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launch, openWindow, type WindowOptions } from './browser.ts';
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
async function takeStage(stage: StageName, name: string, options: WindowOptions = {}): Promise<void> {
  staged.setStage(STAGES[stage]);
  const { page, close } = await openWindow(browser, await staged.newLink(), { width: 1024, height: 600, ...options });
  await page.locator('[data-tone]').first().waitFor();
  await take(page, name);
  await close();
}
await takeStage('three', 'caja', { width: 1024, height: 500 });
await takeStage('dispatched', 'caja-esperando');
await takeStage('paid', 'caja-pagado');
await takeStage('declined', 'caja-rechazado');
await takeStage('in_doubt', 'caja-en-duda');
await takeStage('offline', 'caja-sin-conexion');
await takeStage('three', 'caja-oscuro', { width: 1024, height: 500, scheme: 'dark' });
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
for (const [place, name, shown] of [
  ['historial', 'historial', '.table-row'],
  ['cierre', 'cierre', '.group-table tbody tr'],
  ['ajustes/inicio', 'ajustes', '.step'],
  ['ajustes/erp', 'ajustes-erp', '.code'],
] as const) {
  await page.evaluate((hash) => void (location.hash = hash), `#/${place}`);
  await page.locator(shown).last().waitFor();
  await page.setViewportSize({ width: 1024, height: name === 'cierre' ? 520 : 640 });
  await take(page, name);
}
await bridge.stop();
await browser.close();
if (faulty.length > 0) throw new Error(`over ${MOST_BYTES} bytes: ${faulty.join(', ')}`);
