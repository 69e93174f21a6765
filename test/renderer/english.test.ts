import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launch, openWindow } from './browser.ts';
import { startRealBridge, type RealBridge } from './real-bridge.ts';

/** Signs and words that English does not have. Words of both languages ("no", "total", "a") tell nothing. */
const SPANISH =
  /[áéíóúñ¿¡]|(?<![\w-])(?:el|la|los|las|un|una|unos|del|al|con|por|para|sin|que|se|su|sus|es|está|esta|este|hay|y|o|en|de|más|como|cuando|cobros?|cobrar|orden|archivos?|carpetas?|monto|clave|terminales|pagado|tarjeta|línea|fila|columna|factura|debe|falta|revise|indique|elija|caja)(?![\w-])/iu;
/** What is no sentence of ours: names that people gave, Recurrente's own words, code to paste, the other language by its own name. */
const NOT_OURS = ['.code', '.alert-data', 'input', 'textarea', 'option', '[data-original]', '.folder-original'].join(
  ',',
);
const GIVEN = /^(?:Caja \d|caja\d?|Español|Ventas)$/;
const THEIRS = /Tu tarjeta|fondos insuficientes|rechazad[ao]|declinad[ao]/i;
/** Names within a sentence: tills, columns of a file, Recurrente's own menu. */
const NAMES = /\bcaja \d|\bcaja\d|“[^”]*”|Configuración › Llaves de API/gi;

const SETTINGS = [
  ...[
    'inicio',
    'inicio?paso=key',
    'inicio?paso=test',
    'recurrente',
    'terminales',
    'erp',
    'claves',
    'webhooks',
    'avisos',
  ],
  ...['fila', 'carpetas', 'aparatos', 'pantalla', 'copias', 'diagnostico'],
].map((section) => `ajustes/${section}`);
const PLACES = ['caja', 'historial', 'cierre', 'alertas', ...SETTINGS];

