import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { findBarriers } from './axe.ts';
import { launch, openWindow, type OpenedWindow } from './browser.ts';
import { startFakeBridge, type FakeBridge, type Stage } from './fake-bridge.ts';
import { keepPicture } from './pictures.ts';
import type { Sample } from './sample-charges.ts';
import { STAGES, THREE } from './stages.ts';

const TWO = THREE.slice(0, 2);
const OLD: Sample = {
  order_id: 'OLD',
  status: 'expired',
  terminal: 'caja2',
  amount_in_cents: 999_900,
  age: 40_000,
  changed: 39_000,
  failure: { code: 'expired_in_queue' },
};
const waits = (order_id: string, more: Partial<Sample> = {}): Sample => ({ order_id, status: 'queued', ...more });

describe('a key or a click acts on the sale that is meant, and on no other', () => {
  let browser: Browser;
  let bridge: FakeBridge;
  let opened: OpenedWindow;
  let page: Page;

  beforeAll(async () => {
    bridge = await startFakeBridge();
    browser = await launch();
    opened = await openWindow(browser, await bridge.newLink());
    page = opened.page;
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
  });
  /** What waits for a person is read when the window opens. */
  async function stage(next: Stage): Promise<void> {
    bridge.setStage({ terminals: TWO, ...next });
    await page.goto('about:blank');
    await page.goto(bridge.url);
    await page.locator('[data-link="online"]').waitFor();
  }
  beforeEach(() => {
    return () => expect(opened.complaints.filter((line) => !/Failed to load|ERR_/.test(line))).toEqual([]);
  });

  const card = (alias = 'caja1'): Locator => page.locator(`[data-terminal="${alias}"]`);
  const shows = (order: string): Promise<void> => card().locator('.card-order', { hasText: order }).waitFor();
  const asked = (): string[] => bridge.asked.map(({ what, id }) => `${what} ${id}`);
  const untilAsked = async (all: string[]): Promise<void> => void (await expect.poll(asked).toEqual(all));
  /** Either the window says why it did nothing, or it has asked for more than it may: nothing is waited for in vain. */
  async function saysInstead(words: string, all: string[] = []): Promise<void> {
    const toast = page.locator('.toast').getByText(words);
    await expect.poll(async () => (await toast.count()) > 0 || asked().length !== all.length).toBe(true);
    expect(asked()).toEqual(all);
    expect(await toast.count()).toBe(1);
  }
  /** What is shown has stood long enough for a person to have seen it. */
  const seen = (): Promise<void> => page.locator('[data-just-changed]').waitFor({ state: 'detached' });
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      const { activeElement: at, body } = document;
      return at === body ? '' : (at?.getAttribute('aria-label') ?? at?.textContent ?? '');
    });
  const spotOf = async (button: Locator): Promise<{ x: number; y: number }> => {
    const box = await button.boundingBox();
    if (!box) throw new Error('the button is on the page');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  describe('F8 and F9 where the chosen terminal has nothing for them', () => {
    it('F8 leads to the sale that waits and names it; only a second key charges it', async () => {
      await stage({
        charges: [OLD, { order_id: 'A', status: 'declined', failure: { code: 'declined' } }, waits('B', { age: 3 })],
      });
      await shows('B');
      await page.keyboard.press('F8');
      await saysInstead('OLD · Q 9,999.00');
      expect(await focused()).toBe('Sí, sigue aquí: cobrar: OLD');
      await page.keyboard.press('F8');
      expect(asked()).toEqual([]);
      await keepPicture(page, 'f8-waiting');
      expect(await findBarriers(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await untilAsked(['retry ch-OLD']);
    });

    it('F9 leads to the charge in doubt beside the cards; a second F9 verifies it', async () => {
      const doubt = waits('DOUBT', {
        status: 'in_doubt',
        released: true,
        terminal: 'caja2',
        failure: { code: 'no_answer' },
      });
      await stage({ charges: [doubt] });
      await page.locator('[data-waiting="DOUBT"]').waitFor();
      await page.keyboard.press('F9');
      await saysInstead('DOUBT · Q 125.50');
      expect(await focused()).toBe('Resolver: DOUBT');
      expect(asked()).toEqual([]);
      await page.keyboard.press('F9');
      await untilAsked(['check ch-DOUBT']);
    });

    it('neither asks anything while the bridge is not heard', async () => {
      await stage({ charges: [OLD] });
      await page.locator('[data-waiting="OLD"]').waitFor();
      const posts: string[] = [];
      const listen = (request: { method(): string; url(): string }): void => {
        if (request.method() === 'POST') posts.push(request.url());
      };
      page.on('request', listen);
      onTestFinished(() => void page.off('request', listen));
      await bridge.stop();
      onTestFinished(() => bridge.restart());
      await page.locator('[data-tone="stale"]').first().waitFor();
      for (const key of ['F8', 'F9', 'F10']) await page.keyboard.press(key);
      await page.locator('.toast').getByText('Ahora no hay nada que hacer').waitFor();
      expect(posts).toEqual([]);
      expect(await page.getByRole('dialog').count()).toBe(0);
      expect(await focused()).toBe('');
      // Asked for in so many words it goes out: the listener would have seen the others.
      await page.getByRole('button', { name: 'Ya no está: OLD' }).press('Enter');
      await expect.poll(() => posts.length).toBe(1);
    });
  });

  describe('a card that shows another sale than a moment ago', () => {
    const next = (): void => bridge.put(waits('A', { status: 'paid', changed: 0 }));

    it('does nothing when the key goes up, on F7 or on Enter; the keyboard stays on it, for the next press', async () => {
      await stage({ charges: [waits('A', { age: 9 }), waits('B', { age: 8 })] });
      await shows('A');
      await card().getByRole('button', { name: 'Cancelar', exact: false }).first().focus();
      await page.keyboard.down('Enter');
      next();
      await shows('B');
      await page.keyboard.up('Enter');
      await page.keyboard.press('F7');
      await page.keyboard.press('Enter');
      await saysInstead('acaba de cambiar');
      await seen();
      // Enter is for no button that was not chosen; the next one is a Tab away.
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-terminal'))).toBe('caja1');
      await page.keyboard.press('Tab');
      expect(await focused()).toContain('Cancelar');
      await page.keyboard.press('Enter');
      await untilAsked(['cancel ch-B']);
    });

    it('swallows the second of two clicks on one spot, and the third is for what stands there', async () => {
      await stage({ charges: [waits('A', { age: 9 }), waits('B', { age: 8 })] });
      await shows('A');
      const { x, y } = await spotOf(card().locator('.card-actions button'));
      await page.mouse.click(x, y);
      await untilAsked(['cancel ch-A']);
      bridge.put(waits('A', { status: 'cancelled', changed: 0, failure: { code: 'cancelled_in_queue' } }));
      await shows('B');
      await page.mouse.click(x, y);
      await saysInstead('acaba de cambiar', ['cancel ch-A']);
      await keepPicture(page, 'just-changed');
      await seen();
      await page.mouse.click(x, y);
      await untilAsked(['cancel ch-A', 'cancel ch-B']);
    });

    it('keeps the keyboard when nothing is left to press on it', async () => {
      await stage({ charges: [waits('A')] });
      await shows('A');
      await card().locator('.card-actions button').focus();
      next();
      await page.locator('[data-tone="paid"]').waitFor();
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-terminal'))).toBe('caja1');
    });
  });

  describe('the second click of a double click, when the row has gone', () => {
    async function clickTwice(first: Locator, leaves: () => void, second: Locator, once: string): Promise<void> {
      const gone = await first.elementHandle();
      await first.click();
      await untilAsked([once]);
      leaves();
      await gone?.waitForElementState('hidden');
      // Where the row was, or a little beside it where the results above the queue took another line.
      const { x, y } = await spotOf(second);
      await page.mouse.click(x, y);
      await saysInstead('se acaba de mover', [once]);
      await seen();
      await page.mouse.click(x, y);
    }

    it('charges no next customer', async () => {
      const expired = (order: string, age: number): Sample => ({ ...OLD, order_id: order, age, changed: age });
      await stage({ charges: [expired('X1', 9000), expired('X2', 8000)] });
      const row = page.locator('[data-waiting="X1"]');
      await clickTwice(
        row.getByRole('button', { name: 'Sí, sigue aquí' }),
        () => bridge.put(waits('X1', { terminal: 'caja2', age: 9000, changed: 0 })),
        page.locator('[data-waiting="X2"]').getByRole('button', { name: 'Sí, sigue aquí' }),
        'retry ch-X1',
      );
      await untilAsked(['retry ch-X1', 'retry ch-X2']);
    });

    it('marks no alert as seen that nobody read', async () => {
      const alert = (message: string) => ({
        code: 'replay_created' as const,
        level: 'critical' as const,
        charge_id: null,
        order_id: null,
        message,
        acknowledged: false,
      });
      await stage({ alerts: [alert('Primera alerta.'), alert('Segunda alerta.')] });
      const first = page.getByRole('button', { name: 'Marcar como visto: Primera alerta.' });
      const second = page.getByRole('button', { name: 'Marcar como visto: Segunda alerta.' });
      await clickTwice(first, () => undefined, second, 'acknowledge 1');
      await untilAsked(['acknowledge 1', 'acknowledge 2']);
    });

    it('cancels no next order of the queue', async () => {
      await stage({
        charges: [waits('A', { status: 'dispatched' }), waits('B', { age: 9 }), waits('C', { age: 8 })],
      });
      const first = page.getByRole('button', { name: 'Cancelar B' });
      await clickTwice(
        first,
        () => bridge.put(waits('B', { status: 'cancelled', changed: 0, failure: { code: 'cancelled_in_queue' } })),
        page.getByRole('button', { name: 'Cancelar C' }),
        'cancel ch-B',
      );
      await untilAsked(['cancel ch-B', 'cancel ch-C']);
    });
  });

  it('F7 cancels nothing of a terminal that is not the chosen one: F6 takes the keyboard along', async () => {
    await stage(STAGES.three);
    await page.locator('[data-tone="customer"]').waitFor();
    await page.getByRole('button', { name: 'Cancelar FAC-00120' }).focus();
    await page.keyboard.press('F6');
    await page.locator('[data-terminal="caja2"].card-selected').waitFor();
    await page.keyboard.press('F7');
    await saysInstead('en Caja 2');
    await keepPicture(page, 'f6-focus');
    await page.getByRole('button', { name: 'Cancelar FAC-00120' }).focus();
    await page.keyboard.press('F7');
    await untilAsked(['cancel ch-FAC-00120']);
  });

  it('the arrows choose in the queue which one F7 cancels', async () => {
    await stage(STAGES.dispatched);
    await page.locator('[data-tone="customer"]').waitFor();
    await page.getByRole('button', { name: 'Cancelar FAC-00120' }).focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('Cancelar FAC-00121');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('Cancelar FAC-00121');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe('Cancelar FAC-00120');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('F7');
    await untilAsked(['cancel ch-FAC-00121']);
  });

  it('releases no terminal for another order than the one that was named', async () => {
    await stage(STAGES.in_doubt);
    await page.locator('[data-tone="doubt"]').waitFor();
    await page.getByRole('button', { name: 'Liberar la terminal' }).press('Enter');
    await page.getByLabel('¿Cómo lo sabe?').fill('La terminal no muestra nada');
    await page.getByLabel('Su nombre').fill('Ana');
    bridge.put({ order_id: 'FAC-00119', status: 'paid', changed: 0 });
    bridge.put({ order_id: 'FAC-00120', status: 'in_doubt', changed: 0, failure: { code: 'no_answer' } });
    await shows('FAC-00120');
    await page.keyboard.press('Enter');
    await saysInstead('FAC-00119 ya no está en duda');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});
