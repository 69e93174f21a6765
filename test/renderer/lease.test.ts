import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startPostgres, type Postgres } from '../main/hub/postgres.ts';
import { TERMINAL, type Till } from '../main/hub/tills.ts';
import { holds, openWorld, sees } from '../main/hub/world.ts';
import { findBarriers } from './axe.ts';
import { launch, openWindow } from './browser.ts';
import { keepPicture } from './pictures.ts';

/** Two real bridges on one terminal, a real PostgreSQL between them, and a window at each till; everything by keyboard. */
describe('the window of a till that shares its terminal', { timeout: 90_000 }, () => {
  let postgres: Postgres;
  let browser: Browser;
  beforeAll(async () => {
    postgres = await startPostgres();
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await postgres?.close();
  });

  /** Refusals are answers with an error status, which Chromium reports by itself; so it does of a bridge that was killed. */
  async function openTill(till: Till, lang: 'es' | 'en' = 'es', scheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const { body } = await till.erp.call('POST', '/v1/ui/links', {});
    const opened = await openWindow(browser, (body as { url: string }).url, {
      width: 1024,
      height: 600,
      scheme,
      preferences: { lang },
    });
    onTestFinished(async () => {
      expect(opened.complaints.filter((line) => !/Failed to load resource|ERR_/.test(line))).toEqual([]);
      await opened.close();
    });
    await opened.page.locator('[data-link="online"]').waitFor();
    return opened.page;
  }
  const lineOf = (page: Page, has: 'mine' | 'away') => page.locator(`[data-terminal="caja1"] [data-lease="${has}"]`);
  const words = async (page: Page, has: 'mine' | 'away') =>
    (await lineOf(page, has).innerText()).replace(/\s+/g, ' ').trim();
  /** No journal line of the window's own bridge from here on: what the window shows then came from the other till. */
  async function lastSeq(page: Page): Promise<number> {
    return page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const source = new EventSource('/v1/events?last_event_id=999999999999');
          source.addEventListener('terminal', ({ lastEventId }) => (source.close(), resolve(Number(lastEventId))));
        }),
    );
  }

  /** A stream of one's own beside the window's; returns who had what on the terminal, as far as it was told. */
  async function listen(page: Page): Promise<() => Promise<string[]>> {
    const told = await page.evaluateHandle(
      () =>
        new Promise<string[]>((resolve) => {
          const heard: string[] = [];
          const source = new EventSource('/v1/events');
          source.addEventListener('terminal', (event) => {
            const { lease } = JSON.parse((event as MessageEvent<string>).data);
            if (lease.busy) heard.push(`${lease.holder} ${lease.busy.order_id}`);
          });
          source.onopen = () => resolve(heard);
        }),
    );
    return () => told.jsonValue();
  }

  it('says live who has the terminal, for what and since when, and passes it with F5', async (test) => {
    const { open, sandbox, onTerminal } = await openWorld(postgres, test, { mode: 'manual' });
    const a = await open('caja-1');
    await holds(a);
    const b = await open('caja-2');
    await sees(b, { holder: 'caja-1' });
    const [atA, atB] = [await openTill(a), await openTill(b, 'en')];
    // Alone with it as far as it knows, the till is told nothing.
    await atB.locator('[data-lease="away"]').waitFor();
    expect(await atA.locator('[data-lease]').count()).toBe(0);
    expect(await words(atB, 'away')).toMatch(/caja-1 has the terminal\. .* Since \d\d?:\d\d/);

    await atB.keyboard.press('F5');
    await lineOf(atB, 'mine').waitFor();
    await lineOf(atA, 'away').getByText('caja-2').waitFor();
    expect(await atA.locator('[data-terminal="caja1"]').getAttribute('data-tone')).toBe('closed');
    await keepPicture(atA, 'lease-away-es');
    expect(await findBarriers(atA)).toEqual([]);

    // What the other till has on the terminal, without a line in this till's journal, and well before the window asks by itself.
    const before = await lastSeq(atA);
    const told = await listen(atA);
    await b.order('FAC-77');
    await onTerminal();
    await expect.poll(told).toContain('caja-2 FAC-77');
    expect(await lastSeq(atA)).toBe(before);
    await lineOf(atA, 'away').getByText('FAC-77').waitFor();

    // While it is busy elsewhere F5 waits its turn; the dialog says what taking it by force would mean, and Esc leaves it.
    await atA.keyboard.press('F5');
    const dialog = atA.getByRole('dialog');
    await dialog.waitFor();
    await keepPicture(atA, 'lease-force-es');
    expect(await dialog.innerText()).toMatch(/caja-2[\s\S]*pagar dos veces[\s\S]*bitácora/);
    expect(await findBarriers(atA)).toEqual([]);
    await atA.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await lineOf(atB, 'mine').getByText('caja-1 waits for the terminal').waitFor();
    await keepPicture(atB, 'lease-wanted-en');
    expect(await findBarriers(atB)).toEqual([]);
    sandbox.terminal(TERMINAL).approve();
    await lineOf(atA, 'mine').waitFor();
    await lineOf(atB, 'away').getByText('caja-1').waitFor();
  });

  it('takes the terminal of a broken till by force: name and reason, in both journals, and both windows tell it', async (test) => {
    const { hub, open, journalOf } = await openWorld(postgres, test, { mode: 'manual' });
    const a = await open('caja-1');
    await holds(a);
    const b = await open('caja-2');
    await sees(b, { holder: 'caja-1' });
    await a.kill();
    const page = await openTill(b, 'en', 'dark');
    await page.keyboard.press('F5');
    const dialog = page.getByRole('dialog', { name: 'Take Caja 1 from caja-1' });
    await dialog.waitFor();
    await keepPicture(page, 'lease-force-en-dark');
    expect(await dialog.innerText()).toMatch(/pay twice/);
    expect(await findBarriers(page)).toEqual([]);
    // Without a word it is not done.
    await page.getByRole('button', { name: 'Take the terminal' }).press('Enter');
    await dialog.locator('[aria-invalid="true"]').first().waitFor();
    expect(await sees(b, { mine: false })).toMatchObject({ holder: 'caja-1' });
    await dialog.getByRole('textbox').first().focus();
    await page.keyboard.type('The power supply of till 1 burnt out');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Ana');
    await page.keyboard.press('Enter');
    await lineOf(page, 'mine').waitFor();
    expect(await postgres.run(hub, "SELECT person, note FROM puente.lease_log WHERE kind = 'forced'")).toEqual([
      { person: 'Ana', note: 'The power supply of till 1 burnt out' },
    ]);
    await a.start();
    await sees(a, { mine: false, holder: 'caja-2' });
    await lineOf(await openTill(a), 'away')
      .getByText('caja-2')
      .waitFor();
    expect(await journalOf(a)).toContain('lease_forced_away');
    expect(await journalOf(b)).toContain('lease_forced');
  });

  it('keeps a shared terminal for itself when nobody waits, and F1 lists F5', async (test) => {
    const { open } = await openWorld(postgres, test, { mode: 'manual' });
    const a = await open('caja-1');
    await holds(a);
    const b = await open('caja-2');
    await sees(b, { holder: 'caja-1' });
    const page = await openTill(b);
    await page.keyboard.press('F5');
    await lineOf(page, 'mine').waitFor();
    await keepPicture(page, 'lease-mine-es');
    await page.getByRole('button', { name: 'Dejar en esta caja' }).press('Enter');
    await page.getByRole('dialog').waitFor();
    await keepPicture(page, 'lease-keep-es');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Dejar en esta caja' }).press('Enter');
    await page.locator('[data-lease]').waitFor({ state: 'detached' });
    expect(await sees(b, { mode: 'own' })).toMatchObject({ mine: true });
    await page.keyboard.press('F1');
    const help = page.getByRole('dialog');
    await help.getByText('Pasar a esta caja la terminal que tiene otra').waitFor();
    await keepPicture(page, 'lease-help-es');
    expect(await findBarriers(page)).toEqual([]);
  });
});
