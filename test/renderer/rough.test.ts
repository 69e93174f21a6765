import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBarriers } from './axe.ts';
import { launch, openWindow } from './browser.ts';
import { startFakeBridge, type FakeBridge } from './fake-bridge.ts';
import { startFreshInstall } from './fresh-install.ts';
import { startRealBridge, type RealBridge } from './real-bridge.ts';
import { STAGES } from './stages.ts';

const visit = (page: Page, place: string) => page.evaluate((hash) => void (location.hash = hash), `#/${place}`);

describe('the home screen on any screen', () => {
  let browser: Browser;
  let bridge: FakeBridge;
  beforeAll(async () => {
    bridge = await startFakeBridge();
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
  });
  beforeEach(() => bridge.setStage(STAGES.three));

  it.each([
    [1024, 600],
    [1366, 768],
    [1920, 1080],
    [3840, 2160],
  ])('shows every state and amount large and whole at %i × %i', async (width, height) => {
    const { page, close } = await openWindow(browser, await bridge.newLink(), { width, height });
    await page.locator('[data-tone="customer"]').waitFor();
    for (const place of ['caja', 'tira']) {
      await visit(page, place);
      await page
        .locator(`${place === 'tira' ? '.tira' : '.caja'} [data-tone]`)
        .first()
        .waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([place, wide > 0]).toEqual([place, false]);
    }
    await visit(page, 'caja');
    await page.locator('.card-amount').first().waitFor();
    const seen = await page.locator('.card').evaluateAll((cards) =>
      cards.map((card) => {
        const box = card.getBoundingClientRect();
        const amount = card.querySelector<HTMLElement>('.card-amount');
        const title = card.querySelector<HTMLElement>('.card-title');
        return {
          inside: box.left >= 0 && box.right <= innerWidth,
          amountPx: amount ? parseFloat(getComputedStyle(amount).fontSize) : NaN,
          cut: [amount, title].some((each) => each !== null && each.scrollWidth > each.clientWidth + 1),
        };
      }),
    );
    expect(seen.length).toBe(3);
    for (const { inside, amountPx, cut } of seen) {
      expect([inside, cut]).toEqual([true, false]);
      // 26 px are some 7 mm at a till's 96 dpi: read from two metres with ordinary sight.
      expect(amountPx).toBeGreaterThanOrEqual(26);
    }
    await close();
  });

  it('moves nothing for those who asked for rest, and beckons for the others', async () => {
    const moving = async (reducedMotion: 'reduce' | 'no-preference'): Promise<number> => {
      const { page, close } = await openWindow(browser, await bridge.newLink(), { reducedMotion });
      await page.locator('[data-tone="customer"]').waitFor();
      const count = await page.evaluate(
        () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
      );
      await close();
      return count;
    };
    expect(await moving('reduce')).toBe(0);
    expect(await moving('no-preference')).toBeGreaterThan(0);
  });

  it("can be used in the system's own high contrast", async () => {
    const { page, close } = await openWindow(browser, await bridge.newLink());
    await page.emulateMedia({ forcedColors: 'active' });
    await page.locator('[data-tone="customer"]').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    // Without colours of ours each state still has its icon and its word.
    for (const card of await page.locator('.card').all()) {
      expect(await card.locator('.card-state svg').first().isVisible()).toBe(true);
      expect((await card.locator('.card-title').innerText()).length).toBeGreaterThan(3);
    }
    await close();
  });

  it('asks once over a slow line, and shows nothing before the bridge said it', async () => {
    bridge.setStage(STAGES.declined);
    const { page, close } = await openWindow(browser, await bridge.newLink());
    await page.locator('[data-tone="declined"]').waitFor();
    let letThrough: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letThrough = resolve));
    let asked = 0;
    await page.route('**/retry', async (route) => {
      asked += 1;
      await held;
      await route.continue();
    });
    await page.keyboard.press('F8');
    await page.locator('.card-actions [data-busy]').first().waitFor();
    await page.keyboard.press('F8');
    await page.keyboard.press('F8');
    expect(await page.locator('[data-tone="declined"]').count()).toBe(1);
    letThrough();
    await page.locator('.card-actions [data-busy]').first().waitFor({ state: 'detached' });
    expect(asked).toBe(1);
    expect(bridge.asked.filter(({ what }) => what === 'retry').length).toBe(1);
    await close();
  });
});

