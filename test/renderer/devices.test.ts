import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Line } from '../../native/serial/line.ts';
import { SHIPPED_PROFILES } from '../../native/serial/profiles.ts';
import { PROFILES } from '../../renderer/ajustes/devices/new-device.ts';
import { es } from '../../renderer/words/es.ts';
import { startFakePrinter, type FakePrinter } from '../native/printer/fake-printer.ts';
import { layCable, openEnd, type Cable } from '../native/serial/pty.ts';
import { findBarriers } from './axe.ts';
import { launch, openWindow, type OpenedWindow } from './browser.ts';
import { startRealBridge, type RealBridge } from './real-bridge.ts';

describe('the profiles that the window offers', () => {
  it('are those that ship, called alike', () => {
    expect([...PROFILES].sort()).toEqual(SHIPPED_PROFILES.map(({ id }) => id).sort());
    for (const { id, name } of SHIPPED_PROFILES)
      expect(es.ajustes.devices.profiles[PROFILES.find((profile) => profile === id) ?? 'plain-line']).toBe(name.es);
  });
});

/** One IT person at one PC: the tests follow each other. */
describe('the devices over the real bridge, a network printer and a serial cable', () => {
  let browser: Browser;
  let bridge: RealBridge;
  let printer: FakePrinter;
  let cable: Cable;
  let till: Line | undefined;
  let opened: OpenedWindow;
  let page: Page;

  beforeAll(async () => {
    [bridge, printer, cable, browser] = await Promise.all([
      startRealBridge(),
      startFakePrinter(),
      layCable(),
      launch(),
    ]);
    opened = await openWindow(browser, await bridge.newLink(), { height: 1000 });
    page = opened.page;
    await page.locator('[data-tone="ready"]').first().waitFor();
    await page.evaluate(() => void (location.hash = '#/ajustes/aparatos'));
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
    await till?.close();
    await printer?.close();
    await cable?.remove();
  });
  const row = (id: string) => page.locator(`[data-device="${id}"]`);

  it('says beside each field what is missing', async () => {
    await page.getByRole('button', { name: 'Agregar aparato' }).press('Enter');
    await page.getByRole('button', { name: 'Guardar' }).press('Enter');
    await page.getByText('sin espacios.').waitFor();
    await page.getByText('Elija un puerto de la lista').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('adds a till line and shows that it is connected', async () => {
    await page.getByLabel('Nombre').fill('caja-1');
    await page.getByLabel('Puerto', { exact: true }).selectOption('Otro: escribirlo');
    await page.getByLabel('Ruta del puerto').fill(cable.bridgeEnd);
    await page.getByLabel('Cómo habla la caja').selectOption('plain-line');
    await page.getByRole('button', { name: 'Guardar' }).press('Enter');
    await row('caja-1').getByText('Conectado').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('shows what passes over the line, without card numbers, and stops when paused', async () => {
    await row('caja-1').getByRole('button', { name: 'Ver tráfico' }).press('Enter');
    const traffic = page.getByLabel('Ver tráfico', { exact: true });
    await traffic.getByText('Todavía no ha pasado nada.').waitFor();
    till = await openEnd(cable.tillEnd);
    await till.write(Buffer.from('VENTA;4111111111111111\r\n'));
    await traffic.getByText('************1111').waitFor();
    expect(await traffic.innerText()).not.toContain('4111111111111111');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Pausar' }).press('Enter');
    await page.getByRole('button', { name: 'Seguir' }).waitFor();
    await till.write(Buffer.from('LATER\r\n'));
    await expect
      .poll(() => page.evaluate(async () => (await fetch('/v1/devices/caja-1/traffic')).text()))
      .toContain('LATER');
    expect(await traffic.innerText()).not.toContain('LATER');
    await page.getByRole('button', { name: 'Seguir' }).press('Enter');
    await traffic.getByText('LATER').waitFor();
    await page.keyboard.press('Escape');
  });

  it('adds a network printer, prints a test and shows a slip', async () => {
    await page.getByRole('button', { name: 'Agregar aparato' }).press('Enter');
    await page.getByRole('radio', { name: 'Impresora' }).press('Space');
    await page.getByLabel('Nombre').fill('caja-1');
    await page.getByRole('radio', { name: 'Red' }).press('Space');
    await page.getByLabel('Dirección en la red').fill('127.0.0.1');
    await page.getByLabel('Puerto de red').fill(String(printer.port));
    await page.getByRole('button', { name: 'Guardar' }).press('Enter');
    await page.getByText('Ya hay un aparato con ese nombre.').waitFor();
    await page.getByLabel('Nombre').fill('recibos');
    await page.getByRole('button', { name: 'Guardar' }).press('Enter');
    await row('recibos').getByRole('button', { name: 'Probar' }).press('Enter');
    await page.getByText('Se envió la prueba').waitFor();
    await expect.poll(() => printer.printed().length).toBeGreaterThan(0);
    await row('recibos').getByRole('button', { name: 'Ver recibo' }).press('Enter');
    const sheet = page.locator('.slip');
    await expect.poll(() => sheet.innerText()).toMatch(/cierre/i);
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('forgets a device that is switched off', async () => {
    await row('recibos').getByRole('switch').press('Space');
    await row('recibos').getByRole('button', { name: 'Quitar recibos' }).press('Enter');
    await expect.poll(() => row('recibos').count()).toBe(0);
    expect(opened.complaints).toEqual([]);
  });
});