describe('the English window over a bridge with faults', () => {
  let browser: Browser;
  let bridge: RealBridge;
  const folder = mkdtempSync(path.join(tmpdir(), 'puente-english-'));

  beforeAll(async () => {
    [bridge, browser] = await Promise.all([startRealBridge(), launch()]);
    const { page, close } = await openWindow(browser, await bridge.newLink());
    await page.locator('[data-terminal="caja1"][data-tone="ready"]').waitFor();
    // One of each outcome, an outage, a folder that is watched and then gone.
    for (const [order, end] of [
      ['FAC-1', 'approve'],
      ['FAC-2', 'decline'],
    ] as const) {
      await bridge.charge(order, '80.00');
      await page.locator('[data-terminal="caja1"][data-tone="customer"]').waitFor();
      bridge.sandbox.terminal('trm_demo_1')[end]();
      await page.locator(`[data-terminal="caja1"][data-tone="${end === 'approve' ? 'paid' : 'declined'}"]`).waitFor();
    }
    mkdirSync(path.join(folder, 'ventas'));
    await saveFolder(page, { name: 'Ventas', path: path.join(folder, 'ventas') });
    rmSync(path.join(folder, 'ventas'), { recursive: true });
    await vi.waitFor(
      async () => expect((await ask<{ data: { state: string }[] }>(page, '/v1/folders')).data[0]?.state).toBe('lost'),
      { timeout: 20_000, interval: 200 },
    );
    bridge.sandbox.faults.setNetwork('reset');
    await bridge.charge('FAC-3', '80.00', 'caja2');
    await page.locator('[data-link="offline"]').waitFor();
    await close();
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = <T>(page: Page, where: string, body?: unknown): Promise<T> =>
    page.evaluate(
      async ([to, given]) => {
        const answer = await fetch(to, {
          ...(given === null ? {} : { method: 'POST', body: given, headers: { 'Content-Type': 'application/json' } }),
        });
        return (await answer.json()) as T;
      },
      [where, body === undefined ? null : JSON.stringify(body)] as const,
    );

  async function saveFolder(page: Page, settings: object): Promise<void> {
    const { revision, config } = await ask<{ revision: string; config: { folders: object[] } }>(page, '/v1/settings');
    const added = { format: 'csv', fields: { order_id: 'Factura', amount: 'Total' }, dryRun: true, ...settings };
    const saved = await ask<{ config?: object }>(page, '/v1/settings', {
      revision,
      config: { ...config, folders: [...config.folders, added] },
    });
    expect(saved.config).toBeDefined();
  }

  /** Every line that can be read on the page and is ours. */
  const linesOf = (page: Page): Promise<string[]> =>
    page.evaluate((leftOut) => {
      const copy = document.body.cloneNode(true) as HTMLElement;
      for (const element of copy.querySelectorAll(leftOut)) element.remove();
      document.body.append(copy);
      const lines = copy.innerText.split('\n');
      const said = [...copy.querySelectorAll('[aria-label], [placeholder], [title]')].flatMap((element) =>
        ['aria-label', 'placeholder', 'title'].map((name) => element.getAttribute(name) ?? ''),
      );
      copy.remove();
      return [...lines, ...said].map((line) => line.trim()).filter(Boolean);
    }, NOT_OURS);
  const spanishIn = (lines: readonly string[]): string[] =>
    lines.filter((line) => !GIVEN.test(line) && !THEIRS.test(line) && SPANISH.test(line.replace(NAMES, '')));

  async function walk(lang: 'es' | 'en'): Promise<Map<string, string[]>> {
    const { page, close } = await openWindow(browser, await bridge.newLink(), {
      height: 1000,
      preferences: { lang, mutedToasts: [] },
    });
    const found = new Map<string, string[]>();
    const look = async (name: string) => found.set(name, spanishIn(await linesOf(page)));
    for (const place of PLACES) {
      await page.evaluate((hash) => void (location.hash = `#/${hash}`), place);
      await page
        .locator(place.startsWith('ajustes/') ? '#section-title' : 'h1')
        .first()
        .waitFor({ state: 'attached' });
      if (place === 'alertas') await page.locator('[data-alert]').first().waitFor();
      if (place === 'historial') await page.locator('[data-index]').first().waitFor();
      if (place === 'cierre') await page.locator('.group-table tbody tr').first().waitFor();
      if (place === 'ajustes/carpetas') await page.locator('[data-folder]').first().waitFor();
      await look(place);
    }
    await page.keyboard.press('F1');
    await page.getByRole('dialog').waitFor();
    await look('help');
    await page.keyboard.press('Escape');
    for (const order of ['FAC-1', 'FAC-2', 'FAC-3']) {
      await page.evaluate((hash) => void (location.hash = hash), `#/historial?q=${order}`);
      await page.locator('[data-index]', { hasText: order }).getByRole('button').press('Enter');
      await page.getByRole('dialog').locator('li').first().waitFor();
      await look(`detail of ${order}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.evaluate(() => void (location.hash = '#/ajustes/carpetas'));
    await page.locator('[data-folder]').first().waitFor();
    await page.locator('.section .button-main').first().press('Enter');
    for (const [name, content] of WIZARD) {
      await page
        .locator('input[type="file"]')
        .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
      await page.locator('.section').getByText(name).first().waitFor();
      await page
        .locator('.folder-rejects li, .section [role="radiogroup"], .section [role="alert"], .folder-card')
        .first()
        .waitFor();
      await look(`wizard with ${name}`);
    }
    await close();
    return found;
  }

  /** An ambiguous amount; rows refused for several reasons; nothing to go by; two kinds of date. */
  const WIZARD: readonly (readonly [name: string, content: string])[] = [
    ['two-ways.csv', 'Factura;Total\nA-1;1,234\nA-2;2,345\n'],
    ['rows.csv', 'Factura;Total\nA-1;1,234.50\n;5.00\nA-3;-4.00\nA-4;cinco\nA-5;1.999\nTotal general;9.00\n'],
    ['words.csv', 'uno dos tres\n'],
    ['dates.csv', 'Factura;Total;Fecha\nA-1;10.50;03/04/2026\nA-2;11.50;05/06/2026\n'],
  ];

  it('says nothing in Spanish, on any screen', async () => {
    const found = await walk('en');
    expect([...found].flatMap(([place, lines]) => lines.map((line) => `${place}: ${line}`))).toEqual([]);
  }, 120_000);

  it('would have been found out on every one of them', async () => {
    const found = await walk('es');
    expect([...found].filter(([, lines]) => lines.length < 3).map(([place]) => place)).toEqual([]);
  }, 120_000);

  it("tells the configuration's faults in the language that was asked for", async () => {
    const { page, close } = await openWindow(browser, await bridge.newLink());
    const { revision, config } = await ask<{ revision: string; config: Record<string, unknown> }>(page, '/v1/settings');
    const bad = {
      ...config,
      colour: 'red',
      currency: 'EUR',
      terminals: [
        { id: 'a', alias: 'caja1', name: 'x' },
        { id: 'b', alias: 'caja1', name: '' },
      ],
      defaultTerminal: 'nobody',
      folders: [
        { path: 'ventas', format: 'csv', fields: {} },
        {
          path: '/v',
          format: 'xml',
          fields: { order_id: 'a', amount: 'b' },
          dateFormat: 'dd/MM',
          results: { path: '/v' },
        },
        { path: '/v', name: 'Otra', format: 'csv', fields: { order_id: 1, amount: 2 } },
      ],
    };
    const faultsIn = (lang: string): Promise<string[]> =>
      page.evaluate(
        async ([wanted, body]) => {
          const answer = await fetch('/v1/settings', {
            method: 'POST',
            body,
            headers: { 'Content-Type': 'application/json', 'Accept-Language': wanted },
          });
          return ((await answer.json()) as { errors: { message: string }[] }).errors.map(({ message }) => message);
        },
        [lang, JSON.stringify({ revision, config: bad })] as const,
      );
    const [english, spanish] = [await faultsIn('en'), await faultsIn('es')];
    expect(spanish.length).toBe(english.length);
    expect(english.length).toBeGreaterThan(5);
    expect(spanishIn(english)).toEqual([]);
    expect(english.filter((line) => spanish.includes(line) || /^\w+(?:_\w+)+(?:\||$)/.test(line))).toEqual([]);
    await close();
  });
});
