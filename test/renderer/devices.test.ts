import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Line } from '../../native/serial/line.ts';
import { shippedProfiles } from '../../native/serial/profiles.ts';
import { devicesSchema, type PortInfo } from '../../main/contract/devices.ts';
import { draftOf, KINDS, PROFILES, withDevice, type Devices } from '../../renderer/ajustes/devices/new-device.ts';
import { es } from '../../renderer/words/es.ts';
import { startFakePrinter, type FakePrinter } from '../native/printer/fake-printer.ts';
import { layCable, openEnd, type Cable } from '../native/serial/pty.ts';
import { findBarriers } from './axe.ts';
import { launch, openWindow, type OpenedWindow } from './browser.ts';
import { startRealBridge, type RealBridge } from './real-bridge.ts';

describe('the profiles that the window offers', () => {
  it('are those that ship, called alike', () => {
    expect([...PROFILES].sort()).toEqual(
      shippedProfiles()
        .map(({ id }) => id)
        .sort(),
    );
    for (const { id, name } of shippedProfiles())
      expect(es.ajustes.devices.profiles[PROFILES.find((profile) => profile === id) ?? 'plain-line']).toBe(name.es);
  });
});

describe('the form of a device', () => {
  const devices = devicesSchema.parse({
    serial: [
      {
        id: 'caja-1',
        path: 'COM3',
        profile: 'plain-line',
        terminal: 'caja1',
        line: { parity: 'even' },
        orderId: '{ticket}',
      },
      { id: 'caja-2', path: 'COM4', usb: { vendorId: '067b', productId: '2303' }, profile: shippedProfiles()[0] },
    ],
    displays: [
      { id: 'poste', path: 'COM5', dialect: 'cd5220', line: { baudRate: 2400 }, select: 2, welcome: ['Hola', 'x'] },
    ],
    printers: [
      {
        id: 'red',
        via: { kind: 'tcp', host: '10.0.0.9' },
        header: ['Tienda', '', 'NIT 1'],
        footer: ['Adiós'],
        drawer: true,
      },
      { id: 'usb', via: { kind: 'device', path: '/dev/usb/lp0' }, paperMm: 58, prints: ['voucher'] },
      { id: 'serie', via: { kind: 'serial', path: 'COM6', line: { baudRate: 19200, flow: 'rtscts' } }, enabled: false },
    ],
  });
  it('changes nothing when nothing is changed, of any kind', () => {
    for (const kind of KINDS)
      for (const device of devices[kind])
        expect(withDevice(devices, kind, draftOf(device), [], device), device.id).toEqual(devices);
  });

  it('knows another port by its own adapter, or by none', () => {
    const [, till] = devices.serial;
    const usb = { vendorId: '1a86', productId: '7523' };
    const moved = (path: string, ports: readonly PortInfo[]) =>
      till && withDevice(devices, 'serial', { ...draftOf(till), path }, ports, till).serial[1];
    expect(moved('COM7', [{ path: 'COM7', name: 'COM7', usb }])).toMatchObject({ path: 'COM7', usb });
    expect(moved('COM8', [])).not.toHaveProperty('usb');
    expect(moved('COM4', [])).toMatchObject({ usb: { vendorId: '067b' } });
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

  const devices = () =>
    page.evaluate(async () => {
      const { config } = (await (await fetch('/v1/settings')).json()) as { config: { devices: Devices } };
      return config.devices;
    });
  const change = async (id: string) => {
    await row(id)
      .getByRole('button', { name: `Cambiar ${id}` })
      .press('Enter');
    return page.getByRole('form', { name: `Cambiar ${id}` });
  };

  it('changes a printer by the keyboard, and leaves alone what the form does not show', async () => {
    await page.evaluate(async () => {
      const { revision, config } = (await (await fetch('/v1/settings')).json()) as {
        revision: string;
        config: { devices: Devices };
      };
      const printers = config.devices.printers.map((each) => ({ ...each, cut: false, status: 'blind' }));
      const body = JSON.stringify({ revision, config: { ...config, devices: { ...config.devices, printers } } });
      await fetch('/v1/settings', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
      location.reload();
    });
    await row('recibos').waitFor();
    const form = await change('recibos');
    expect(await page.evaluate(() => document.activeElement?.closest('form')?.ariaLabel)).toBe('Cambiar recibos');
    expect(await form.getByLabel('Dirección en la red').inputValue()).toBe('127.0.0.1');
    expect(await form.getByLabel('Puerto de red').inputValue()).toBe(String(printer.port));
    await form.getByLabel('Puerto de red').fill('99999');
    await form.getByLabel('Encabezado de los recibos').fill(Array(9).fill('x').join('\n'));
    await form.getByRole('button', { name: 'Guardar' }).press('Enter');
    await form.getByText('de 1 a 65535').waitFor();
    await form.getByText('demasiadas líneas').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await form.getByLabel('Puerto de red').fill(String(printer.port));
    await form.getByLabel('Encabezado de los recibos').fill('Tienda Peña\nNIT 123-4');
    await form.getByRole('radio', { name: '58 mm' }).press('Space');
    await form.getByRole('switch').press('Space');
    await form.getByRole('button', { name: 'Guardar' }).press('Enter');
    await form.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe('Cambiar recibos');
    expect((await devices()).printers).toMatchObject([
      {
        id: 'recibos',
        via: { kind: 'tcp', host: '127.0.0.1', port: printer.port },
        paperMm: 58,
        header: ['Tienda Peña', 'NIT 123-4'],
        drawer: true,
        cut: false,
        status: 'blind',
      },
    ]);
    await row('recibos').getByRole('button', { name: 'Ver recibo' }).press('Enter');
    await expect.poll(() => page.locator('.slip').innerText()).toContain('Tienda Peña');
    await page.keyboard.press('Escape');
  });

  it('changes the speed and the speech of a till that is open, and nothing when cancelled', async () => {
    const cancelled = await change('caja-1');
    expect(await cancelled.getByLabel('Ruta del puerto').inputValue()).toBe(cable.bridgeEnd);
    expect(await cancelled.getByLabel('Cómo habla la caja').inputValue()).toBe('plain-line');
    await cancelled.getByLabel('Velocidad en baudios').fill('300');
    await cancelled.getByRole('button', { name: 'Cancelar' }).press('Enter');
    expect((await devices()).serial[0]?.line.baudRate).toBeUndefined();
    const form = await change('caja-1');
    await form.getByLabel('Velocidad en baudios').fill('19200');
    await form.getByLabel('Cómo habla la caja').selectOption('generic-crc16');
    await form.getByRole('button', { name: 'Guardar' }).press('Enter');
    await form.waitFor({ state: 'detached' });
    expect((await devices()).serial).toMatchObject([
      { id: 'caja-1', path: cable.bridgeEnd, profile: 'generic-crc16', line: { baudRate: 19_200 }, enabled: true },
    ]);
    await row('caja-1').getByText('Conectado').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });

  it('forgets a device that is switched off', async () => {
    await row('recibos').getByRole('switch').press('Space');
    await row('recibos').getByRole('button', { name: 'Quitar recibos' }).press('Enter');
    await expect.poll(() => row('recibos').count()).toBe(0);
    expect(opened.complaints).toEqual([]);
  });
});
