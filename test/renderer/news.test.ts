import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { addToast } from '../../renderer/ui/toast-list.ts';
import { findBarriers } from './axe.ts';
import { launch, openWindow } from './browser.ts';
import { startFakeBridge, type FakeBridge } from './fake-bridge.ts';
import { keepPicture } from './pictures.ts';

describe('no news is lost', () => {
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

  async function open(options: Parameters<typeof openWindow>[2] = {}, from = browser): Promise<Page> {
    const { page, close } = await openWindow(from, await bridge.newLink(), options);
    onTestFinished(close);
    await page.locator('[data-tone="ready"]').waitFor();
    return page;
  }
  const says = (page: Page, how: 'calm' | 'urgent', words: string) =>
    page.locator(`[data-says="${how}"]`).getByText(words);
  const pay = (order_id: string): void => bridge.put({ order_id, status: 'paid', age: 3, changed: 0 });

  it('each of several at once is said, and the same once more as often as it happens', async () => {
    const page = await open();
    pay('FAC-1');
    pay('FAC-2');
    bridge.put({ order_id: 'FAC-3', status: 'declined', age: 3, changed: 0, failure: { code: 'declined' } });
    await says(page, 'calm', 'orden FAC-3').waitFor({ state: 'attached' });
    for (const order of ['FAC-1', 'FAC-2']) expect(await says(page, 'calm', `orden ${order}`).count()).toBe(1);
    for (const times of [1, 2]) {
      bridge.setConnection('offline');
      await expect.poll(() => says(page, 'urgent', 'Sin conexión').count()).toBe(times);
      bridge.setConnection('online');
      await page.locator('[data-link="online"]').waitFor();
    }
    for (let i = 0; i < 20; i++) pay(`FAC-1${i}`);
    await says(page, 'calm', 'orden FAC-119').waitFor({ state: 'attached' });
    // A reader that goes through the page does not find a day's news there.
    expect(await page.locator('[data-says="calm"] span').count()).toBeLessThanOrEqual(5);
    expect(await findBarriers(page)).toEqual([]);
  });

  it('what is bad stays until it is dismissed, whatever good comes after it', async () => {
    const page = await open();
    await page.keyboard.press('F4');
    await page.getByRole('heading', { level: 1 }).waitFor();
    bridge.put({ order_id: 'BAD', status: 'in_doubt', age: 3, changed: 0, failure: { code: 'no_answer' } });
    await page.locator('.toast-bad').waitFor();
    for (const order of ['FAC-1', 'FAC-2', 'FAC-3', 'FAC-4', 'FAC-5']) pay(order);
    await page.locator('.toast').getByText('orden FAC-5').waitFor();
    expect(await page.locator('.toast-bad').getByText('orden BAD en duda').count()).toBe(1);
    expect(await page.locator('.toast').count()).toBe(4);
    expect(await page.locator('.toast').getByText('orden FAC-1').count()).toBe(0);
    await keepPicture(page, 'toasts-bad-kept');
    await page.locator('.toast-bad').getByRole('button').press('Enter');
    await page.locator('.toast-bad').waitFor({ state: 'detached' });
  });

  it('the newest is shown also where many bad ones stay', () => {
    const toasts = ['bad', 'bad', 'bad', 'bad', 'bad', 'good', 'info'].map((tone, id) => ({
      id,
      tone: tone as 'bad' | 'good' | 'info',
      title: String(id),
    }));
    const shown = toasts.reduce<readonly (typeof toasts)[number][]>((all, toast) => addToast(all, toast), []);
    expect(shown.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 6]);
    // The same again takes the place of the one before.
    expect(addToast(shown, { id: 9, tone: 'bad', title: '2' }).map(({ id }) => id)).toEqual([0, 1, 3, 4, 6, 9]);
  });

  it.each(['light', 'dark'] as const)(
    'a browser that plays nothing until somebody touches it says so, and the first touch is enough (%s)',
    async (scheme) => {
      const quiet = await launch({ quiet: true });
      onTestFinished(() => quiet.close());
      const page = await open({ scheme }, quiet);
      const sign = page.getByRole('button', { name: 'Toque para oír' });
      await sign.waitFor();
      await keepPicture(page, `sound-blocked-${scheme}`);
      expect(await findBarriers(page)).toEqual([]);
      // The sign itself may be what is touched: that turns nothing off.
      if (scheme === 'light') await sign.click();
      else await page.keyboard.press('F6');
      await page.getByRole('button', { name: 'Sonido activado' }).waitFor();
      await page.getByRole('button', { name: 'Sonido activado' }).click();
      await page.getByRole('button', { name: 'Sonido apagado' }).waitFor();
    },
  );

  it('a browser that may play from the start shows no such sign', async () => {
    const page = await open();
    await expect
      .poll(() => page.evaluate(() => document.querySelector('[data-sound]')?.getAttribute('data-sound')))
      .toBe('on');
    expect(await page.getByRole('button', { name: 'Sonido activado' }).count()).toBe(1);
  });
});
