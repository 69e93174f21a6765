import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Step } from '../../renderer/ajustes/assistant/steps.ts';
import { createWords } from '../../renderer/words/i18n.ts';
import { findBarriers } from './axe.ts';
import { launch, openWindow, type OpenedWindow } from './browser.ts';
import { INSTALL_KEY, INSTALL_TERMINAL, startFreshInstall, type FreshInstall } from './fresh-install.ts';

const run = promisify(execFile);
const sample = path.resolve(import.meta.dirname, '../fixtures/files/library/semicolon-comma-decimal.csv');
const MOST_TABS = 60;

/** From an empty data folder to a paid test charge with keys alone: the tests follow each other, as the steps do. */
describe.each([
  { lang: 'es', zoom: 1, scheme: 'light' },
  { lang: 'en', zoom: 2, scheme: 'dark' },
] as const)('the first run in $lang, at zoom $zoom, on a $scheme PC', ({ lang, zoom, scheme }) => {
  const { t } = createWords(lang);
  let browser: Browser;
  let install: FreshInstall;
  let opened: OpenedWindow;
  let page: Page;

  beforeAll(async () => {
    [install, browser] = await Promise.all([startFreshInstall(), launch()]);
    const view = { width: 1024, height: 600, zoom, scheme, preferences: { lang, theme: 'system' } };
    opened = await openWindow(browser, await install.newLink(), view);
    page = opened.page;
  });
  afterAll(async () => {
    await browser?.close();
    await install?.stop();
  });

  const press = (key: string) => page.keyboard.press(key);
  const focused = () => page.locator(':focus');
  const step = (name: Step, state: string) =>
    page.locator(`.assistant-step[data-step="${name}"][data-state="${state}"]`);
  const at = (name: Step) => page.locator(`.assistant-step[data-step="${name}"][aria-current="step"]`).waitFor();
  const goesOn = () => page.locator('[data-goes-on]:focus');

  /** Tabs on until the thing of that name has the focus. */
  async function tabTo(name: string): Promise<void> {
    const wanted = page.locator(':focus').and(page.getByRole('button', { name }).or(page.getByLabel(name)));
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
      if ((await wanted.count()) > 0) return;
      await press('Tab');
    }
    throw new Error(`no way to "${name}" with ${MOST_TABS} tabs`);
  }

  async function expectNoBarrier(): Promise<void> {
    expect(await findBarriers(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }

  it('opens the assistant from the empty home screen', async () => {
    await page
      .getByRole('button', { name: t('caja.openAssistant') })
      .and(focused())
      .waitFor();
    await press('Enter');
    await page.getByText(t('ajustes.start.lead', { done: 0, total: 5 })).waitFor();
    expect(await page.locator('.step[data-state="todo"]').count()).toBe(5);
    await expectNoBarrier();
    await page
      .getByRole('button', { name: t('ajustes.start.begin') })
      .and(focused())
      .waitFor();
    await press('Enter');
  });

  it('tries the key live: a refused one is told beside the field, a good one is stored', async () => {
    await at('key');
    await page.getByLabel(t('ajustes.key.label')).and(focused()).waitFor();
    await step('key', 'todo').waitFor();
    await page.keyboard.type('sk_test_nobodys_key');
    await press('Enter');
    await page.locator('.field-error').waitFor();
    await step('key', 'todo').waitFor();
    await expectNoBarrier();
    await page.getByLabel(t('ajustes.key.label')).focus();
    await press('ControlOrMeta+A');
    await page.keyboard.type(INSTALL_KEY);
    await press('Enter');
    await page.locator('.key-test-good').waitFor();
    await goesOn().waitFor();
    await step('key', 'done').waitFor();
    expect(await page.content()).not.toContain(INSTALL_KEY);
    await press('Enter');
  });

  it('asks for the first terminal at once, with the fault beside the field', async () => {
    await at('terminals');
    await page.getByLabel(t('ajustes.terminals.id')).and(focused()).waitFor();
    await step('terminals', 'todo').waitFor();
    await press('Enter');
    await page.getByText(t('ajustes.fault.required')).waitFor();
    await expectNoBarrier();
    await page.keyboard.type(INSTALL_TERMINAL);
    await press('Enter');
    await goesOn().waitFor();
    await step('terminals', 'done').waitFor();
    await press('Enter');
  });

  it('shows code for the ERP that works as it is pasted, and sees its first charge come', async () => {
    await at('erp');
    await step('erp', 'todo').waitFor();
    await goesOn().waitFor();
    await tabTo(t('ajustes.erp.show'));
    await press('Enter');
    await page.locator('.secret').waitFor();
    await expectNoBarrier();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['curl', 'PowerShell', 'VB6', 'FoxPro', 'C#', 'PHP']);
    const [post = ''] = (await page.locator('.code').innerText()).split('\n\n');
    const { stdout } = await run('sh', ['-c', post.replace(/\^\n/g, '\\\n')]);
    expect(JSON.parse(stdout)).toMatchObject({ order_id: 'FAC-00123', amount_in_cents: 12_550 });
    await step('erp', 'done').waitFor();
    await page.getByText(t('ajustes.start.erpDone')).waitFor();
    await goesOn().waitFor();
    await press('Enter');
  });

  it('makes a folder from a sample file', async () => {
    await at('folders');
    await step('folders', 'optional').waitFor();
    await goesOn().waitFor();
    await tabTo(t('ajustes.folders.add'));
    await press('Enter');
    await tabTo(t('ajustes.folders.choose'));
    // Chromium opens the system's dialog within seconds of the key or not at all; a person on a busy PC presses it again.
    await vi.waitFor(
      async () => {
        const opened = page.waitForEvent('filechooser', { timeout: 8000 });
        await Promise.all([opened, press('Enter')]);
        await (await opened).setFiles(sample);
      },
      { timeout: 30_000 },
    );
    await page.locator('.folder-card').first().waitFor();
    await expectNoBarrier();
    await tabTo(t('ajustes.folders.path'));
    const exports = path.join(install.folder, 'ventas');
    mkdirSync(exports);
    await page.keyboard.type(exports);
    await press('Enter');
    await step('folders', 'done').waitFor();
    await goesOn().waitFor();
    await expectNoBarrier();
    await press('Enter');
  });

  it('charges the smallest amount as a test, and follows it to paid', async () => {
    await at('test');
    const charge = page.getByRole('button', { name: t('ajustes.test.send', { amount: 'Q 5.00' }) });
    await charge.waitFor();
    await tabTo(t('ajustes.test.send', { amount: 'Q 5.00' }));
    await expectNoBarrier();
    // Another's charge that is paid meanwhile takes the focus from nobody.
    const terminal = install.sandbox.terminal(INSTALL_TERMINAL);
    await expect.poll(() => terminal.charge()?.status).toBe('dispatched');
    terminal.approve();
    await step('test', 'done').waitFor();
    await charge.and(focused()).waitFor();
    await press('Enter');
    await page.locator('[data-status="dispatched"]').waitFor();
    expect(await page.getByRole('link', { name: t('ajustes.test.sandbox') }).getAttribute('href')).toBe(
      install.sandbox.url,
    );
    await expectNoBarrier();
    terminal.decline();
    await page.locator('[data-status="declined"]').waitFor();
    await expectNoBarrier();
    await tabTo(t('caja.retry'));
    await press('Enter');
    await page.locator('[data-status="dispatched"]').waitFor();
    terminal.approve();
    await page.locator('[data-status="paid"]').waitFor();
    await goesOn().waitFor();
    await expectNoBarrier();
    await press('Enter');
    await page.locator('[data-tone="paid"]').getByText('Q 5.00').waitFor();
  });

  it('says afterwards that all is done, and complained of nothing but refusals', async () => {
    await page.evaluate(() => void (location.hash = '#/ajustes/inicio'));
    await page.getByText(t('ajustes.start.lead', { done: 5, total: 5 })).waitFor();
    await page
      .getByRole('button', { name: t('ajustes.start.allDone') })
      .and(focused())
      .waitFor();
    expect(opened.complaints.filter((line) => !line.includes('Failed to load resource'))).toEqual([]);
  });
});
