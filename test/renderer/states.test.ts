import type { Browser, CDPSession } from 'playwright-core';
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
/** The smallest screen that shops have. */
const VIEW = { width: 1024, height: 600 };
const PREFERENCES = 'puente.preferences';
const LOOKS = [
  { lang: 'es', theme: 'system', scheme: 'light', zoom: 1 },
  { lang: 'es', theme: 'contrast', scheme: 'light', zoom: 2 },
  { lang: 'en', theme: 'dark', scheme: 'dark', zoom: 1 },
  { lang: 'en', theme: 'system', scheme: 'dark', zoom: 2 },
] as const;
const NAMES = Object.keys(STAGES) as StageName[];

describe('every state of the home screen', () => {
  let browser: Browser;
  let bridge: FakeBridge;
  let opened: OpenedWindow;
  let cdp: CDPSession;

  beforeAll(async () => {
    bridge = await startFakeBridge();
    browser = await launch();
    opened = await openWindow(browser, await bridge.newLink(), { ...VIEW, preferences: { lang: 'es' } });
    cdp = await opened.page.context().newCDPSession(opened.page);
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
  });
  beforeEach(() => bridge.setStage({}));

  /** What a person does who takes another language, other colours and a larger letter, in the window as it is open. */
  async function turnTo({ lang, theme, scheme, zoom }: (typeof LOOKS)[number]): Promise<void> {
    const { page } = opened;
    const size = { width: VIEW.width / zoom, height: VIEW.height / zoom };
    await cdp.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: zoom, mobile: false });
    await page.emulateMedia({ colorScheme: scheme });
    await page.evaluate(
      ([key, chosen]) => {
        localStorage.setItem(key, chosen);
        // As when it was chosen in another window.
        dispatchEvent(new StorageEvent('storage', { key }));
      },
      [PREFERENCES, JSON.stringify({ lang, theme })] as const,
    );
    await page.waitForFunction(
      (wanted) =>
        JSON.stringify([
          document.documentElement.lang,
          document.documentElement.dataset['theme'],
          matchMedia('(prefers-color-scheme: dark)').matches,
          innerWidth,
        ]) === wanted,
      JSON.stringify([lang, theme, scheme === 'dark', size.width]),
    );
  }

  // One opening for all looks at a state: to load the page and the rules costs more than a look.
  it.each(NAMES)(
    '%s is told in both languages and all colours, small and zoomed, and keeps no one out',
    async (name) => {
      const { page } = opened;
      bridge.setStage(STAGES[name]);
      await page.reload();
      const [tone, es, en] = SEEN[name];
      for (const look of LOOKS) {
        await turnTo(look);
        await page
          .getByText(look.lang === 'es' ? es : en)
          .first()
          .waitFor();
        if (tone) await page.locator(`[data-tone="${tone}"]`).first().waitFor();
        expect({ look, barriers: await findBarriers(page) }).toEqual({ look, barriers: [] });
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect({ look, runsOver: sideways > 0 }).toEqual({ look, runsOver: false });
      }
      expect(opened.complaints).toEqual([]);
    },
    120_000,
  );

  it('would find a barrier', async () => {
    const { page, close } = await openWindow(browser, await bridge.newLink());
    await page.locator('[data-tone="ready"]').waitFor();
    await page.locator('.card-title').evaluate((title: HTMLElement) => {
      title.style.color = '#bbb';
    });
    expect((await findBarriers(page)).join()).toContain('color-contrast');
    await close();
  });
});
