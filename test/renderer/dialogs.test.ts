import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { LeaseView } from '../../main/contract/hub.ts';
import { findBarriers } from './axe.ts';
import { launch, openWindow, type OpenedWindow } from './browser.ts';
import { startFakeBridge, type FakeBridge } from './fake-bridge.ts';
import { keepPicture } from './pictures.ts';
import { STAGES, type StageName } from './stages.ts';

describe('a dialog and the keyboard', () => {
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
  beforeEach(async () => {
    await stage('ready');
    return () => expect(opened.complaints.filter((line) => !line.includes('Failed to load resource'))).toEqual([]);
  });

  async function stage(name: StageName): Promise<void> {
    bridge.setStage(STAGES[name]);
    await page.goto('about:blank');
    await page.goto(bridge.url);
    await page.locator('[data-link="online"]').waitFor();
  }
  const dialog = () => page.getByRole('dialog');
  const order = () => page.getByLabel('Número de orden o factura');
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      const { activeElement: at, body } = document;
      return at === body ? '' : (at?.getAttribute('aria-label') ?? at?.textContent ?? '');
    });
  /** Answers to that address wait until they are let through. */
  async function hold(address: string): Promise<() => Promise<void>> {
    const answered = page.waitForResponse(address);
    let letThrough: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letThrough = resolve));
    await page.route(address, async (route) => {
      await held;
      await route.continue();
    });
    onTestFinished(() => page.unroute(address));
    return async () => {
      letThrough();
      await (await answered).finished();
    };
  }
  async function typeCharge(number: string): Promise<void> {
    await page.keyboard.press('F2');
    await order().waitFor();
    await page.keyboard.type(number);
    await page.keyboard.press('Tab');
    await page.keyboard.type('50');
  }

  describe('after a refusal', () => {
    it.each([
      ['in_doubt', 'F10', 'Guardar decisión'],
      ['ready', 'F2', 'Cobrar'],
    ] as const)('(%s, %s) the keyboard is where it was, and Esc closes', async (name, key, submit) => {
      await stage(name);
      await page.keyboard.press(key);
      await dialog().waitFor();
      if (key === 'F10') {
        await page.getByLabel('¿Cómo lo sabe?').fill('No imprimió nada');
        await page.getByLabel('Su nombre').fill('Ana');
      } else {
        await order().fill('FAC-1');
        await page.getByLabel('Monto').fill('50');
      }
      bridge.refuseWith({ code: 'order_conflict', params: { order_id: 'FAC-1', differences: 'monto' } });
      const button = dialog().getByRole('button', { name: submit });
      await button.press('Enter');
      await page.getByText('ya existe con diferencias').first().waitFor();
      await expect.poll(focused).toContain(submit);
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
    });

    it("a card's button keeps the keyboard while the bridge is asked, takes no second press, and says that it works", async () => {
      await stage('in_doubt');
      await page.locator('[data-tone="doubt"]').waitFor();
      const button = page.getByRole('button', { name: 'Verificar ahora' });
      const letThrough = await hold('**/check');
      await button.press('Enter');
      await page.locator('.card-actions [data-busy]').first().waitFor();
      await page.keyboard.press('Enter');
      await keepPicture(page, 'card-busy');
      expect(await findBarriers(page)).toEqual([]);
      await letThrough();
      await page.getByText('Recurrente respondió').waitFor();
      expect(await focused()).toContain('Verificar ahora');
      expect(bridge.asked.length).toBe(1);
      await page.keyboard.press('Enter');
      await expect.poll(() => bridge.asked.length).toBe(2);
    });
  });

  describe('an answer that comes when the dialog is closed already', () => {
    it('closes no other one, and is told all the same', async () => {
      await typeCharge('FAC-1');
      const letThrough = await hold('**/v1/charges');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      await typeCharge('FAC-2');
      await letThrough();
      await page.getByText('Orden FAC-1 guardada').waitFor();
      expect(await order().inputValue()).toBe('FAC-2');
      // Its own answer closes it.
      await page.keyboard.press('Enter');
      await dialog().waitFor({ state: 'detached' });
    });

    it('tells a refusal in the corner, because its dialog cannot any more', async () => {
      await typeCharge('FAC-1');
      const letThrough = await hold('**/v1/charges');
      bridge.refuseWith({ code: 'order_conflict', params: { order_id: 'FAC-1', differences: 'monto' } });
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await typeCharge('FAC-2');
      await letThrough();
      await page.locator('.toast-bad').getByText('FAC-1 ya existe con diferencias').waitFor();
      expect(await dialog().getByRole('alert').count()).toBe(0);
    });
  });

  it("F5's answer opens nothing over what is being typed, and says so in the corner", async () => {
    const lease: LeaseView = {
      ...{
        mode: 'shared' as const,
        holder: 'caja-2',
        mine: false,
        since: null,
        expires_in_seconds: null,
        wanted_by: null,
      },
      ...{ busy: null, can_keep: false, known: true, next_step: 'La tiene caja-2.' },
    };
    bridge.setStage({ terminals: [{ alias: 'caja1', name: 'Caja 1', lease }] });
    await page.locator('[data-lease="away"]').waitFor();
    let letThrough: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letThrough = resolve));
    const problem = { code: 'terminal_held', title: 'La terminal la tiene otra caja', detail: 'La tiene caja-2.' };
    await page.route('**/take', async (route) => {
      await held;
      await route.fulfill({ status: 409, json: problem });
    });
    onTestFinished(() => page.unroute('**/take'));
    await page.keyboard.press('F5');
    await page.keyboard.press('F2');
    await order().waitFor();
    await page.keyboard.type('FAC-');
    letThrough();
    await page.locator('.toast').getByText('La terminal la tiene otra caja').waitFor();
    await page.keyboard.type('77');
    expect(await order().inputValue()).toBe('FAC-77');
    expect(await dialog().count()).toBe(1);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    // With nothing in its way it asks.
    await page.keyboard.press('F5');
    await page.getByRole('dialog', { name: 'Quitarle Caja 1 a caja-2' }).waitFor();
  });

  it('an amount whose sign is of another currency is asked for again', async () => {
    await page.keyboard.press('F2');
    await order().fill('FAC-1');
    await page.getByLabel('Monto').fill('US$10');
    await page.keyboard.press('Enter');
    await page.getByText('El signo es de otra moneda').waitFor();
    await keepPicture(page, 'amount-sign');
    expect(bridge.asked).toEqual([]);
    await page.getByRole('radio', { name: 'US$' }).check({ force: true });
    await page.getByLabel('Monto').press('Enter');
    await page.getByText('Orden FAC-1 guardada').waitFor();
    expect(bridge.asked[0]?.body).toMatchObject({ amount_in_cents: 1000, currency: 'USD' });
  });

  it.each(['Enter', 'Space'])('%s after the keypad types no digit again', async (key) => {
    await page.keyboard.press('F2');
    await order().waitFor();
    await page.keyboard.type('FAC-1');
    for (const digit of ['1', '2', '5']) await page.locator('.keypad').getByText(digit, { exact: true }).click();
    await page.keyboard.press(key);
    if (key === 'Space') await page.keyboard.press('Enter');
    await page.getByText('Orden FAC-1 guardada').waitFor();
    expect(bridge.asked[0]?.body).toMatchObject({ order_id: 'FAC-1', amount_in_cents: 12_500 });
  });

  it("Resolver of a charge's detail gives the keyboard back to it, then to the row", async () => {
    await stage('in_doubt');
    await page.keyboard.press('F3');
    const row = page.getByRole('button', { name: 'Ver detalle de FAC-00119' });
    await row.press('Enter');
    await dialog().getByRole('button', { name: 'Resolver' }).press('Enter');
    await page.getByLabel('¿Cómo lo sabe?').waitFor();
    await keepPicture(page, 'detail-resolve');
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByLabel('¿Cómo lo sabe?').waitFor({ state: 'detached' });
    await expect.poll(focused).toContain('Resolver');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await expect.poll(focused).toContain('FAC-00119');
  });

  it.each(['after', 'before'])(
    'the decision that is kept leaves the keyboard in the detail: the charge changes %s the dialog is closed',
    async (when) => {
      await stage('in_doubt');
      await page.keyboard.press('F3');
      await page.getByRole('button', { name: 'Ver detalle de FAC-00119' }).press('Enter');
      await dialog().getByRole('button', { name: 'Resolver' }).press('Enter');
      await page.getByLabel('¿Cómo lo sabe?').fill('No imprimió nada');
      await page.getByLabel('Su nombre').fill('Ana');
      const letThrough = await hold('**/resolve');
      const change = async (): Promise<void> => {
        bridge.put({ order_id: 'FAC-00119', status: 'failed', changed: 0, failure: { code: 'no_answer' } });
        await page.locator('.detail .button-words').getByText('Cobrar de nuevo').waitFor();
      };
      await page.keyboard.press('Enter');
      if (when === 'before') await change();
      await letThrough();
      await page.getByLabel('¿Cómo lo sabe?').waitFor({ state: 'detached' });
      if (when === 'after') await change();
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null))
        .toBe(true);
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
    },
  );

  describe('keys that a browser would take for its own', () => {
    /** Which of the keys pressed since then the page kept to itself. */
    async function listen(): Promise<() => Promise<string[]>> {
      const kept = await page.evaluateHandle(() => {
        const all: string[] = [];
        addEventListener('keydown', (event) => setTimeout(() => event.defaultPrevented && all.push(event.key)));
        return all;
      });
      return () => kept.jsonValue();
    }

    it.each([
      ['while a dialog is open', '#/caja?cobrar'],
      ['on every screen', '#/ajustes/erp'],
    ] as const)('F5 never loads the page anew: %s', async (_, place) => {
      const kept = await listen();
      // Caja opens with the dialog only when it is come to.
      await page.evaluate(() => void (location.hash = '#/cierre'));
      await page.getByRole('heading', { name: 'Cierre' }).waitFor();
      await page.evaluate((hash) => void (location.hash = hash), place);
      await (place.includes('caja') ? order() : page.getByRole('heading', { name: 'Ajustes' }).first()).waitFor();
      await page.keyboard.press('F5');
      await expect.poll(kept).toContain('F5');
    });

    it('F7 is kept from it in a dialog and while it is held, and acts once', async () => {
      await stage('queued');
      await page.locator('[data-tone="busy"]').waitFor();
      const kept = await listen();
      await page.keyboard.down('F7');
      await page.keyboard.down('F7');
      await page.keyboard.up('F7');
      await expect.poll(kept).toEqual(['F7', 'F7']);
      await page.keyboard.press('F2');
      await order().waitFor();
      await page.keyboard.press('F7');
      await page.keyboard.press('F12');
      await expect.poll(kept).toEqual(['F7', 'F7', 'F2', 'F7']);
      expect(bridge.asked.map(({ what }) => what)).toEqual(['cancel']);
    });
  });

  it('F1 in the strip opens the keys in the whole window, and nothing pops up later', async () => {
    await page.evaluate(() => void (location.hash = '#/tira'));
    await page.locator('.tira').waitFor();
    await page.keyboard.press('F1');
    await page.getByRole('dialog', { name: 'Teclas' }).waitFor();
    expect(page.url()).toContain('#/caja');
  });
});
