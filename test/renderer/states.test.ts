import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBarriers } from './axe.ts';
import { launch, openWindow, type OpenedWindow } from './browser.ts';
import { startFakeBridge, type FakeBridge } from './fake-bridge.ts';
import { STAGES, type StageName } from './stages.ts';

/** For each state: the tone of the first card, and what must be readable in Spanish and in English. */
const SEEN: Readonly<Record<StageName, readonly [tone: string | null, es: string, en: string]>> = {
  ready: ['ready', 'Listo para cobrar', 'Ready to charge'],
  queued: ['busy', 'Enviando en un momento', 'Sending in a moment'],
  again: ['busy', 'Primero se verifica', 'First it is verified'],
  sending: ['busy', 'Enviando', 'Sending'],
  pending: ['busy', 'Esperando a la terminal', 'Waiting for the terminal'],
  dispatched: ['customer', 'En la terminal, esperando tarjeta', 'On the terminal, waiting for the card'],
  paid: ['paid', 'propina Q 12.00', 'tip Q 12.00'],
  declined: ['declined', 'Rechazado: Tu tarjeta no tiene fondos suficientes.', 'Declined: Tu tarjeta'],
  failed: ['declined', 'No se pudo cobrar', 'Could not charge'],
  superseded: ['declined', 'No se pagó: otro cobro lo reemplazó', 'Not paid: another charge replaced it'],
  cancelled: ['closed', 'Cancelado', 'Cancelled'],
  expired: ['ask', '¿El cliente sigue aquí?', 'Is the customer still here?'],
  in_doubt: [
    'doubt',
    'En duda: no vuelva a cobrar; estamos verificando',
    'In doubt: do not charge again; we are verifying',
  ],
  already_paid: [
    'doubt',
    'Recurrente muestra un pago anterior de esta misma orden.',
    'Recurrente shows an earlier payment',
  ],
  offline: ['offline', 'Sin conexión: se enviará al volver', 'Offline: it will be sent when the line is back'],
  offline_idle: ['offline', 'Puede seguir vendiendo', 'You can go on selling'],
  offline_dispatched: ['offline', 'no sabemos aún si pagó', 'we do not know yet whether it was paid'],
  key_missing: ['offline', 'Falta la clave de Recurrente', "Recurrente's key is missing"],
  key_refused: ['offline', 'Recurrente no acepta la clave', 'Recurrente refuses the key'],
  replay_stopped: [
    'ready',
    'Recurrente creó un segundo cobro por su cuenta',
    'Recurrente made a second charge by itself',
  ],
  disk_full: ['declined', 'Disco lleno: no se aceptan cobros', 'Disk full: no charges are accepted'],
  disk_low: ['ready', 'Queda poco espacio en el disco', 'The disk is nearly full'],
  no_terminals: [null, 'Todavía no hay terminales', 'There are no terminals yet'],
  three: ['customer', 'Rechazado: Tarjeta vencida.', 'Declined: Tarjeta vencida.'],
};
const NAMES = Object.keys(STAGES) as StageName[];

describe('every state of the home screen', () => {
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
  beforeEach(() => bridge.setStage({}));

  async function show(opened: OpenedWindow, name: StageName, lang: 'es' | 'en'): Promise<void> {
    bridge.setStage(STAGES[name]);
    await opened.page.reload();
    const [tone, es, en] = SEEN[name];
    await opened.page
      .getByText(lang === 'es' ? es : en)
      .first()
      .waitFor();
    if (tone) await opened.page.locator(`[data-tone="${tone}"]`).first().waitFor();
  }

  it.each([
    { lang: 'es', theme: 'system', scheme: 'light', zoom: 1, names: NAMES },
    { lang: 'en', theme: 'dark', scheme: 'dark', zoom: 1, names: NAMES },
    { lang: 'es', theme: 'contrast', scheme: 'light', zoom: 2, names: NAMES },
    { lang: 'en', theme: 'system', scheme: 'dark', zoom: 2, names: NAMES },
  ] as const)(
    'is told in $lang, $theme colours on a $scheme PC, at zoom $zoom, and keeps no one out',
    async ({ lang, theme, scheme, zoom, names }) => {
      const view = { width: 1024, height: 600, scheme, zoom, preferences: { lang, theme } };
      const opened = await openWindow(browser, await bridge.newLink(), view);
      const barriers: string[] = [];
      for (const name of names) {
        await show(opened, name, lang);
        barriers.push(...(await findBarriers(opened.page)).map((barrier) => `${name}: ${barrier}`));
        const sideways = await opened.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([name, sideways > 0]).toEqual([name, false]);
      }
      expect(barriers).toEqual([]);
      expect(opened.complaints).toEqual([]);
      await opened.close();
    },
    180_000,
  );

  it('would find a barrier', async () => {
    const opened = await openWindow(browser, await bridge.newLink());
    await opened.page.locator('[data-tone="ready"]').waitFor();
    await opened.page.locator('.card-title').evaluate((title: HTMLElement) => {
      title.style.color = '#bbb';
    });
    expect((await findBarriers(opened.page)).join()).toContain('color-contrast');
    await opened.close();
  });
});
