import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBarriers } from './axe.ts';
import { launch, openWindow, type OpenedWindow } from './browser.ts';
import { startRealBridge, type RealBridge } from './real-bridge.ts';

const library = path.resolve(import.meta.dirname, '../fixtures/files/library');
const sample = (name: string): string => path.join(library, name);

/** Files from the file manager onto the window, as the browser gets them from the system. */
async function dropFiles(page: Page, names: readonly string[]): Promise<void> {
  const zone = page.locator('.folder-drop');
  await zone.scrollIntoViewIfNeeded();
  const box = await zone.boundingBox();
  if (!box) throw new Error('no place to drop files');
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: names.map(sample), dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: box.x + box.width / 2, y: box.y + 20, data });
  await session.detach();
}

/** One IT person at one PC: the tests follow each other. */
describe('the folder wizard over the real bridge', () => {
  let browser: Browser;
  let bridge: RealBridge;
  let opened: OpenedWindow;
  let page: Page;
  const folder = mkdtempSync(path.join(tmpdir(), 'puente-exports-'));

  beforeAll(async () => {
    bridge = await startRealBridge();
    browser = await launch();
    opened = await openWindow(browser, await bridge.newLink(), { height: 1000 });
    page = opened.page;
    await page.locator('[data-tone="ready"]').first().waitFor();
    await page.evaluate(() => void (location.hash = '#/ajustes/carpetas'));
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const cards = () => page.locator('.folder-card').allInnerTexts();
  const saveButton = () => page.getByRole('button', { name: 'Guardar y vigilar' });
  const row = () => page.locator(`[data-folder="Ventas"]`);

  it('asks for files, and names what is wrong with them', async () => {
    await page.getByRole('button', { name: 'Agregar carpeta' }).press('Enter');
    expect(await findBarriers(page)).toEqual([]);
    await dropFiles(page, ['binary.csv']);
    await page.getByRole('alert').getByText('parece un archivo binario').waitFor();
    expect(await saveButton().count()).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    await dropFiles(page, ['comma-plain.csv', 'tab.txt', 'pipe.txt', 'lf-only.csv']);
    await page.getByText('Elija 3 archivos o menos.').waitFor();
  });

  it('asks what an ambiguous amount means, and shows no amount before the answer', async () => {
    await dropFiles(page, ['amount-decimal-said.csv', 'amount-decimal-comma.csv']);
    const question = page.getByRole('radiogroup', { name: '¿Cuánto es "1,234"?' });
    await question.waitFor();
    expect(await question.getByRole('radio', { checked: true }).count()).toBe(0);
    expect(await cards()).toEqual([]);
    expect(await saveButton().isDisabled()).toBe(true);
    expect(await findBarriers(page)).toEqual([]);

    await question.getByRole('radio', { name: 'Q 1,234.00' }).press('Space');
    await page.locator('.folder-card').first().waitFor();
    expect((await cards()).map((card) => card.split('\n').slice(0, 2))).toContainEqual(['Q 1,234.00', 'factura K-1']);
    expect(await page.locator('.folder-rejects li').first().innerText()).toContain('línea');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('asks again how an amount is written when the person picks another column for it', async () => {
    await page.locator('.folder-change summary').press('Enter');
    await page.getByLabel('Monto', { exact: true }).selectOption('Factura');
    await page.getByText('indique dónde está el número de orden').waitFor();
    expect(await saveButton().isDisabled()).toBe(true);
    await page.getByLabel('Monto', { exact: true }).selectOption('Total');
    await page.getByRole('radiogroup', { name: '¿Cuánto es "1,234"?' }).waitFor();
    expect(await saveButton().isDisabled()).toBe(true);
    expect(await cards()).toEqual([]);
  });

  it('asks for positions where lines have no separators, and for the unit of bare digits', async () => {
    await dropFiles(page, ['fixed.prn']);
    await page.getByRole('textbox', { name: '¿En qué columna está el número de factura u orden?' }).fill('1-10');
    await page.getByRole('textbox', { name: '¿En qué posiciones está el monto que se cobra?' }).fill('11-22');
    expect(await saveButton().isDisabled()).toBe(true);
    await page.getByRole('radiogroup', { name: '¿Cuánto es "26070"?' }).getByRole('radio').last().press('Space');
    await page.locator('.folder-card').first().waitFor();
    expect((await cards()).map((card) => card.split('\n').slice(0, 2))).toEqual([
      ['Q 260.70', 'factura FAC0000001'],
      ['Q 10.00', 'factura FAC0000002'],
    ]);
  });

  it('sets the positions with the ends of a ruler, by the keyboard', async () => {
    const order = page.getByRole('textbox', { name: '¿En qué columna está el número de factura u orden?' });
    const end = page.getByRole('slider').nth(1);
    await end.press('ArrowLeft');
    expect(await order.inputValue()).toBe('1-9');
    await page.getByText('Se lee: «FAC000000», «FAC000000»').waitFor();
    await page
      .locator('.folder-card', { hasText: /factura FAC000000(?!\d)/ })
      .first()
      .waitFor();
    await end.press('ArrowRight');
    expect(await order.inputValue()).toBe('1-10');
    await page.locator('.folder-card', { hasText: 'factura FAC0000002' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('sorts files of several kinds into a folder each', async () => {
    await dropFiles(page, ['semicolon-comma-decimal.csv', 'paygo-intpos.001']);
    await page.getByText('Estos archivos son de 2 clases distintas.').waitFor();
    const kinds = page.getByRole('radiogroup', { name: 'Clase de archivo' });
    await page.getByText('Archivos de muestra: semicolon-comma-decimal.csv', { exact: true }).waitFor();
    await kinds.getByRole('radio', { name: 'paygo-intpos.001' }).press('Space');
    await page.getByText('Archivos de muestra: paygo-intpos.001', { exact: true }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('asks which terminal a word of the file means', async () => {
    await dropFiles(page, ['terminals.csv']);
    await page.getByRole('radio', { name: 'T: 10.00, 10.00, 10.00' }).press('Space');
    await page.getByRole('radio', { name: 'F: 1, 2, 3' }).last().press('Space');
    await page.getByLabel('En el archivo «01» es').selectOption('caja2');
    await page.locator('.folder-card', { hasText: /factura 1\s*caja2/ }).waitFor();
  });

  it('takes files by the keyboard, and saves with the fault beside the field', async () => {
    const choose = page.getByRole('button', { name: 'Elegir archivos…' });
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), choose.press('Enter')]);
    await chooser.setFiles(sample('amount-decimal-said.csv'));
    await page.getByText('Archivos de muestra: amount-decimal-said.csv', { exact: true }).waitFor();
    const question = page.getByRole('radiogroup', { name: '¿Cuánto es "1,234"?' });
    await question.getByRole('radio', { name: 'Q 1,234.00' }).press('Space');
    await page.locator('.folder-card').first().waitFor();
    await page.getByLabel('Terminal si el archivo no la dice').selectOption('caja1');
    await page.locator('.folder-card').getByText('caja1').first().waitFor();
    await page.getByLabel('Nombre (opcional)').fill('Ventas');
    await page.getByLabel('Carpeta donde el ERP deja los archivos').fill('ventas');
    await saveButton().press('Enter');
    await page.getByText('Escriba la ruta completa de la carpeta').waitFor();
    await page.getByLabel('Carpeta donde el ERP deja los archivos').fill(folder);
    // What only the bridge knows is told beside its field as well.
    await page.getByLabel('Carpeta de respuestas (opcional)').fill(folder);
    await saveButton().press('Enter');
    await page.getByText('los resultados deben ir en otra carpeta').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel('Carpeta de respuestas (opcional)').fill('');
    await saveButton().press('Enter');
    await row().getByText('Vigilando').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('charges nothing on trial', async () => {
    deliver('trial.csv', 'Factura;Cliente;Total\nT-1;;10.00\n');
    await expect.poll(() => existsSync(path.join(folder, 'dry-run', 'trial.csv')), { timeout: 10_000 }).toBe(true);
    expect(await ordersOf('T-1')).toBe(0);
  });

  it('turns a file into charges once a person says so', async () => {
    await row().getByRole('switch', { name: 'Ensayo: no cobra' }).press('Space');
    const box = page.getByRole('alertdialog');
    expect(await findBarriers(page)).toEqual([]);
    await box.getByRole('button', { name: 'Empezar a cobrar' }).press('Enter');
    await row().getByRole('switch', { name: 'Ensayo: no cobra', checked: false }).waitFor();
    await row().getByText('Vigilando').waitFor();
    deliver('real.csv', 'Factura;Cliente;Total\nW-1;;1,250\nW-2;;x\n');
    await row().getByText('1 aceptados, 1 rechazados').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await ordersOf('W-1')).toBe(1);
    await page.evaluate(() => void (location.hash = '#/caja'));
    await page.locator('[data-terminal="caja1"]').getByText('Q 1,250.00').waitFor();
  });

  it('says that a folder is gone and is back, and forgets it when asked', async () => {
    await page.evaluate(() => void (location.hash = '#/ajustes/carpetas'));
    await row().waitFor();
    renameSync(folder, `${folder}-away`);
    await row().getByText('No se encuentra la carpeta.').waitFor({ timeout: 20_000 });
    renameSync(`${folder}-away`, folder);
    await row().getByText('Vigilando').waitFor({ timeout: 20_000 });
    await row().getByRole('button', { name: 'Quitar Ventas' }).press('Enter');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Quitar', exact: true }).press('Enter');
    await page.getByText('No hay carpetas vigiladas.').waitFor();
    expect(readdirSync(path.join(folder, 'done'))).toContain('real.csv');
  });

  it('complained of nothing but refusals', () => {
    expect(opened.complaints.filter((line) => !line.includes('Failed to load resource'))).toEqual([]);
  });

  /** As an ERP that writes elsewhere and renames in. */
  function deliver(name: string, content: string): void {
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'puente-erp-'));
    writeFileSync(path.join(elsewhere, name), content);
    renameSync(path.join(elsewhere, name), path.join(folder, name));
    rmSync(elsewhere, { recursive: true });
  }
  const ordersOf = (order: string): Promise<number> =>
    page.evaluate(async (wanted) => {
      const answer = await fetch(`/v1/charges?order_id=${wanted}`, { headers: { Accept: 'application/json' } });
      return ((await answer.json()) as { data: unknown[] }).data.length;
    }, order);
});
