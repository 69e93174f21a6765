import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SettingsView } from '../../main/contract/settings.ts';
import { findBarriers } from './axe.ts';
import { launch, openWindow } from './browser.ts';
import { startRealBridge, type RealBridge } from './real-bridge.ts';

describe('what is typed in the settings, over the real bridge', () => {
  let browser: Browser;
  let bridge: RealBridge;
  let page: Page;
  let close: () => Promise<void>;
  const folder = mkdtempSync(path.join(tmpdir(), 'puente-typed-'));

  beforeAll(async () => {
    [bridge, browser] = await Promise.all([startRealBridge(), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    ({ page, close } = await openWindow(browser, await bridge.newLink(), { preferences: { lang: 'es' } }));
    await page.locator('[data-link="online"]').waitFor();
    return () => close();
  });

  const show = (section: string) => page.evaluate((name) => void (location.hash = `#/ajustes/${name}`), section);
  const stored = async (): Promise<SettingsView> => (await bridge.ask('/v1/settings')) as SettingsView;
  /** As another window would. */
  async function saveElsewhere(change: (config: SettingsView['config']) => Partial<SettingsView['config']>) {
    const { revision, config } = await stored();
    await bridge.ask('/v1/settings', { revision, config: { ...config, ...change(config) } });
  }

  it("does not take back another window's save that a reading brought while a field was filled", async () => {
    await show('copias');
    const keep = page.getByLabel('Cuántas copias se guardan');
    await keep.fill('20');
    await saveElsewhere(() => ({ backups: { keep: 9 } }));
    const read = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/v1/settings');
    await page.getByRole('button', { name: 'Hacer una copia ahora' }).press('Enter');
    await read;
    await page.locator('.item-list li').first().waitFor();
    await keep.press('Enter');
    await page.locator('.form-fault').waitFor();
    expect((await stored()).config.backups.keep).toBe(9);
    expect(await keep.inputValue()).toBe('20');
    // The control: having been told, the person decides.
    await keep.press('Enter');
    await page.getByText('Guardado').waitFor();
    expect((await stored()).config.backups.keep).toBe(20);
  });

  it('fills the fields with what stands now, not with what stood when the screen was open before', async () => {
    await page.clock.install();
    await show('fila');
    const minutes = page.getByLabel('Minutos en la fila');
    await minutes.waitFor();
    await page.evaluate(() => void (location.hash = '#/caja'));
    await page.locator('[data-terminal="caja1"]').waitFor();
    await saveElsewhere(({ queue }) => ({ queue: { ...queue, expireAfterMinutes: 33 } }));
    await page.clock.fastForward(10_000);
    await show('fila');
    await minutes.waitFor();
    expect(await minutes.inputValue()).toBe('33');
  });

  it("takes no other form of the same page for another window's", async () => {
    mkdirSync(path.join(folder, 'ventas'));
    await saveElsewhere(() => ({ folders: [FOLDER(path.join(folder, 'ventas'))] }));
    await show('carpetas');
    await page.getByRole('switch', { name: 'Ensayo: no cobra' }).press('Space');
    await page.getByText('Guardado').first().waitFor();
    const dayClose = page.getByLabel('Carpeta', { exact: true });
    await dayClose.fill(folder);
    await dayClose.press('Enter');
    await expect.poll(async () => (await stored()).config.dayClose.folder).toBe(folder);
    await page.route('**/v1/folders/rescan', (route) => route.abort());
    await page.getByRole('button', { name: 'Mirar ahora' }).press('Enter');
    await page.locator('.toast-bad').getByText('El puente no responde').waitFor();
  });

  it('keeps what is typed when Esc is pressed in a field, and leaves from anywhere else', async () => {
    await show('fila');
    const minutes = page.getByLabel('Minutos en la fila');
    await minutes.fill('41');
    await page.keyboard.press('Escape');
    expect(await minutes.inputValue()).toBe('41');
    await page.getByRole('button', { name: 'Guardar' }).focus();
    await page.keyboard.press('Escape');
    await page.locator('[data-terminal="caja1"]').waitFor();
  });

  it('asks before it forgets the earlier webhook secrets', async () => {
    for (const letter of ['a', 'b'])
      await bridge.ask('/v1/webhooks/secrets', { secret: `whsec_${Buffer.alloc(24, letter).toString('base64')}` });
    const secrets = async () => ((await bridge.ask('/v1/webhooks')) as { secrets: number }).secrets;
    const before = await secrets();
    expect(before).toBeGreaterThan(1);
    await show('webhooks');
    await page.getByRole('button', { name: 'Dejar solo el más nuevo' }).press('Enter');
    const box = page.getByRole('alertdialog', { name: 'Dejar solo el más nuevo' });
    await box.waitFor();
    expect(await findBarriers(page)).toEqual([]);
    // An Enter too many does nothing.
    await page.keyboard.press('Enter');
    await box.waitFor({ state: 'detached' });
    expect(await secrets()).toBe(before);
    await page.getByRole('button', { name: 'Dejar solo el más nuevo' }).press('Enter');
    await box.getByRole('button', { name: 'Dejar solo el más nuevo' }).press('Enter');
    await expect.poll(secrets).toBe(1);
  });

  it("shows the callbacks' new secret once there is one, and never the old one as the new", async () => {
    await show('avisos');
    await page.getByRole('button', { name: 'Mostrar' }).first().press('Enter');
    const old = await page.locator('.secret').innerText();
    let answer = (): void => undefined;
    const held = new Promise<void>((done) => (answer = done));
    await page.route('**/v1/settings/callback-secret', async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Hacer un secreto nuevo' }).press('Enter');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Hacer un secreto nuevo' }).press('Enter');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await page.locator('.secret').waitFor({ state: 'detached' });
    answer();
    await page.locator('.secret').waitFor();
    expect(await page.locator('.secret').innerText()).not.toBe(old);
  });

  it('leaves each fault with its terminal, and the standard with its terminal under another alias', async () => {
    await saveElsewhere(({ terminals }) => ({
      terminals: terminals.map((each) => (each.alias === 'caja2' ? { ...each, name: 'Barra' } : each)),
      defaultTerminal: 'caja2',
    }));
    expect((await stored()).config.defaultTerminal).toBe('caja2');
    await show('terminales');
    const aliases = page.getByLabel('Alias para el ERP');
    await aliases.nth(1).fill('barra');
    await page.getByRole('button', { name: 'Agregar terminal' }).press('Enter');
    await page.getByRole('button', { name: 'Guardar' }).press('Enter');
    await page.locator('.field-error').first().waitFor();
    await page.getByRole('button', { name: 'Agregar terminal' }).press('Enter');
    await page.getByLabel('Identificador').nth(3).fill('trm_demo_9');
    await page.getByLabel('Identificador').nth(3).press('Tab');
    await page.getByRole('button', { name: 'Quitar Caja 3' }).press('Enter');
    // The one that moved into its place has no fault of its own.
    expect(await page.getByLabel('Identificador').nth(2).inputValue()).toBe('trm_demo_9');
    expect(await page.locator('.field-error').count()).toBe(0);
    await page.getByRole('button', { name: 'Quitar Caja 4' }).press('Enter');
    await page.getByRole('button', { name: 'Guardar' }).press('Enter');
    await expect
      .poll(async () => (await stored()).config.terminals.map(({ alias }) => alias))
      .toEqual(['caja1', 'barra']);
    expect((await stored()).config.defaultTerminal).toBe('barra');
  });
});

const FOLDER = (where: string): SettingsView['config']['folders'][number] =>
  ({
    path: where,
    match: '*.csv',
    format: 'csv',
    fields: { order_id: 'Factura', amount: 'Total' },
    results: {},
  }) as never;
