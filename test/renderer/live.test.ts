import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBarriers } from './axe.ts';
import { launch, openWindow } from './browser.ts';
import { startFakeBridge, type FakeBridge } from './fake-bridge.ts';
import { STAGES } from './stages.ts';

describe('the window, live', () => {
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

  it('follows a charge to its payment without a reload, and says it aloud', async () => {
    const { page, complaints, close } = await openWindow(browser, await bridge.newLink());
    await page.locator('[data-tone="ready"]').waitFor();
    for (const [status, tone] of [
      ['queued', 'busy'],
      ['sending', 'busy'],
      ['dispatched', 'customer'],
      ['paid', 'paid'],
    ] as const) {
      bridge.put({ order_id: 'FAC-1', status, age: 3, changed: 0 });
      await page.locator(`[data-tone="${tone}"]`).waitFor();
    }
    await page
      .locator('[data-says="calm"]')
      .getByText('Caja 1: pagado Q 125.50, orden FAC-1.')
      .waitFor({ state: 'attached' });
    expect(complaints).toEqual([]);
    await close();
  });

  it('says aloud and at once that a charge is in doubt', async () => {
    const { page, close } = await openWindow(browser, await bridge.newLink());
    await page.locator('[data-tone="ready"]').waitFor();
    bridge.put({ order_id: 'FAC-2', status: 'in_doubt', changed: 0, failure: { code: 'no_answer' } });
    await page.locator('[data-says="urgent"]').getByText('No vuelva a cobrar').waitFor({ state: 'attached' });
    await close();
  });

  it('never shows a good sign while it does not hear the bridge, and comes back by itself', async () => {
    bridge.setStage(STAGES.paid);
    const { page, close } = await openWindow(browser, await bridge.newLink());
    await page.locator('[data-tone="paid"]').waitFor();
    await bridge.stop();
    await page.locator('[data-tone="stale"]').waitFor();
    await page.getByText('Reconectando con el puente').first().waitFor();
    expect(await page.locator('[data-tone="paid"], [data-tone="ready"]').count()).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    bridge.setStage(STAGES.ready);
    await bridge.restart();
    await page.locator('[data-tone="ready"]').waitFor();
    await close();
  });

  it('tells a window whose permission ended what to do', async () => {
    const { page, close } = await openWindow(browser, await bridge.newLink());
    await page.locator('[data-tone="ready"]').waitFor();
    bridge.forgetSessions();
    await bridge.stop();
    await bridge.restart();
    await page.getByText('Esta ventana perdió su permiso').waitFor();
    expect(await page.locator('[data-tone="ready"]').count()).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    await close();
  });

  it('shows the same in two windows at once', async () => {
    const first = await openWindow(browser, await bridge.newLink());
    const second = await openWindow(browser, await bridge.newLink());
    await first.page.locator('[data-tone="ready"]').waitFor();
    await second.page.locator('[data-tone="ready"]').waitFor();
    bridge.put({ order_id: 'FAC-1', status: 'dispatched' });
    await first.page.locator('[data-tone="customer"]').waitFor();
    await second.page.locator('[data-tone="customer"]').waitFor();
    await first.close();
    await second.close();
  });

  it('tells each state in the strip', async () => {
    bridge.setStage(STAGES.three);
    const { page, close } = await openWindow(browser, await bridge.newLink(), { width: 1280, height: 120 });
    await page.evaluate(() => (location.hash = '#/tira'));
    await page.locator('.tira-item[data-tone="customer"]').waitFor();
    await page.locator('.tira-item[data-tone="paid"]').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Últimos cobros' }).waitFor();
    await close();
  });

  it('does not grow while events pass by for hours', async () => {
    const { page, close } = await openWindow(browser, await bridge.newLink());
    await page.locator('[data-tone="ready"]').waitFor();
    const session = await page.context().newCDPSession(page);
    const heap = async (): Promise<number> => {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    };
    const pass = async (from: number, count: number): Promise<void> => {
      for (let i = from; i < from + count; i++)
        bridge.put({ order_id: `FAC-${i}`, status: i % 3 === 0 ? 'declined' : 'paid', changed: 0 });
      await page
        .locator('.card-order')
        .getByText(`FAC-${from + count - 1}`)
        .waitFor();
      bridge.setStage({});
      await page.locator('[data-tone="ready"]').waitFor();
    };
    await pass(0, 60);
    const before = await heap();
    const nodesBefore = await page.evaluate(() => document.querySelectorAll('*').length);
    await pass(60, 240);
    expect((await heap()) - before).toBeLessThan(2_000_000);
    // The lists are as long as they get after the first pass; an element left behind for each event would show.
    expect((await page.evaluate(() => document.querySelectorAll('*').length)) - nodesBefore).toBeLessThan(150);
    await close();
  }, 120_000);
});
