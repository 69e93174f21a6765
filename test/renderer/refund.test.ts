import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBarriers } from './axe.ts';
import { launch, openWindow, type OpenedWindow } from './browser.ts';
import { startRealBridge, type RealBridge } from './real-bridge.ts';

/** The tests follow each other on one bridge: each pays, then gives back. */
describe('a refund from the detail of a charge, over the real bridge', () => {
  let browser: Browser;
  let bridge: RealBridge;
  let opened: OpenedWindow;
  let page: Page;

  beforeAll(async () => {
    bridge = await startRealBridge();
    browser = await launch();
    opened = await openWindow(browser, await bridge.newLink());
    page = opened.page;
    page.setDefaultTimeout(30_000);
    await page.locator('[data-terminal="caja1"][data-tone="ready"]').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
  });
  const card = (tone: string) => page.locator(`[data-terminal="caja1"][data-tone="${tone}"]`);
  const refundsMade = () => bridge.sandbox.state.refunds.map(({ amountInCents, status }) => [amountInCents, status]);

  async function payAndOpen(order: string, amount: string, tipInCents?: number) {
    await bridge.charge(order, amount);
    await card('customer').getByText(order).waitFor();
    bridge.sandbox.terminal('trm_demo_1').approve(tipInCents === undefined ? {} : { tipInCents });
    await card('paid').getByText(order).waitFor();
    return openDetail(order);
  }
  async function openDetail(order: string) {
    await page.locator('.rail').getByRole('button', { name: order }).press('Enter');
    const panel = page.getByRole('dialog', { name: `Orden ${order}` });
    await panel.waitFor();
    return panel;
  }
  const closeDetail = async (): Promise<void> => {
    const dialog = page.getByRole('dialog');
    // A box that is still closing takes the first key.
    for (let tries = 0; tries < 8 && (await dialog.count()) > 0; tries += 1) {
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached', timeout: 1000 }).catch(() => undefined);
    }
    expect(await dialog.count()).toBe(0);
  };
  const confirm = (amount: string) =>
    page.getByRole('alertdialog').getByRole('button', { name: `Sí, reembolsar ${amount}` });

  it('gives the whole payment back with its tip, after a clear yes', async () => {
    const panel = await payAndOpen('FAC-4001', '125.50', 1200);
    const ask = panel.getByRole('button', { name: 'Reembolsar Q 137.50' });
    await ask.press('Enter');
    const box = page.getByRole('alertdialog', { name: 'Reembolsar Q 137.50' });
    await box.getByText('Se devuelve el pago completo, Q 137.50').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    // The key that opened it, pressed again, and Esc give nothing back.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'detached' });
    expect(refundsMade()).toEqual([]);
    await ask.press('Enter');
    await confirm('Q 137.50').press('Enter');
    await panel.locator('[data-refund="succeeded"]').getByText('Reembolsado · Q 137.50').waitFor();
    expect(await ask.count()).toBe(0);
    expect(refundsMade()).toEqual([[13_750, 'succeeded']]);
    expect(await findBarriers(page)).toEqual([]);
    await closeDetail();
  });

  it("tells Recurrente's refusal, and lets a person ask again", async () => {
    const panel = await payAndOpen('FAC-4002', '80.00');
    bridge.sandbox.setBehaviour({ paidOutInCents: { GTQ: 8000, USD: 0 } });
    await panel.getByRole('button', { name: 'Reembolsar Q 80.00' }).press('Enter');
    await confirm('Q 80.00').press('Enter');
    const failed = panel.locator('[data-refund="failed"]');
    await failed.getByText('El saldo en Recurrente no alcanza').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    bridge.sandbox.setBehaviour({ paidOutInCents: { GTQ: 0, USD: 0 } });
    await panel.getByRole('button', { name: 'Reembolsar Q 80.00' }).press('Enter');
    await confirm('Q 80.00').press('Enter');
    await panel.locator('[data-refund="succeeded"]').waitFor();
    await closeDetail();
  });

  it('offers no second refund while one is in doubt, and closes it with the number seen at Recurrente', async () => {
    const panel = await payAndOpen('FAC-4003', '60.00');
    bridge.sandbox.faults.next('create_refund', { kind: 'drop', when: 'after' });
    await panel.getByRole('button', { name: 'Reembolsar Q 60.00' }).press('Enter');
    await confirm('Q 60.00').press('Enter');
    await panel.locator('[data-refund="in_doubt"]').getByText('no lo repita').waitFor();
    expect(await panel.getByRole('button', { name: /^Reembolsar/ }).count()).toBe(0);

    await panel.getByRole('button', { name: 'Decir qué pasó' }).press('Enter');
    const box = page.getByRole('dialog', { name: 'Resolver el reembolso en duda' });
    await box.getByRole('button', { name: 'Guardar decisión' }).press('Enter');
    await box.getByText('Elija qué muestra Recurrente.').waitFor();
    await box.getByText('Escriba su nombre').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await box.getByLabel('¿Cómo lo sabe?').fill('Está en el panel de Recurrente.');
    await box.getByLabel('Su nombre').fill('Ana');

    await box.getByRole('radio', { name: 'No hay reembolso' }).check({ force: true });
    await box.getByRole('button', { name: 'Guardar decisión' }).press('Enter');
    await page.getByText('Se pidió hace menos de un minuto', { exact: false }).waitFor();
    await box.getByRole('radio', { name: 'El reembolso está ahí' }).check({ force: true });
    const number = box.getByLabel('Número del reembolso');
    await number.fill('re_otro');
    await box.getByRole('button', { name: 'Guardar decisión' }).press('Enter');
    await page.getByText('re_otro', { exact: false }).waitFor();
    await number.fill(bridge.sandbox.state.refunds.at(-1)?.id ?? '');
    await box.getByRole('button', { name: 'Guardar decisión' }).press('Enter');
    await panel.locator('[data-refund="succeeded"]').getByText('Reembolsado · Q 60.00').waitFor();
    await box.waitFor({ state: 'detached' });
    await closeDetail();
  });

  it('offers no refund of what was not paid', async () => {
    await bridge.charge('FAC-4004', '40.00');
    await card('customer').getByText('FAC-4004').waitFor();
    bridge.sandbox.terminal('trm_demo_1').decline();
    await card('declined').getByText('FAC-4004').waitFor();
    const panel = await openDetail('FAC-4004');
    await panel.getByText('Bitácora').waitFor();
    expect(await panel.getByRole('button', { name: /^Reembolsar/ }).count()).toBe(0);
    await closeDetail();
  });

  it('says why a payment cannot be refunded', async () => {
    const panel = await payAndOpen('FAC-4005', '50.00');
    await panel.getByRole('button', { name: 'Reembolsar Q 50.00' }).press('Enter');
    await page.route('**/refund', (route) =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          code: 'not_refundable',
          title: 'No se puede reembolsar',
          detail: 'Pasaron más de 30 días desde el pago: Recurrente ya no lo reembolsa.',
        }),
      }),
    );
    await confirm('Q 50.00').press('Enter');
    await page.getByText('Pasaron más de 30 días').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('complained of nothing but refusals', () => {
    expect(opened.complaints.filter((line) => !line.includes('Failed to load resource'))).toEqual([]);
  });
});
