import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Step } from '../../renderer/ajustes/assistant/steps.ts';
import { findBarriers } from './axe.ts';
import { launch, openWindow } from './browser.ts';
import { INSTALL_KEY, INSTALL_TERMINAL, startFreshInstall, type FreshInstall } from './fresh-install.ts';

/** What the bridge learns by itself takes the focus from nobody who is typing: the tests follow each other on one install. */
describe('the first run, while something else happens', () => {
  let browser: Browser;
  let install: FreshInstall;
  let page: Page;

  beforeAll(async () => {
    [install, browser] = await Promise.all([startFreshInstall(), launch()]);
    ({ page } = await openWindow(browser, await install.newLink(), { preferences: { lang: 'es' } }));
    await page.locator('[data-link]').first().waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await install?.stop();
  });
  const show = (step: Step) => page.evaluate((name) => void (location.hash = `#/ajustes/inicio?paso=${name}`), step);
  const step = (name: Step, state: string) =>
    page.locator(`.assistant-step[data-step="${name}"][data-state="${state}"]`);
  const goesOn = () => page.locator('[data-goes-on]:focus');
  const focused = (label: string) => page.getByLabel(label).and(page.locator(':focus'));

  it('leaves the key field alone when the line drops, and does not take a refused key for a good one', async () => {
    await install.ask('/v1/settings/recurrente-key', { key: 'sk_test_nobodys_key', force: true });
    await show('key');
    await page.locator('[data-link="key_refused"]').waitFor();
    await step('key', 'todo').waitFor();
    const field = 'Cambiar la clave secreta';
    await page.getByLabel(field).fill('sk_test_first');
    install.sandbox.faults.setNetwork('reset');
    // With a refused key the bridge looks again once in a while; a key that is stored makes it look now.
    await install.ask('/v1/settings/recurrente-key', { key: 'sk_test_nobodys_key', force: true });
    await page.locator('[data-link="offline"]').waitFor();
    await step('key', 'todo').waitFor();
    expect(await focused(field).inputValue()).toBe('sk_test_first');
    install.sandbox.faults.setNetwork('up');
    await page.locator('[data-link="key_refused"]').waitFor();
    await page.getByLabel(field).fill(INSTALL_KEY);
    await page.keyboard.press('Enter');
    // The control: the key that this page saves does take it on.
    await goesOn().waitFor();
    await step('key', 'done').waitFor();
  });

  it("leaves the ERP's pages alone when its first charge comes while they are typed", async () => {
    await show('terminals');
    await page.getByLabel('Identificador').fill(INSTALL_TERMINAL);
    await page.keyboard.press('Enter');
    await goesOn().waitFor();
    await show('erp');
    await step('erp', 'todo').waitFor();
    const field = 'Páginas web que pueden llamar al puente';
    await page.getByLabel(field).fill('https://erp.mitienda.gt');
    await install.ask('/v1/charges', { order_id: 'FAC-1', amount: '125.50' });
    await step('erp', 'done').waitFor();
    expect(await focused(field).inputValue()).toBe('https://erp.mitienda.gt');
    // What this page saves takes the focus on.
    await page.getByRole('button', { name: 'Guardar' }).press('Enter');
    await goesOn().waitFor();
    const { config } = (await install.ask('/v1/settings')) as { config: { server: { allowedOrigins: string[] } } };
    expect(config.server.allowedOrigins).toEqual(['https://erp.mitienda.gt']);
  });

  it('keeps a key that was good for good while the line is down', async () => {
    await page.locator('[data-link="online"]').waitFor();
    install.sandbox.faults.setNetwork('reset');
    await page.locator('[data-link="offline"]').waitFor();
    expect(await step('key', 'done').count()).toBe(1);
    // A window that opens only now has heard nothing of the key; that Recurrente took a charge says it.
    await page.reload();
    await page.locator('[data-link="offline"]').waitFor();
    await step('key', 'done').waitFor();
    install.sandbox.faults.setNetwork('up');
    await page.locator('[data-link="online"]').waitFor();
  });

  it('asks before it forgets the key, and the focus is not lost with the button', async () => {
    await show('key');
    const secrets = async () =>
      ((await install.ask('/v1/settings')) as { secrets: { recurrente_key: { set: boolean } } }).secrets;
    await page.getByRole('button', { name: 'Olvidar la clave' }).press('Enter');
    const box = page.getByRole('alertdialog', { name: 'Olvidar la clave' });
    await box.waitFor();
    expect(await findBarriers(page)).toEqual([]);
    // An Enter too many does nothing.
    await page.keyboard.press('Enter');
    await box.waitFor({ state: 'detached' });
    expect((await secrets()).recurrente_key.set).toBe(true);
    await page.getByRole('button', { name: 'Olvidar la clave' }).press('Enter');
    await box.getByRole('button', { name: 'Olvidar la clave' }).press('Enter');
    await step('key', 'todo').waitFor();
    expect((await secrets()).recurrente_key.set).toBe(false);
    await focused('Clave secreta').waitFor();
  });
});
