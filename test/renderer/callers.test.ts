import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBarriers } from './axe.ts';
import { launch, openWindow, type OpenedWindow } from './browser.ts';
import { startRealBridge, type RealBridge } from './real-bridge.ts';

/** One IT person at one PC: the tests follow each other. */
describe('keys, webhooks and callbacks in the settings over the real bridge', () => {
  let browser: Browser;
  let bridge: RealBridge;
  let opened: OpenedWindow;
  let page: Page;

  beforeAll(async () => {
    [bridge, browser] = await Promise.all([startRealBridge(), launch()]);
    opened = await openWindow(browser, await bridge.newLink(), { height: 1000 });
    page = opened.page;
    await page.locator('[data-tone="ready"]').first().waitFor();
    // Any free port: another bridge on this machine may hold the usual one.
    await page.evaluate(async () => {
      const { revision, config } = (await (await fetch('/v1/settings')).json()) as { revision: string; config: object };
      const body = JSON.stringify({ revision, config: { ...config, webhooks: { port: 0 } } });
      await fetch('/v1/settings', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    });
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
  });
  const show = (section: string) => page.evaluate((name) => void (location.hash = `#/ajustes/${name}`), section);
  const statusWith = async (key: string): Promise<number> =>
    (await fetch(`${bridge.url}/v1/charges`, { headers: { Authorization: `Bearer ${key}` } })).status;

  it('makes a key, shows it once, and ends it when asked', async () => {
    await show('claves');
    await page.locator('[data-key="erp"]').waitFor();
    await page.getByLabel('Quién la usa').fill('window');
    await page.getByRole('button', { name: 'Hacer la clave' }).press('Enter');
    await page.locator('.field-error').waitFor();
    await page.getByLabel('Quién la usa').fill('Reportes');
    await page.getByRole('switch', { name: 'Cobrar' }).press('Space');
    await page.getByRole('button', { name: 'Hacer la clave' }).press('Enter');
    const row = page.locator('[data-key="Reportes"]');
    await row.getByText('Consultar', { exact: true }).waitFor();
    const key = await page.locator('.secret').innerText();
    expect(await statusWith(key)).toBe(200);
    expect(await findBarriers(page)).toEqual([]);

    await show('erp');
    await show('claves');
    await row.waitFor();
    expect(await page.getByText(key).count()).toBe(0);
    await row.getByRole('button', { name: 'Revocar Reportes' }).press('Enter');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revocar', exact: true }).press('Enter');
    await row.getByText('Revocada').waitFor();
    expect(await statusWith(key)).toBe(401);
  });

  it('listens for webhooks once they are on and signed, and keeps only the newest secret when asked', async () => {
    await show('webhooks');
    await page.getByText('Apagado: el puente pregunta').waitFor();
    await page.getByRole('switch', { name: 'Recibir avisos' }).press('Space');
    await page.getByText('Falta el secreto de firma').waitFor();
    const secret = page.getByLabel('Secreto de firma');
    const store = page.getByRole('button', { name: 'Guardar secreto' });
    await secret.fill('short');
    await store.press('Enter');
    await page.locator('.field-error').waitFor();
    for (const letter of ['a', 'b']) {
      await secret.fill(`whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`);
      await store.press('Enter');
      await expect.poll(() => secret.inputValue()).toBe('');
    }
    await page.getByText('Escuchando').waitFor();
    await page.getByText('cloudflared', { exact: true }).click();
    await page.getByText('cloudflared tunnel create puente').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    const dropOld = page.getByRole('button', { name: 'Dejar solo el más nuevo' });
    await dropOld.press('Enter');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Dejar solo el más nuevo' }).press('Enter');
    await expect.poll(() => dropOld.count()).toBe(0);
  });

  it("registers the tunnel's address at Recurrente, and says beside the field what is wrong with another", async () => {
    await show('webhooks');
    const url = page.getByLabel('Dirección pública');
    const register = page.getByRole('button', { name: 'Dar de alta' });
    for (const [typed, says] of [
      ['http://puente.tienda.gt', 'empezar con https://'],
      ['https://puente.local', 'dirección HTTPS pública'],
    ] as const) {
      await url.fill(typed);
      await register.press('Enter');
      await page.locator('.field-error', { hasText: says }).waitFor();
      expect(await url.inputValue()).toBe(typed);
    }
    expect(await findBarriers(page)).toEqual([]);
    await url.fill('https://puente.tienda.gt');
    await register.press('Enter');
    await expect.poll(() => url.inputValue()).toBe('');
    expect(bridge.sandbox.state.endpoints).toMatchObject([{ url: 'https://puente.tienda.gt/webhooks/recurrente' }]);
  });

  it('tells the ERP where it is set to, shows how that went, and tells again', async () => {
    const heard: string[] = [];
    const erp = createServer((request, response) => {
      heard.push(String(request.headers['webhook-id']));
      request.resume();
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => erp.listen(0, '127.0.0.1', resolve));
    await show('avisos');
    await page.getByText('No hay avisos.').waitFor();
    const url = page.getByLabel('Dirección de su ERP');
    await url.fill('http://erp.example.com/puente');
    await page.getByRole('button', { name: 'Guardar' }).press('Enter');
    await page.locator('.field-error').waitFor();
    await url.fill(`http://127.0.0.1:${(erp.address() as AddressInfo).port}/puente`);
    await page.getByRole('button', { name: 'Guardar' }).press('Enter');
    await expect.poll(() => page.locator('.field-error').count()).toBe(0);
    await bridge.charge('A-1', '25.00');
    const told = page.locator('[data-callback="A-1"]', { hasText: 'Entregado' }).last();
    await told.waitFor();
    const before = heard.length;
    const id = heard[0] ?? '';
    await told.getByRole('button').press('Enter');
    await expect.poll(() => heard.filter((each) => each === id).length).toBe(2);
    expect(heard.length).toBeGreaterThan(before);
    await page.getByRole('button', { name: 'Mostrar' }).press('Enter');
    const first = await page.locator('.secret').innerText();
    expect(first).toMatch(/^whsec_/);
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Hacer un secreto nuevo' }).press('Enter');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Hacer un secreto nuevo' }).press('Enter');
    await expect.poll(() => page.locator('.secret').innerText()).not.toBe(first);
    await page.getByRole('radio', { name: 'Sin entregar' }).press('Space');
    await page.getByText('No hay avisos.').waitFor();
    erp.closeAllConnections();
    await new Promise((resolve) => erp.close(resolve));
  });

  it('says what to do when the bridge refuses a section, instead of showing nothing', async () => {
    const detail = 'Esta clave no tiene el permiso manage. Pida a informática una clave que lo tenga.';
    const refuse = (route: Route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'forbidden_scope', title: 'Permiso insuficiente', status: 403, detail }),
      });
    await page.route(/\/v1\/(keys|webhooks|callbacks|devices)\b/, refuse);
    for (const section of ['claves', 'webhooks', 'avisos', 'aparatos']) {
      await show(section);
      await page.locator('.form-fault', { hasText: detail }).first().waitFor();
      expect(await findBarriers(page), section).toEqual([]);
    }
    await page.unroute(/\/v1\/(keys|webhooks|callbacks|devices)\b/);
    await page.locator('.form-fault', { hasText: detail }).first().waitFor({ state: 'detached' });
  });

  it('complained of nothing but refusals', () => {
    expect(opened.complaints.filter((line) => !line.includes('Failed to load resource'))).toEqual([]);
  });
});
