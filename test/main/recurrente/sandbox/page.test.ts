import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../../main/recurrente/sandbox/sandbox.ts';
import { freePort } from '../../../free-port.ts';
import { findBarriers } from '../../../renderer/axe.ts';
import { launch } from '../../../renderer/browser.ts';
import { createCaller } from './counter.ts';

let browser: Browser;
let page: Page;
let sandbox: Sandbox;
let shop: ReturnType<typeof createCaller>;
const faults: string[] = [];

beforeAll(async () => {
  browser = await launch();
  const context = await browser.newContext({ locale: 'es-GT', reducedMotion: 'reduce' });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
});
afterAll(() => browser.close());
beforeEach(async () => {
  await page.goto('about:blank');
  await sandbox?.stop();
  sandbox = await startSandbox({
    port: await freePort(),
    terminals: [
      { id: 'trm_1', name: 'Caja 1' },
      { id: 'trm_2', name: 'Caja 2' },
    ],
    behaviour: { resultScreenMs: 60_000 },
  });
  shop = createCaller(fetch, sandbox.url);
  faults.length = 0;
});
afterAll(() => sandbox.stop());

const screen = () => page.locator('#screen');
const shows = (text: string) => screen().getByText(text, { exact: true }).waitFor();
/** The colours of these themes, and everything else that axe knows. */
async function expectAccessible(...schemes: ('light' | 'dark')[]): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    expect({ colorScheme, barriers: await findBarriers(page) }).toEqual({ colorScheme, barriers: [] });
  }
}

describe('the terminal page', () => {
  it('is ready, shows the charge big, and takes the payment with a tip', async () => {
    await page.goto(`${sandbox.url}/terminal/trm_1`);
    await shows('Listo para cobrar');
    expect(await page.getByRole('button', { name: 'Aprobar', exact: true }).isDisabled()).toBe(true);
    const { body } = await shop.charge('tienda1-FAC-1-1', { installments: 3 });
    await shows('Q 125.50');
    await shows('3 cuotas');
    expect(
      parseFloat(
        await screen()
          .locator('.amount')
          .evaluate((element) => getComputedStyle(element).fontSize),
      ),
    ).toBeGreaterThan(40);
    await expectAccessible('light');
    await page.getByLabel('Propina', { exact: true }).selectOption('10');
    await page.getByRole('button', { name: 'Aprobar con propina' }).click();
    await shows('Aprobado');
    await shows('Q 138.05');

    expect((await shop.get(`/api/checkouts/${body.checkout_id}`)).body).toMatchObject({
      status: 'paid',
      total_in_cents: 13805,
    });
    expect(faults).toEqual([]);
  });

  it('declines with the chosen reason, and the bank may approve late', async () => {
    await page.goto(`${sandbox.url}/terminal/trm_1`);
    const { body } = await shop.charge('tienda1-FAC-1-1');
    await shows('Q 125.50');
    await page.getByLabel('Motivo del rechazo').selectOption('PIN incorrecto');
    await page.getByRole('button', { name: 'Rechazar' }).click();
    await shows('Rechazado');
    await shows('PIN incorrecto');
    await expectAccessible('light');
    await page.getByRole('button', { name: 'El banco aprueba tarde' }).click();
    await expect.poll(async () => (await shop.get(`/api/checkouts/${body.checkout_id}`)).body.status).toBe('paid');
  });

  it.each([
    ['Cancelar', 'Cancelado'],
    ['Cliente se va', 'Sin pago'],
  ])('%s ends it', async (button, title) => {
    await page.goto(`${sandbox.url}/terminal/trm_1`);
    await shop.charge('tienda1-FAC-1-1');
    await shows('Q 125.50');
    await page.getByRole('button', { name: button, exact: true }).click();
    await shows(title);
    expect(sandbox.state.commands[0]?.status).toBe('consumed');
  });

  it('is worked with the keyboard alone', async () => {
    await page.goto(`${sandbox.url}/terminal/trm_1`);
    await shop.charge('tienda1-FAC-1-1');
    await shows('Q 125.50');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Aprobar');
    await page.keyboard.press('Enter');
    await shows('Aprobado');
  });

  it('goes dark without power and says when there is no network', async () => {
    await page.goto(`${sandbox.url}/terminal/trm_1`);
    await page.getByLabel('Encendida').uncheck();
    await shows('Apagada');
    await expectAccessible('dark');
    await page.getByLabel('Encendida').check();
    await page.getByLabel('Con red').uncheck();
    await shows('Sin red');
    await page.getByLabel('Modo espera').uncheck();
    await shows('En uso manual');
    expect(sandbox.terminal('trm_1').state).toMatchObject({ power: true, network: false, standby: false });
  });

  it('loads nothing from elsewhere and runs nothing inline', async () => {
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    const answer = await page.goto(`${sandbox.url}/terminal/trm_1`);
    await shows('Listo para cobrar');
    expect([...hosts].filter((origin) => origin !== sandbox.url && origin !== 'null')).toEqual([]);
    expect(answer?.headers()['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(await page.locator('script:not([src]), [style], style').count()).toBe(0);
  });

  it('writes texts of others as text', async () => {
    await page.goto(`${sandbox.url}/terminal/trm_1`);
    await shop.charge('<img src=x onerror=alert(1)>-1');
    await page.getByText('Cobro <img src=x onerror=alert(1)>-1').waitFor();
    expect(await page.locator('img').count()).toBe(0);
  });
});

describe('the overview', () => {
  it('shows every terminal live, approves from there and tells what happened', async () => {
    await page.goto(sandbox.url);
    await page.getByRole('link', { name: 'Abrir Caja 1' }).waitFor();
    await shop.charge('tienda1-FAC-1-1');
    await shop.charge('tienda1-FAC-2-1', { terminal_id: 'trm_2', amount_in_cents: 8900 });
    await page.getByText('Q 89.00').waitFor();
    await expectAccessible('light', 'dark');
    await page.getByRole('button', { name: 'Aprobar en Caja 2' }).click();
    await page.getByText('tienda1-FAC-2-1: pagado Q 89.00').waitFor();
    expect(sandbox.state.commands.map(({ status }) => status)).toEqual(['dispatched', 'consumed']);
    await page.getByRole('link', { name: 'Abrir Caja 1' }).click();
    await shows('Q 125.50');
  });

  it('cuts the network, slows answers and revokes the key', async () => {
    await page.goto(sandbox.url);
    await page.getByLabel('Cortar la red').check();
    await page.getByText('La red está cortada').waitFor();
    await expect(shop.get('/api/test')).rejects.toThrow();
    await page.getByLabel('Cortar la red').uncheck();
    await page.getByText('La red volvió').waitFor();
    await page.getByLabel('Llave revocada').check();
    await expect.poll(async () => (await shop.get('/api/test')).status).toBe(401);
    await page.getByLabel('Respuestas lentas').check();
    await expect.poll(() => sandbox.faults.list().often).toMatchObject([{ fault: { kind: 'slow', ms: 4000 } }]);
    await page.getByLabel('Respuestas lentas').uncheck();
    await expect.poll(() => sandbox.faults.list().often).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('says when the simulation is gone, and comes back by itself', async () => {
    await page.goto(sandbox.url);
    await page.getByRole('link', { name: 'Abrir Caja 1' }).waitFor();
    const port = Number(new URL(sandbox.url).port);
    await sandbox.stop();
    await page.getByText('La simulación no contesta.').waitFor();
    sandbox = await startSandbox({ port, terminals: [{ id: 'trm_9', name: 'Caja 9' }] });
    await page.getByRole('link', { name: 'Abrir Caja 9' }).waitFor();
  });
});
