import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findBarriers } from './axe.ts';
import { launch, openWindow, type OpenedWindow } from './browser.ts';
import { startRealBridge, type RealBridge } from './real-bridge.ts';

const SETTINGS = [
  ...['inicio', 'recurrente', 'terminales', 'erp', 'claves', 'webhooks', 'avisos', 'fila', 'carpetas', 'aparatos'],
  ...['pantalla', 'copias', 'diagnostico'],
].map((section) => `ajustes/${section}`);
const PLACES = ['caja', 'historial', 'cierre', 'alertas', 'tira', ...SETTINGS];

/** Words that stand for themselves in both languages. */
const SHARED =
  /^(?:webhooks|puente|recurrente|terminal(?: \d)?|total|no|erp|csv|pdf|node · sqlite|quetzales \(q\)|español|english)$/i;

describe('every screen over the real bridge', () => {
  let browser: Browser;
  let bridge: RealBridge;

  beforeAll(async () => {
    [bridge, browser] = await Promise.all([startRealBridge(), launch()]);
    const { page, close } = await openWindow(browser, await bridge.newLink());
    await page.locator('[data-terminal="caja1"][data-tone="ready"]').waitFor();
    await bridge.charge('FAC-1', '125.50');
    await page.locator('[data-terminal="caja1"][data-tone="customer"]').waitFor();
    bridge.sandbox.terminal('trm_demo_1').approve({ tipInCents: 1000 });
    await page.locator('[data-terminal="caja1"][data-tone="paid"]').waitFor();
    bridge.sandbox.faults.setNetwork('reset');
    await bridge.charge('FAC-2', '80.00', 'caja2');
    await page.locator('[data-link="offline"]').waitFor();
    bridge.sandbox.faults.setNetwork('up');
    await page.locator('[data-link="online"]').waitFor();
    await close();
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
  });

  const show = async ({ page }: OpenedWindow, place: string): Promise<void> => {
    await page.evaluate((hash) => void (location.hash = `#/${hash}`), place);
    await page.locator('h1, .tira').first().waitFor({ state: 'attached' });
    if (place.startsWith('ajustes/')) await page.locator('#section-title').waitFor();
    if (place === 'alertas') await page.locator('[data-alert="offline"]').first().waitFor();
    if (place.startsWith('historial')) await page.locator('[data-index]').first().waitFor();
    if (place === 'cierre') await page.locator('.group-table tbody tr').first().waitFor();
  };

  it.each([
    { lang: 'es', theme: 'light', zoom: 1, places: PLACES },
    { lang: 'en', theme: 'dark', zoom: 1, places: PLACES },
    { lang: 'es', theme: 'contrast', zoom: 2, places: PLACES },
  ] as const)(
    'keeps no one out and runs over no edge in $lang, $theme colours, at zoom $zoom',
    async ({ lang, theme, zoom, places }) => {
      const opened = await openWindow(browser, await bridge.newLink(), {
        width: 1024,
        height: 600,
        zoom,
        preferences: { lang, theme },
      });
      const found: string[] = [];
      for (const place of places) {
        await show(opened, place);
        found.push(...(await findBarriers(opened.page)).map((barrier) => `${place}: ${barrier}`));
        const sideways = await opened.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (sideways > 0) found.push(`${place}: ${sideways} px wider than the window`);
      }
      expect(found).toEqual([]);
      expect(opened.complaints).toEqual([]);
      await opened.close();
    },
    240_000,
  );

  it('leaves no Spanish sentence in the English window', async () => {
    const texts = async (lang: string): Promise<Map<string, Set<string>>> => {
      const opened = await openWindow(browser, await bridge.newLink(), { preferences: { lang } });
      const said = new Map<string, Set<string>>();
      for (const place of PLACES) {
        await show(opened, place);
        const words = await opened.page
          .locator('main')
          .evaluate((main) =>
            [...main.querySelectorAll('h1, h2, h3, label, legend, button, p, dt, th, a, [role="columnheader"]')]
              .filter((element) => !element.querySelector('code, strong, h2, h3, p'))
              .map((element) => element.textContent?.trim() ?? ''),
          );
        said.set(place, new Set(words.filter((text) => /\p{L}{3}/u.test(text))));
      }
      await opened.close();
      return said;
    };
    const [es, en] = [await texts('es'), await texts('en')];
    const data = /FAC-|Caja \d|caja\d|http|sk_test|[A-Z]:\\|\/|@|\d{4}/;
    const same = PLACES.flatMap((place) =>
      [...(en.get(place) ?? [])]
        .filter((text) => es.get(place)?.has(text) && !SHARED.test(text) && !data.test(text))
        .map((text) => `${place}: ${text}`),
    );
    expect(same).toEqual([]);
    // A word that is really said differs: the sieve is not empty.
    expect(en.get('alertas')?.has('Log of alerts') || en.get('alertas')?.has('Alerts')).toBe(true);
  }, 120_000);

  it('searches for what a followed link or "back" names, and not for what was typed before', async () => {
    const opened = await openWindow(browser, await bridge.newLink());
    const { page } = opened;
    await show(opened, 'historial?q=FAC-1');
    const field = page.getByRole('searchbox');
    await page.evaluate(() => void (location.hash = '#/historial?q=FAC-2'));
    await vi.waitFor(async () => expect(await field.inputValue()).toBe('FAC-2'), { timeout: 20_000 });
    await page.locator('[data-index]', { hasText: 'FAC-2' }).waitFor();
    await page.goBack();
    await vi.waitFor(async () => expect(await field.inputValue()).toBe('FAC-1'), { timeout: 20_000 });
    await field.fill('FAC');
    await page.locator('[data-index]', { hasText: 'FAC-2' }).waitFor();
    expect(await page.evaluate(() => location.hash)).toBe('#/historial?q=FAC');
    await opened.close();
  });

  it('tells when an outage was, that it ended by itself, and who saw what', async () => {
    const opened = await openWindow(browser, await bridge.newLink());
    await show(opened, 'alertas');
    await opened.page
      .locator('[data-alert="offline"]')
      .getByText(/^Se resolvió sola a las/)
      .waitFor();
    expect(await opened.page.locator('[data-alert="offline"][data-open="true"]').count()).toBe(0);
    await opened.page.getByRole('radio', { name: 'Sin ver' }).press('Space');
    await opened.page.getByText('Todo está visto').waitFor();
    await opened.close();
  });

  it("lays the ERP's export beside the bridge and Recurrente", async () => {
    const opened = await openWindow(browser, await bridge.newLink());
    const { page } = opened;
    await show(opened, 'cierre');
    await page.getByRole('button', { name: 'Cuadrar ahora' }).press('Enter');
    await page.getByText('Lo comparado cuadra').waitFor();
    const give = (content: string) =>
      page
        .locator('input[type="file"]')
        .setInputFiles({ name: 'ventas.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
    await give('Factura;Total\nFAC-1;125.50\nFAC-9;10.00\n');
    await page.locator('[data-order="FAC-9"][data-faults="not_charged"]').waitFor();
    expect(await page.locator('[data-order="FAC-1"]').count()).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    await give('Factura;Total\nFAC-1;99.00\n');
    await page
      .locator('[data-order="FAC-1"][data-faults="erp_differs"]')
      .getByText('El ERP tiene otro monto')
      .waitFor();
    await page.getByRole('button', { name: 'Ver detalle de FAC-1' }).first().press('Enter');
    await page.getByRole('dialog', { name: 'Orden FAC-1' }).waitFor();
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it("speaks the bridge's language where nobody chose another, and changes with it", async () => {
    const opened = await openWindow(browser, await bridge.newLink());
    const { page } = opened;
    await show(opened, 'ajustes/pantalla');
    await page
      .getByRole('radiogroup', { name: /Idioma del puente/ })
      .getByRole('radio', { name: 'English' })
      .press('Space');
    await page.getByRole('button', { name: 'Guardar' }).press('Enter');
    await page.getByRole('heading', { name: 'Screen and sound' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    const other = await openWindow(browser, await bridge.newLink(), { preferences: { lang: 'es' } });
    await other.page.getByRole('link', { name: 'Historial' }).waitFor();
    await other.close();
    await page
      .getByRole('radiogroup', { name: /Language of the bridge/ })
      .getByRole('radio', { name: 'Español' })
      .press('Space');
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByRole('heading', { name: 'Pantalla y sonido' }).waitFor();
    await opened.close();
  });
});
