import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBarriers } from './axe.ts';
import { launch, openWindow, type OpenedWindow } from './browser.ts';
import { startRealBridge, type RealBridge } from './real-bridge.ts';

/** One day at a shop: the tests follow each other on one bridge, as the charges do. */
describe('the window over the real bridge and its sandbox', () => {
  let browser: Browser;
  let bridge: RealBridge;
  let opened: OpenedWindow;
  let page: Page;

  beforeAll(async () => {
    bridge = await startRealBridge();
    browser = await launch();
    opened = await openWindow(browser, await bridge.newLink());
    page = opened.page;
    await page.locator('[data-terminal="caja1"][data-tone="ready"]').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
  });
  const card = (alias: string, tone: string) => page.locator(`[data-terminal="${alias}"][data-tone="${tone}"]`);
  const visit = (place: string) => page.evaluate((hash) => void (location.hash = hash), `#/${place}`);

  it("shows the ERP's charge on its way and paid when the customer taps, without a reload", async () => {
    await bridge.charge('FAC-2001', '125.50');
    await card('caja1', 'customer').waitFor();
    bridge.sandbox.terminal('trm_demo_1').approve({ tipInCents: 1200 });
    await card('caja1', 'paid').waitFor();
    const words = (await card('caja1', 'paid').innerText()).replace(/\s+/g, ' ');
    expect(words).toContain('Q 125.50');
    expect(words).toContain('propina Q 12.00');
    expect(words).toContain('FAC-2001');
  });

  it("shows a decline with Recurrente's reason, and charges again on F8 under a new attempt", async () => {
    await bridge.charge('FAC-2002', '80.00');
    await card('caja1', 'customer').waitFor();
    bridge.sandbox.terminal('trm_demo_1').decline();
    await card('caja1', 'declined').waitFor();
    expect(await page.locator('.card-title').first().innerText()).toMatch(/^Rechazado: .{5,}/);
    await page.keyboard.press('F8');
    await card('caja1', 'customer').waitFor();
    bridge.sandbox.terminal('trm_demo_1').approve();
    await card('caja1', 'paid').waitFor();
  });

  it('takes a manual charge through the same door, marked as manual', async () => {
    await page.keyboard.press('F2');
    await page.keyboard.type('MANUAL-1');
    await page.keyboard.press('Tab');
    await page.keyboard.type('10');
    await page.keyboard.press('Enter');
    await card('caja1', 'customer').waitFor();
    bridge.sandbox.terminal('trm_demo_1').approve();
    await card('caja1', 'paid').getByText('MANUAL-1').waitFor();
    await page.keyboard.press('F2');
    await page.keyboard.type('MANUAL-1');
    await page.keyboard.press('Tab');
    await page.keyboard.type('10');
    await page.keyboard.press('Enter');
    await page.getByText('La orden MANUAL-1 ya existía: pagado. No se cobró otra vez.').waitFor();
  });

  it('cancels a queued charge and moves another, behind one that is on the terminal', async () => {
    await bridge.charge('FAC-2010', '30.00');
    await card('caja1', 'customer').waitFor();
    await bridge.charge('FAC-2011', '31.00');
    await bridge.charge('FAC-2012', '32.00');
    await page.getByRole('button', { name: 'Cancelar FAC-2011' }).press('Enter');
    await page.getByRole('button', { name: 'Cancelar FAC-2011' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Mover FAC-2012 a otra terminal' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Mover a Caja 2' }).press('Enter');
    await card('caja2', 'customer').waitFor();
    bridge.sandbox.terminal('trm_demo_1').approve();
    bridge.sandbox.terminal('trm_demo_2').approve();
    await card('caja1', 'paid').waitFor();
    await card('caja2', 'paid').waitFor();
  });

  it('finds a charge, and shows its journal', async () => {
    await page.keyboard.press('F3');
    await page.getByRole('searchbox').fill('2002');
    await page.getByRole('searchbox').press('Enter');
    const panel = page.getByRole('dialog', { name: 'Orden FAC-2002' });
    await panel.getByText('Nuevo intento pedido por').waitFor();
    await panel.getByText('tienda', { exact: false }).or(panel.getByText('FAC-2002-2')).first().waitFor();
    await page.keyboard.press('Escape');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Exportar CSV' }).press('Enter'),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv).toMatch(/FAC-2002,paid,GTQ,80\.00,80\.00/);
    expect(csv).not.toContain('FAC-2001');
  });

  it('closes the day: the lines of each terminal add up', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F4');
    const first = page.getByRole('region', { name: 'Pagos de Caja 1' });
    await first.getByRole('rowheader', { name: 'FAC-2001' }).waitFor();
    expect(await first.getByRole('row').last().innerText()).toMatch(/4 pagos\s+Q 245\.50\s+Q 12\.00\s+Q 257\.50/);
    await page.getByText('No pagados').first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.nav').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
  });

  it('saves settings with the fault beside the field, and not over another window', async () => {
    const other = await openWindow(browser, await bridge.newLink());
    for (const each of [page, other.page]) {
      await each.evaluate(() => void (location.hash = '#/ajustes/fila'));
      await each.getByLabel('Minutos en la fila').waitFor();
    }
    const minutes = page.getByLabel('Minutos en la fila');
    await minutes.fill('mucho');
    await minutes.press('Enter');
    await page.getByText('Un número entero de 1 a 1440.').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await minutes.fill('20');
    await minutes.press('Enter');
    await page.getByText('Guardado').waitFor();
    const elsewhere = other.page.getByLabel('Minutos en la fila');
    await elsewhere.fill('25');
    await elsewhere.press('Enter');
    await other.page.getByRole('alert').first().waitFor();
    expect(await elsewhere.inputValue()).toBe('25');
    await other.close();
  });

  it('tests the key live and never shows it', async () => {
    await visit('ajustes/recurrente');
    await page.getByRole('button', { name: 'Probar la clave guardada' }).press('Enter');
    await page.getByText('La clave es válida.').waitFor();
    expect(await page.content()).not.toContain('sk_test_window_tests');
  });

  it('complained of nothing but refusals', () => {
    expect(opened.complaints.filter((line) => !line.includes('Failed to load resource'))).toEqual([]);
  });
});
