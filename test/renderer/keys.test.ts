import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBarriers } from './axe.ts';
import { launch, openWindow, type OpenedWindow } from './browser.ts';
import { startFakeBridge, type FakeBridge } from './fake-bridge.ts';
import { STAGES, type StageName } from './stages.ts';

describe('the till with the keyboard alone', () => {
  let browser: Browser;
  let bridge: FakeBridge;
  let opened: OpenedWindow;
  let page: Page;

  beforeAll(async () => {
    bridge = await startFakeBridge();
    browser = await launch();
    opened = await openWindow(browser, await bridge.newLink());
    page = opened.page;
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
  });
  beforeEach(async () => {
    bridge.setStage({});
    await page.goto('about:blank');
    await page.goto(bridge.url);
    await page.locator('[data-link="online"]').waitFor();
    // Refusals are answers with an error status, which Chromium reports by itself.
    return () => expect(opened.complaints.filter((line) => !line.includes('Failed to load resource'))).toEqual([]);
  });

  const stage = async (name: StageName, tone: string): Promise<void> => {
    bridge.setStage(STAGES[name]);
    await page.locator(`[data-tone="${tone}"]`).first().waitFor();
    // A press in the moment after a card changed is swallowed.
    await page.locator('[data-just-changed]').waitFor({ state: 'detached' });
  };
  const asked = () => bridge.asked.map(({ what, id }) => `${what} ${id}`);
  const until = async (check: () => boolean): Promise<void> => void (await expect.poll(check).toBe(true));

  it('charges: F2, order, amount, Enter', async () => {
    await page.keyboard.press('F2');
    await page.keyboard.type('FAC-900');
    await page.keyboard.press('Tab');
    await page.keyboard.type('1250.5');
    expect(await page.getByText('Q 1,250.50').count()).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await page.getByText('Orden FAC-900 guardada').waitFor();
    expect(bridge.asked[0]?.body).toMatchObject({
      order_id: 'FAC-900',
      amount_in_cents: 125_050,
      currency: 'GTQ',
      source: 'manual',
    });
    await page.locator('[data-tone="busy"]').waitFor();
  });

  it('names what is wrong beside each field, and keeps what was typed', async () => {
    await page.keyboard.press('F2');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Escriba el número de orden o factura.').waitFor();
    await page.getByText('Escriba el monto.').waitFor();
    expect(bridge.asked).toEqual([]);
    await page.keyboard.type('FAC-901');
    await page.keyboard.press('Tab');
    await page.keyboard.type('1.234');
    await page.keyboard.press('Enter');
    await page.getByText('Escriba el monto con punto decimal').waitFor();
    expect(await page.getByLabel('Número de orden o factura').inputValue()).toBe('FAC-901');
    expect(await findBarriers(page)).toEqual([]);
    expect(bridge.asked).toEqual([]);
  });

  it("shows the bridge's refusal and charges nothing twice", async () => {
    bridge.refuseWith({ code: 'order_conflict', params: { order_id: 'FAC-902', differences: 'monto' } });
    await page.keyboard.press('F2');
    await page.keyboard.type('FAC-902');
    await page.keyboard.press('Tab');
    await page.keyboard.type('50');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('La orden FAC-902 ya existe con diferencias').waitFor();
    bridge.refuseWith(undefined);
    await page.keyboard.press('Enter');
    await page.getByText('Orden FAC-902 guardada').waitFor();
  });

  it('keeps the form when the bridge dies while it is open', async () => {
    await page.keyboard.press('F2');
    await page.keyboard.type('FAC-903');
    await page.keyboard.press('Tab');
    await page.keyboard.type('50');
    await bridge.stop();
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('No se sabe si alcanzó a recibirlo').waitFor();
    await bridge.restart();
    await page.locator('[data-link="online"]').waitFor({ state: 'attached' });
    expect(await page.getByLabel('Número de orden o factura').inputValue()).toBe('FAC-903');
    await page.keyboard.press('Enter');
    await page.getByText('Orden FAC-903 guardada').waitFor();
  });

  it('cancels: F7', async () => {
    await stage('queued', 'busy');
    await page.keyboard.press('F7');
    await until(() => asked().includes('cancel ch-FAC-00119'));
  });

  it('cancels a charge further back: its row, F7', async () => {
    await stage('dispatched', 'customer');
    await page.getByRole('button', { name: 'Cancelar FAC-00121' }).focus();
    await page.keyboard.press('F7');
    await until(() => asked().includes('cancel ch-FAC-00121'));
    expect(asked()).not.toContain('cancel ch-FAC-00119');
  });

  it('says how to cancel what is on the terminal', async () => {
    await stage('dispatched', 'customer');
    bridge.refuseWith({ code: 'cancel_on_terminal' });
    await page.keyboard.press('F7');
    await page.getByText('Cancélelo en la terminal con la tecla roja').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('charges a customer who is still here: F8, and nothing by itself', async () => {
    await stage('expired', 'ask');
    expect(bridge.asked).toEqual([]);
    await page.keyboard.press('F8');
    await until(() => asked().includes('retry ch-FAC-00119'));
  });

  it('moves a queued charge to another terminal with the menu', async () => {
    await stage('three', 'customer');
    await page.getByRole('button', { name: 'Mover FAC-00120 a otra terminal' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem').first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await until(() => asked().includes('move ch-FAC-00120'));
  });

  it('acts on the chosen terminal: F6, F8', async () => {
    await stage('three', 'customer');
    await page.keyboard.press('F6');
    await page.keyboard.press('F6');
    await page.locator('[data-terminal="caja3"].card-selected').waitFor();
    await page.keyboard.press('F8');
    await until(() => asked().includes('retry ch-MESA-14'));
  });

  it('verifies and resolves a charge in doubt with a note and a name: F9, F10', async () => {
    await stage('in_doubt', 'doubt');
    await page.keyboard.press('F9');
    await page.getByText('Recurrente respondió: En duda.').waitFor();
    await page.keyboard.press('F10');
    await page.getByRole('dialog').waitFor();
    await page.getByRole('button', { name: 'Guardar decisión' }).press('Enter');
    await page.getByText('Escriba cómo lo sabe').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel('¿Cómo lo sabe?').fill('La terminal no imprimió nada');
    await page.getByLabel('Su nombre').fill('Ana');
    await page.keyboard.press('Enter');
    await until(() => asked().includes('resolve ch-FAC-00119'));
    expect(bridge.asked.at(-1)?.body).toEqual({
      outcome: 'not_paid',
      note: 'La terminal no imprimió nada',
      name: 'Ana',
    });
  });

  it('offers same_sale and new_sale only for an earlier payment, and never paid', async () => {
    await stage('already_paid', 'doubt');
    await page.keyboard.press('F10');
    await page.getByRole('radio').nth(2).waitFor();
    expect(await page.getByRole('radio').count()).toBe(3);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // Both stages are in doubt: the second is waited for only once the first is gone.
    bridge.setStage(STAGES.ready);
    await page.locator('[data-tone="doubt"]').first().waitFor({ state: 'detached' });
    await stage('in_doubt', 'doubt');
    await page.keyboard.press('F10');
    await page.getByText('Que está pagado solo lo dice Recurrente').waitFor();
    expect(await page.getByRole('radio').count()).toBe(1);
  });

  it('releases a terminal with a note and a name', async () => {
    await stage('in_doubt', 'doubt');
    await page.getByRole('button', { name: 'Liberar la terminal' }).press('Enter');
    await page.getByLabel('¿Cómo lo sabe?').fill('Ya se fue');
    await page.getByLabel('Su nombre').fill('Ana');
    await page.keyboard.press('Enter');
    await until(() => asked().includes('release trm_caja1'));
  });

  it('finds a payment: F3, type, Enter', async () => {
    bridge.setStage(STAGES.ready);
    await page.keyboard.press('F3');
    await page.getByRole('searchbox').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.type('0007');
    await until(() => page.url().includes('q=0007'));
    await page.getByRole('button', { name: 'Ver detalle de FAC-00116' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Cobro aceptado y guardado').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('[data-tone="ready"]').waitFor();
  });

  it('marks an alert as seen, and it goes only when the bridge says so', async () => {
    await stage('replay_stopped', 'ready');
    await page.getByRole('button', { name: /Marcar como visto/ }).press('Enter');
    await page.getByRole('button', { name: /Marcar como visto/ }).waitFor({ state: 'detached' });
    expect(asked()).toContain('acknowledge 1');
  });

  it('shows the keys: F1, and gives the focus back', async () => {
    await page.getByRole('button', { name: 'Cobrar', exact: false }).first().focus();
    await page.keyboard.press('F1');
    await page.getByRole('dialog', { name: 'Teclas' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Cobrar');
  });

  it('reaches everything on the home screen by Tab, with the focus in sight', async () => {
    await stage('three', 'customer');
    const wanted = await page.locator('button:not([disabled]):not([tabindex="-1"]), a[href]').count();
    const seen = new Set<string>();
    for (let i = 0; i < wanted + 5; i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const focused = document.activeElement;
        if (!focused || focused === document.body) return '';
        const style = getComputedStyle(focused);
        const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
        return shown ? `${focused.tagName} ${focused.getAttribute('aria-label') ?? focused.textContent}` : 'no outline';
      });
      if (at) seen.add(at);
    }
    expect(seen.has('no outline')).toBe(false);
    expect(seen.size).toBeGreaterThanOrEqual(wanted - 2);
  });
});