describe('the forms of the settings', () => {
  let browser: Browser;
  let bridge: RealBridge;
  beforeAll(async () => {
    [bridge, browser] = await Promise.all([startRealBridge(), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
  });
  const revision = (page: Page): Promise<string> =>
    page.evaluate(async () => ((await (await fetch('/v1/settings')).json()) as { revision: string }).revision);

  it.each([
    ['erp', 'Puerto', '70000'],
    ['erp', 'Páginas web que pueden llamar al puente', 'ftp://erp'],
    ['avisos', 'Dirección de su ERP', 'http://example.com/pago'],
    ['avisos', 'Otros servidores permitidos', 'http://con/ruta'],
    ['fila', 'Minutos en la fila', '0'],
    ['fila', 'Mínimo en quetzales', 'cinco'],
    ['fila', 'Prefijo', 'tienda 1'],
    ['terminales', 'Alias para el ERP', 'caja 1'],
    ['terminales', 'Identificador', ''],
    ['copias', 'Cuántas copias se guardan', '0'],
  ])('%s: what is wrong with "%s" is told beside it, and nothing is saved', async (section, label, bad) => {
    const { page, close } = await openWindow(browser, await bridge.newLink());
    await visit(page, `ajustes/${section}`);
    const field = page.getByLabel(label).first();
    const before = await revision(page);
    await field.fill(bad);
    await page.locator('form button[type="submit"]').first().press('Enter');
    await page
      .locator('.field', { has: page.getByLabel(label).first() })
      .locator('.field-error')
      .first()
      .waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.inputValue()).toBe(bad);
    expect(await revision(page)).toBe(before);
    expect(await findBarriers(page)).toEqual([]);
    await close();
  });

  it('keep what was typed when the bridge is away, and say that nothing is known of it', async () => {
    const { page, close } = await openWindow(browser, await bridge.newLink());
    await visit(page, 'ajustes/fila');
    const minutes = page.getByLabel('Minutos en la fila');
    await minutes.fill('22');
    await page.route('**/v1/settings', (route) => route.abort());
    await minutes.press('Enter');
    await page.locator('.form-fault').waitFor();
    expect(await minutes.inputValue()).toBe('22');
    expect(await findBarriers(page)).toEqual([]);
    await page.unroute('**/v1/settings');
    await minutes.press('Enter');
    await page.getByText('Guardado').waitFor();
    await close();
  });

  it('keep what was typed when the bridge is killed, whatever is asked meanwhile, and save it when it is back', async () => {
    const install = await startFreshInstall();
    const { page, close } = await openWindow(browser, await install.newLink());
    await visit(page, 'ajustes/copias');
    const kept = page.getByLabel('Cuántas copias se guardan');
    await kept.fill('9');
    let refused = 0;
    page.on('requestfailed', (request) => {
      if (request.url().endsWith('/v1/settings')) refused += 1;
    });
    await install.kill();
    await page.locator('[data-banner="reconnecting"]').waitFor();
    // Reads the settings anew as well, which fails, and fails once more.
    await page.getByRole('button', { name: 'Hacer una copia ahora' }).press('Enter');
    await page.getByText('El puente no responde').waitFor();
    await expect.poll(() => refused, { timeout: 20_000 }).toBe(2);
    expect(await kept.inputValue()).toBe('9');
    expect(await findBarriers(page)).toEqual([]);
    await install.restart();
    await page.locator('[data-banner="reconnecting"]').waitFor({ state: 'detached' });
    await kept.press('Enter');
    await page.getByText('Guardado').waitFor();
    expect(await kept.inputValue()).toBe('9');
    await close();
    await install.stop();
  });

  it('and every screen that was opened while the bridge was away fill themselves when it is back', async () => {
    const install = await startFreshInstall();
    const { page, close } = await openWindow(browser, await install.newLink());
    await page.locator('.frame').waitFor();
    // The screens' code has come, so that only what they show can be missing.
    await page.waitForFunction(() =>
      ['historial', 'cierre', 'alertas', 'ajustes'].every((name) =>
        performance.getEntriesByType('resource').some((entry) => entry.name.includes(`/${name}-`)),
      ),
    );
    for (const [place, filled] of [
      ['historial', 'Ningún cobro coincide'],
      ['cierre', 'No hay pagos este día'],
      ['alertas', 'No ha habido alertas'],
      ['ajustes/copias', 'Cuántas copias se guardan'],
    ] as const) {
      await install.kill();
      await page.locator('[data-banner="reconnecting"]').waitFor();
      await visit(page, place);
      await page.locator('main [role="alert"]').waitFor();
      await install.restart();
      await page.getByText(filled).first().waitFor();
    }
    await close();
    await install.stop();
  });
});

describe('a PC without any network', () => {
  it('still has the history, the day close and the settings: the bridge stands on it', async () => {
    const [bridge, browser] = await Promise.all([startRealBridge(), launch()]);
    const { page, close } = await openWindow(browser, await bridge.newLink());
    await page.locator('[data-tone="ready"]').first().waitFor();
    await bridge.charge('FAC-1', '80.00');
    await page.locator('[data-terminal="caja1"][data-tone="customer"]').waitFor();
    // What Chromium says to the page when the cable is pulled.
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'onLine', { value: false });
      window.dispatchEvent(new Event('offline'));
    });
    for (const [place, filled] of [
      ['historial', '[data-index]'],
      ['cierre', '.cierre-made'],
      ['alertas', '.alertas .blank h2'],
      ['ajustes/fila', 'form'],
    ] as const) {
      await visit(page, place);
      await page.locator(filled).first().waitFor();
    }
    await visit(page, 'historial');
    await page.locator('[data-index]').first().getByRole('button').press('Enter');
    await page.locator('.journal li').first().waitFor();
    await close();
    await browser.close();
    await bridge.stop();
  });
});
