import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  chargeOf,
  openCentral,
  seedBridge,
  seedCharge,
  seedTerminal,
  unpaid,
  type CentralRig,
} from '../main/hub/chain.ts';
import { startPostgres, type Postgres } from '../main/hub/postgres.ts';
import { findBarriers } from './axe.ts';
import { launch, openWindow, type OpenedWindow } from './browser.ts';

describe("the chain's window", () => {
  let postgres: Postgres;
  let rig: CentralRig;
  let browser: Browser;
  let opened: OpenedWindow;
  let page: Page;

  beforeAll(async () => {
    postgres = await startPostgres();
    rig = await openCentral(postgres);
    for (let i = 1; i <= 40; i++) {
      const shop = `tienda-${String(i).padStart(2, '0')}`;
      await seedBridge(
        rig,
        `${shop}-caja-1`,
        shop,
        i === 7 ? { silentS: 5000 } : i === 9 ? { connection: 'offline' } : {},
      );
      await seedTerminal(rig, `trm_${i}`, 'caja1', `${shop}-caja-1`);
      await seedCharge(
        rig,
        `${shop}-caja-1`,
        shop,
        chargeOf(`c${i}`, {
          order_id: `FAC-${1000 + i}`,
          amount_in_cents: 12_500 + i * 100,
          terminal: { id: `trm_${i}`, alias: 'caja1' },
        }),
      );
    }
    await seedCharge(
      rig,
      'tienda-03-caja-1',
      'tienda-03',
      unpaid('duda', 'in_doubt', {
        order_id: 'FAC-2003',
        terminal: { id: 'trm_3', alias: 'caja1' },
        next_step:
          'No vuelva a cobrar; estamos verificando. Mire la terminal y el comprobante, y llame a un responsable.',
      }),
    );
    browser = await launch();
    const secret = await rig.secretOf('Ana', ['read', 'charge']);
    opened = await openWindow(browser, rig.url, { preferences: { lang: 'es' } });
    page = opened.page;
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel('Nombre').fill('Ana');
    await page.getByLabel('Secreto').fill(secret);
    await page.keyboard.press('Enter');
    await page.locator('[data-line="live"]').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await rig?.close();
    await postgres?.close();
  });
  beforeEach(async () => {
    await page.keyboard.press('Escape');
    await page.evaluate(() => void (location.hash = '#/resumen'));
    await page.locator('.counts').waitFor();
    // Refusals are answers with an error status, which Chromium reports by itself.
    return () => expect(opened.complaints.filter((line) => !line.includes('Failed to load resource'))).toEqual([]);
  });

  it('shows what needs attention first, and is free of barriers in both languages and in the dark', async () => {
    const order = await page.locator('main section h2').allInnerTexts();
    expect(order.map((text) => text.replace(/\s*\d+$/, '').trim())).toEqual([
      'En duda: nadie vuelva a cobrar',
      'Cajas sin noticias o con problemas',
      'Tiendas',
    ]);
    expect(await page.locator('[data-count="inDoubt"] dd').innerText()).toBe('1');
    expect(await page.locator('[data-count="bridges"] dd').innerText()).toBe('38 / 40');
    // Shops that need a look come first, then all others by name.
    const shops = await page
      .locator('[data-shop]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-shop')));
    expect(shops.slice(0, 4)).toEqual(['tienda-03', 'tienda-07', 'tienda-09', 'tienda-01']);
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cambiar a oscuro' }).press('Enter');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cambiar a claro' }).press('Enter');
    await page.getByRole('button', { name: 'English' }).press('Enter');
    await page.getByText('Tills that are silent or in trouble').waitFor();
    await page.getByText('Do not charge again; we are verifying').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Español' }).press('Enter');
    await page.getByText('Cajas sin noticias o con problemas').waitFor();
  });

  it('tells of a shop within seconds, without a reload', async () => {
    await seedCharge(rig, 'tienda-12-caja-1', 'tienda-12', unpaid('duda2', 'in_doubt', { order_id: 'FAC-2012' }));
    await page.getByRole('button', { name: 'Ver detalle de FAC-2012' }).waitFor();
    expect(await page.locator('[data-count="inDoubt"] dd').innerText()).toBe('2');
    await rig.hub.query("DELETE FROM puente.charges WHERE id = 'duda2'");
    await page.getByRole('button', { name: 'Ver detalle de FAC-2012' }).waitFor({ state: 'detached' });
  });

  it('opens a shop from the list with the keyboard: its terminals, who holds them, its charges', async () => {
    await page.getByRole('searchbox', { name: 'Filtrar tiendas' }).fill('tienda-2');
    await page.getByRole('button', { name: 'Ver la tienda tienda-20' }).focus();
    await page.keyboard.press('ArrowDown');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Ver la tienda tienda-21');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'Tienda tienda-21' });
    await panel.getByText('Propia de tienda-21-caja-1').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await panel.getByRole('button', { name: 'Ver sus cobros' }).press('Enter');
    await page.getByRole('button', { name: 'Ver detalle de FAC-1021' }).waitFor();
    expect(await page.locator('.table-body .table-row').count()).toBe(1);
    expect(await findBarriers(page)).toEqual([]);
  });

  it('finds a charge of any shop and shows it with its place: F3, type, open', async () => {
    await page.keyboard.press('F3');
    await page.getByRole('searchbox', { name: 'Buscar' }).waitFor();
    await page.keyboard.type('FAC-1033');
    await page.getByRole('button', { name: 'Ver detalle de FAC-1033' }).waitFor();
    await expect.poll(() => page.locator('.table-body .table-row').count()).toBe(1);
    await page.getByRole('button', { name: 'Ver detalle de FAC-1033' }).press('Enter');
    const panel = page.getByRole('dialog', { name: 'Orden FAC-1033' });
    await panel.getByText('tienda-33-caja-1').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('shows a charge as it stands now when it is opened from a row that is old', async () => {
    const declined = unpaid('viejo', 'declined', { order_id: 'FAC-3001', next_step: 'Cobre de nuevo si quiere.' });
    await seedCharge(rig, 'tienda-11-caja-1', 'tienda-11', declined);
    await page.evaluate(() => void (location.hash = '#/buscar?q=FAC-3001'));
    const row = page.getByRole('button', { name: 'Ver detalle de FAC-3001' });
    await row.waitFor();
    const become = async (charge: ReturnType<typeof chargeOf>) => {
      await rig.hub.query("DELETE FROM puente.charges WHERE id = 'viejo'");
      await seedCharge(rig, 'tienda-11-caja-1', 'tienda-11', { ...charge, created_at: declined.created_at });
    };
    await become({ ...declined, next_step: 'Vuelto a rechazar.' });
    await row.press('Enter');
    const panel = page.getByRole('dialog', { name: 'Orden FAC-3001' });
    await panel.getByText('Vuelto a rechazar.').waitFor();
    // A till may try it again while the panel is open.
    await become(chargeOf('viejo', { order_id: 'FAC-3001', terminal: declined.terminal }));
    await panel.locator('.detail-head').getByText('Pagado').waitFor();
    await rig.hub.query("DELETE FROM puente.charges WHERE id = 'viejo'");
  });

  it('says when it could not sign out, and stays', async () => {
    await page.route('**/sign-out', (route) => route.abort());
    await page.getByRole('button', { name: 'Salir' }).press('Enter');
    await page.getByText('No se pudo salir: la sesión sigue abierta').waitFor();
    await page.unroute('**/sign-out');
    await page.locator('.toast').getByRole('button').press('Enter');
  });

  it('closes the day of the chain: F4, totals, and a sheet', async () => {
    await page.keyboard.press('F4');
    await page.getByRole('rowheader', { name: 'tienda-40' }).waitFor();
    expect(await page.locator('.total dd').nth(1).innerText()).toBe('40');
    expect(await findBarriers(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV por terminal' }).press('Enter'),
    ]);
    expect(download.suggestedFilename()).toMatch(/^cierre-cadena-\d{4}-\d\d-\d\d\.csv$/);
  });

  it('sends a charge to a shop, names what is wrong beside each field, and calls it off: F2', async () => {
    await page.keyboard.press('F2');
    await page.keyboard.press('Enter');
    await page.getByText('Escriba la terminal.').waitFor();
    await page.getByText('Escriba el monto.').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel('Terminal').fill('tienda-05/caja1');
    await page.getByLabel('Número de orden o factura').fill('WEB-1');
    await page.getByLabel('Monto').fill('75.5');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'Orden WEB-1' });
    await panel.getByText('Espera a que una caja lo recoja').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await panel.getByRole('button', { name: 'Cancelar el envío' }).press('Enter');
    await panel.getByText('Cancelado antes de recogerlo').waitFor();
    await panel.getByRole('button', { name: 'Enviar de nuevo' }).press('Enter');
    await panel.getByText('Espera a que una caja lo recoja').waitFor();
  });

  it('says so when the database is away, keeps what was known, and comes back by itself', async () => {
    await postgres.stopServer();
    await page.locator('[data-banner="blind"]').waitFor();
    await page.locator('[data-shop]').first().waitFor();
    await postgres.startServer();
    await page.locator('[data-line="live"]').waitFor();
  });
});
