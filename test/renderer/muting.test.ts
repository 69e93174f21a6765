import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HappeningKind } from '../../main/contract/happenings.ts';
import { findBarriers } from './axe.ts';
import { launch, openWindow } from './browser.ts';
import { startFakeBridge, type FakeBridge } from './fake-bridge.ts';

const KINDS = ['paid', 'not_paid', 'in_doubt', 'late_payment', 'offline'] as const satisfies readonly HappeningKind[];
type Kind = (typeof KINDS)[number];
const TOLD: Readonly<Record<Kind, RegExp>> = {
  paid: /pagado Q 125\.50/,
  not_paid: /no se pagó la orden/,
  in_doubt: /en duda\. No vuelva a cobrar/,
  late_payment: /^Pago tardío/,
  offline: /^Sin conexión/,
};

describe('each kind of news is muted by itself', () => {
  let browser: Browser;
  let bridge: FakeBridge;
  let order = 0;
  beforeAll(async () => {
    bridge = await startFakeBridge();
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
  });
  beforeEach(() => bridge.setStage({}));

  function happen(kind: Kind): void {
    const order_id = `FAC-${++order}`;
    if (kind === 'offline') return bridge.setConnection('offline');
    if (kind === 'late_payment') bridge.put({ order_id, status: 'declined', age: 3, changed: 0 });
    const status = kind === 'not_paid' ? 'declined' : kind === 'in_doubt' ? 'in_doubt' : 'paid';
    bridge.put({
      order_id,
      status,
      age: 3,
      changed: 0,
      ...(status === 'in_doubt' ? { failure: { code: 'no_answer' } } : {}),
    });
  }

  /** Opens a screen without cards, lets it happen, and waits until it was said to those who cannot see. */
  async function tell(
    kind: Kind,
    preferences: Readonly<Record<string, unknown>>,
  ): Promise<{ toasts: string[]; notes: number; page: Page; close(): Promise<void> }> {
    const { page, close } = await openWindow(browser, await bridge.newLink(), { preferences });
    await page.evaluate(() => {
      (window as unknown as { notes: number }).notes = 0;
      const { createOscillator } = AudioContext.prototype;
      AudioContext.prototype.createOscillator = function count(this: AudioContext) {
        (window as unknown as { notes: number }).notes += 1;
        return createOscillator.call(this);
      };
    });
    await page.locator('[data-tone="ready"]').waitFor();
    // Browsers keep silent until a person touched the page.
    await page.keyboard.press('F4');
    await page.getByRole('heading', { level: 1 }).waitFor();
    happen(kind);
    await page.locator('[data-says]').getByText(TOLD[kind]).first().waitFor({ state: 'attached' });
    const notes = await page.evaluate(() => (window as unknown as { notes: number }).notes);
    return { toasts: await page.locator('.toast').allInnerTexts(), notes, page, close };
  }

  it.each(KINDS)(
    '%s is heard and seen, and neither once it is muted',
    async (kind) => {
      const told = await tell(kind, {});
      expect(told.toasts.some((toast) => TOLD[kind].test(toast))).toBe(true);
      expect(told.notes).toBeGreaterThan(0);
      expect(await findBarriers(told.page)).toEqual([]);
      await told.close();
      bridge.setStage({});
      const others = KINDS.filter((each) => each !== kind);
      const silent = await tell(kind, { muted: [kind, 'not_paid'], mutedToasts: others });
      expect(silent.toasts.some((toast) => TOLD[kind].test(toast))).toBe(true);
      expect(silent.notes).toBe(0);
      await silent.close();
      bridge.setStage({});
      const unseen = await tell(kind, { muted: others.filter((each) => each !== 'not_paid'), mutedToasts: [kind] });
      expect(unseen.toasts.some((toast) => TOLD[kind].test(toast))).toBe(false);
      expect(unseen.notes).toBeGreaterThan(0);
      await unseen.close();
    },
    60_000,
  );

  it('is chosen by the keyboard, and kept', async () => {
    const { page, close } = await openWindow(browser, await bridge.newLink());
    await page.evaluate(() => void (location.hash = '#/alertas'));
    const sound = page.getByRole('button', { name: 'Sonido: Pagado', exact: true });
    await sound.press('Enter');
    await page.getByRole('button', { name: 'En pantalla: Sin conexión' }).press('Space');
    expect(await sound.getAttribute('aria-pressed')).toBe('false');
    await page.reload();
    expect(await sound.getAttribute('aria-pressed')).toBe('false');
    expect(await page.getByRole('button', { name: 'En pantalla: Sin conexión' }).getAttribute('aria-pressed')).toBe(
      'false',
    );
    expect(await page.getByRole('button', { name: 'Sonido: En duda' }).getAttribute('aria-pressed')).toBe('true');
    expect(await findBarriers(page)).toEqual([]);
    await close();
  });
});
