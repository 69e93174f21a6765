import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DayComparison } from '../../main/contract/comparison.ts';
import type { DayReport } from '../../main/contract/report.ts';
import type { AlertPage } from '../../main/contract/status.ts';
import { shopDay } from '../../renderer/ui/format.ts';
import { findBarriers } from './axe.ts';
import { launch, openWindow } from './browser.ts';
import { startFakeBridge, type FakeBridge } from './fake-bridge.ts';
import type { Sample } from './sample-charges.ts';

const sold = (count: number): Sample[] =>
  Array.from({ length: count }, (_, at) => ({
    order_id: `FAC-${String(1000 + count - at)}`,
    status: 'paid',
    age: 60 + at,
    changed: 60 + at,
  }));
const dayOf = (url: string): string => new URL(url).searchParams.get('date') ?? '';
const reportOf = (date: string): DayReport => ({
  date,
  time_zone: 'America/Guatemala',
  made_at: new Date().toISOString(),
  groups: [],
  attention: [],
  unpaid: [],
  hours: [],
});

describe('what a screen shows, while the bridge knows more', () => {
  let browser: Browser;
  let bridge: FakeBridge;
  let page: Page;
  let close: () => Promise<void>;

  beforeAll(async () => {
    [bridge, browser] = await Promise.all([startFakeBridge(), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.stop();
  });
  beforeEach(async () => {
    bridge.setStage({});
    ({ page, close } = await openWindow(browser, await bridge.newLink(), { preferences: { lang: 'es' } }));
    await page.locator('[data-link="online"]').waitFor();
    return () => close();
  });

  const show = (place: string) => page.evaluate((hash) => void (location.hash = `#/${hash}`), place);
  const row = (order: string) => page.getByRole('button', { name: `Ver detalle de ${order}` });
  const newer = (words: string) => page.getByRole('button', { name: words });

  describe('the history', () => {
    it('shows a charge as it stands now when it is opened from a row that is old', async () => {
      const declined: Sample = { order_id: 'FAC-1', status: 'declined', age: 9000, changed: 8000 };
      bridge.setStage({ charges: [...sold(40), declined] });
      await page.reload();
      await show('historial?q=FAC-1');
      await page.getByRole('searchbox').waitFor();
      await show('historial?q=FAC-1&outcome=unpaid');
      await row('FAC-1').waitFor();
      bridge.putUnheard({ ...declined, status: 'paid' });
      await row('FAC-1').press('Enter');
      const panel = page.getByRole('dialog', { name: 'Orden FAC-1' });
      await panel.locator('.detail-head').getByText('Pagado').waitFor();
      expect(await panel.getByRole('button', { name: 'Cobrar de nuevo' }).count()).toBe(0);
    });

    it.each(['today', 'week', 'month', 'any'] as const)('offers a new charge to the list of "%s"', async (range) => {
      bridge.setStage({ charges: sold(3) });
      await page.reload();
      await show('historial');
      const names = { today: 'Hoy', week: '7 días', month: '30 días', any: 'Todo' };
      await page.getByRole('radio', { name: names[range], exact: true }).press('Space');
      await row('FAC-1003').waitFor();
      bridge.put({ order_id: 'FAC-2000', status: 'paid', age: 1, changed: 1 });
      await newer('1 cobro nuevo: actualizar').press('Enter');
      await row('FAC-2000').waitFor();
      expect(await newer('actualizar').count()).toBe(0);
    });

    it('offers it to an empty list and to a search, and not to a day that is over or another terminal', async () => {
      await show('historial?q=FAC-2');
      await page.getByText('Ningún cobro coincide').waitFor();
      bridge.put({ order_id: 'FAC-2001', status: 'paid', age: 1, changed: 1 });
      await newer('1 cobro nuevo: actualizar').press('Enter');
      await row('FAC-2001').waitFor();
      await expect.poll(() => newer('actualizar').count()).toBe(0);
      await show(`historial?to=${shopDay(Date.now() - 86_400_000)}`);
      await row('FAC-2001').waitFor();
      bridge.put({ order_id: 'FAC-2002', status: 'paid', age: 1, changed: 1 });
      await page.locator('[data-says="calm"]').getByText('FAC-2002').waitFor({ state: 'attached' });
      expect(await newer('actualizar').count()).toBe(0);
      await show('historial?terminal=caja7');
      await page.getByText('Ningún cobro coincide').waitFor();
      expect(await newer('actualizar').count()).toBe(0);
    });

    it('is read anew when it is opened again', async () => {
      await page.clock.install();
      bridge.setStage({ charges: sold(40) });
      await page.reload();
      await show('historial?outcome=unpaid');
      await page.getByText('Ningún cobro coincide').waitFor();
      await show('caja');
      await page.locator('[data-terminal="caja1"]').waitFor();
      bridge.putUnheard({ order_id: 'FAC-3000', status: 'declined', age: 9000, changed: 8000 });
      await page.clock.fastForward(10_000);
      await show('historial?outcome=unpaid');
      await row('FAC-3000').waitFor();
    });

    it('keeps what was read when its next part is not, and reads on when asked', async () => {
      bridge.setStage({ charges: sold(250) });
      await page.reload();
      await page.route(/\/v1\/charges\?.*cursor=/, (route) => route.abort());
      await show('historial');
      await row('FAC-1250').waitFor();
      await row('FAC-1250').focus();
      for (let pages = 0; pages < 8; pages++) await page.keyboard.press('PageDown');
      await page.getByRole('alert').getByText('La ventana se reconecta sola').waitFor();
      expect(await page.locator('[data-index]').count()).toBeGreaterThan(5);
      expect(await findBarriers(page)).toEqual([]);
      await page.unroute(/\/v1\/charges\?.*cursor=/);
      await page.locator('.historial-fault').getByRole('button', { name: 'Intentar de nuevo' }).press('Enter');
      await page.locator('.historial-fault').waitFor({ state: 'detached' });
      await page.locator('.table-box').evaluate((box) => box.scrollTo(0, box.scrollHeight));
      const lastRow = () =>
        page
          .locator('[data-index]')
          .evaluateAll((rows) => Math.max(...rows.map((each) => Number(each.getAttribute('data-index')))));
      await expect.poll(lastRow).toBeGreaterThan(100);
    });
  });

  describe('the day close', () => {
    beforeEach(async () => {
      await page.route('**/v1/reports/day?*', (route) =>
        route.fulfill({ json: reportOf(dayOf(route.request().url())) }),
      );
    });

    it('stays the same day at midnight, and goes to the new one when asked', async () => {
      await page.clock.install({ time: '2026-11-28T23:59:00-06:00' });
      await page.reload();
      await show('cierre');
      const heading = page.getByRole('heading', { level: 1 });
      await heading.getByText('sábado').waitFor();
      await page.clock.setSystemTime('2026-11-29T00:00:30-06:00');
      const read = page.waitForRequest('**/v1/reports/day?*');
      bridge.put({ order_id: 'FAC-5', status: 'paid', age: 1, changed: 0 });
      expect(dayOf((await read).url())).toBe('2026-11-28');
      expect(await heading.innerText()).toContain('Sábado');
      // The control: the new day has begun, and is one step away.
      await page.getByRole('button', { name: 'Día siguiente' }).press('Enter');
      await heading.getByText('domingo').waitFor();
      await page.getByRole('button', { name: 'Día anterior' }).press('Enter');
      await heading.getByText('sábado').waitFor();
    });

    it('keeps the comparison and its result when a reading of the day fails', async () => {
      const result: DayComparison = {
        date: shopDay(Date.now()),
        made_at: new Date().toISOString(),
        erp: { files: ['ventas.csv'], rows: 1, unread: [] },
        recurrente: { state: 'read', others: 0 },
        totals: [],
        agreed: 1,
        lines: [],
      };
      await page.route('**/v1/reports/day/compare', (route) => route.fulfill({ json: result }));
      await show('cierre');
      await page.getByRole('button', { name: 'Cuadrar ahora' }).press('Enter');
      await page.locator('.verdict').waitFor();
      await page.route('**/v1/reports/day?*', (route) => route.abort());
      bridge.put({ order_id: 'FAC-6', status: 'paid', age: 1, changed: 0 });
      await page.getByRole('alert').getByText('La ventana se reconecta sola').waitFor();
      await page.locator('.verdict').waitFor();
      await page.unroute('**/v1/reports/day?*');
      await page.route('**/v1/reports/day?*', (route) =>
        route.fulfill({ json: reportOf(dayOf(route.request().url())) }),
      );
      await page.getByRole('button', { name: 'Intentar de nuevo' }).press('Enter');
      await page.locator('.cierre-made').waitFor();
      await page.locator('.verdict').waitFor();
    });
  });

  it('shows a screen that was opened while the bridge was away, once it is back', async () => {
    // Fetched ahead in the first seconds of a window: this one is opened before.
    const file = /\/assets\/historial-.*\.js$/;
    let refused = 0;
    await page.route(file, (route) => {
      refused += 1;
      return route.abort();
    });
    await page.reload();
    await page.locator('[data-link="online"]').waitFor();
    await show('historial');
    await expect.poll(() => refused).toBeGreaterThan(1);
    await page.unroute(file);
    await page.getByRole('searchbox').waitFor();
  });

  it('keeps the older alerts on the screen when one comes', async () => {
    await page.route('**/v1/alerts?*', (route) => {
      const before = Number(new URL(route.request().url()).searchParams.get('before') ?? 101);
      const log: AlertPage = {
        data: Array.from({ length: 50 }, (_, at) => ({
          id: before - 1 - at,
          at: new Date().toISOString(),
          code: 'offline',
          level: 'info',
          charge_id: null,
          order_id: null,
          message: `Alerta ${before - 1 - at}`,
          acknowledged: true,
          ended_at: new Date().toISOString(),
          seen_by: null,
        })),
        next_before: before > 51 ? before - 50 : null,
      };
      return route.fulfill({ json: log });
    });
    const alert = (id: number) => page.locator('.alert-row', { hasText: new RegExp(`Alerta ${id}(?!\\d)`) });
    await show('alertas');
    await alert(51).waitFor();
    await page.getByRole('button', { name: 'Ver anteriores' }).press('Enter');
    await alert(1).waitFor();
    const older = page.waitForResponse('**/v1/alerts?*before=*');
    bridge.setStage({
      alerts: [
        {
          code: 'offline',
          level: 'warning',
          charge_id: null,
          order_id: null,
          message: 'Sin conexión.',
          acknowledged: false,
        },
      ],
    });
    await older;
    expect(await alert(1).count()).toBe(1);
  });
});
