import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TerminalView } from '../../main/contract/status.ts';
import { faceOf, type Around } from '../../renderer/caja/face.ts';
import { BAND_SHOWN_MS, lastShownAs } from '../../renderer/caja/last-shown.ts';
import { createWords } from '../../renderer/words/i18n.ts';
import { findBarriers } from './axe.ts';
import { launch, openWindow } from './browser.ts';
import { startFakeBridge, type FakeBridge } from './fake-bridge.ts';
import { sampleCharge, type Sample } from './sample-charges.ts';

const NOW = Date.parse('2026-11-22T18:00:00Z');
const AROUND: Around = { link: 'live', connection: 'online', nowMs: NOW, diskBlocked: false };
const { t } = createWords('es');
const PAID: Sample = { order_id: 'FAC-00119', status: 'paid', changed: 0 };

describe('how the last result stands on the card of its terminal', () => {
  const last = sampleCharge(PAID, NOW);
  const terminalWith = (next?: Sample): TerminalView => ({
    id: 'trm_caja1',
    alias: 'caja1',
    name: 'Caja 1',
    state: next ? 'busy' : 'idle',
    charge: next && next.status !== 'queued' ? sampleCharge(next, NOW) : null,
    queued: next?.status === 'queued' ? 1 : 0,
    queue: next?.status === 'queued' ? [sampleCharge(next, NOW)] : [],
    last,
  });
  const shownAs = (terminal: TerminalView, afterMs: number, part: Partial<Around> = {}) =>
    lastShownAs(last, faceOf(terminal, { ...AROUND, nowMs: NOW + afterMs, ...part }, t), NOW + afterMs);

  it.each(['queued', 'sending', 'pending', 'dispatched', 'in_doubt'] as const)(
    'stays large for 20 s beside a charge that is %s, and is a line after that',
    (status) => {
      const terminal = terminalWith({ order_id: 'FAC-00120', status });
      expect(shownAs(terminal, 0)).toBe('band');
      expect(shownAs(terminal, BAND_SHOWN_MS - 1)).toBe('band');
      expect(shownAs(terminal, BAND_SHOWN_MS)).toBe('line');
    },
  );

  it('is not said twice while the card itself shows it, and is a line once the terminal is ready', () => {
    expect(shownAs(terminalWith(), 0)).toBeNull();
    expect(shownAs(terminalWith(), 10 * 60_000)).toBe('line');
  });

  it('does not look fresh while the link is down', () => {
    const terminal = terminalWith({ order_id: 'FAC-00120', status: 'dispatched' });
    expect(shownAs(terminal, 0)).toBe('band');
    expect(shownAs(terminal, 0, { link: 'reconnecting' })).toBe('line');
  });
});

describe('the last result in the window', () => {
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

  it.each(['light', 'dark'] as const)(
    'is a band that keeps no one out on a %s PC, and shrinks by itself',
    async (scheme) => {
      bridge.setStage({ charges: [{ order_id: 'FAC-00120', status: 'dispatched', amount_in_cents: 8_900 }] });
      const opened = await openWindow(browser, await bridge.newLink(), { width: 1024, height: 600, scheme });
      const { page } = opened;
      await page.locator('[data-tone="customer"]').waitFor();

      bridge.put({ order_id: 'FAC-00118', status: 'declined', changed: 12, failure: { code: 'declined' } });
      await page.locator('[data-band="declined"]').getByText('No pagado: rechazado').waitFor();
      expect(await findBarriers(page)).toEqual([]);

      bridge.put({ ...PAID, changed: 9 });
      const band = page.locator('[data-band="paid"]');
      await band.waitFor();
      const words = (await band.innerText()).replace(/\s+/g, ' ');
      for (const part of ['Pagado', 'Q 125.50', 'FAC-00119', 'Visa 4242']) expect(words).toContain(part);
      expect(await band.locator('svg').count()).toBe(1);
      expect(await page.locator('.card-amount').innerText()).toBe('Q 89.00');
      const box = await band.boundingBox();
      expect(box && box.y + box.height).toBeLessThanOrEqual(600);
      expect(await findBarriers(page)).toEqual([]);

      await page.locator('.card-last').getByText('FAC-00119').waitFor();
      expect(await band.count()).toBe(0);
      expect(opened.complaints).toEqual([]);
      await opened.close();
    },
    60_000,
  );
});
