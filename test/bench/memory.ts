import type { Page } from 'playwright-core';
import type { Bench } from './bench.ts';
import { findChromium, launchBench, openBenchPage, readMemory } from './browser.ts';
import { nextOrder } from './charge.ts';
import { createErp } from './erp.ts';
import { createRows, pause, type CaseResult } from './figures.ts';
import { readUsage, startServe } from './processes.ts';
import { startRecurrente } from './recurrente.ts';
import { openStream } from './stream.ts';

/** A busy shop's 8 hours: some 250 charges on three terminals, each told of about 11 times. */
const EVENTS_OF_8_HOURS = 2750;
/** After so many the bounded lists of the page are full. */
const WARM_UP_EVENTS = 500;
const AT_ONCE = 12;
const SCREENS = ['caja', 'historial', 'cierre', 'alertas', 'ajustes/inicio', 'tira'];
/** Someone goes from screen to screen that often in the 8 hours. */
const WALKS = 120;

/** Windows left open on each screen through 8 hours' worth of events, pressed into some minutes: does a page grow, does the bridge? */
export async function benchMemory(bench: Bench): Promise<CaseResult> {
  const chromium = findChromium();
  if (!chromium) return { title: 'Memory of the page', rows: [], notes: ['No Chromium: not measured.'] };
  const recurrente = await startRecurrente({
    customer: { mode: 'scripted', script: { thinkMs: [20, 60], walkAway: 0, decline: 0.1, cancel: 0 } },
  });
  const { terminals, url } = recurrente;
  const folder = bench.newFolder('memory');
  const bridge = await startServe({ cli: bench.cli, folder, recurrente: url, terminals, pollMs: 50 });
  const erp = createErp(bridge.url);
  const stream = await openStream(bridge.url);
  const browser = await launchBench(chromium);
  const { add, rows } = createRows();
  let placing = true;
  try {
    await erp.untilOnline();
    const pages: [name: string, page: Page][] = [];
    for (const name of [...SCREENS, 'from screen to screen']) {
      const page = await openBenchPage(browser, await erp.newLink());
      pages.push([name, page]);
      if (SCREENS.includes(name)) await show(page, name);
    }
    const walker = pages.at(-1)?.[1];
    const shop = Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (placing) await erp.untilFinal((await erp.place(nextOrder())).id);
      }),
    );
    const total = bench.quick ? WARM_UP_EVENTS + 250 : WARM_UP_EVENTS + EVENTS_OF_8_HOURS;
    const aWalk = (total - WARM_UP_EVENTS) / WALKS;
    let walks = 0;
    for (const mark of [WARM_UP_EVENTS, (WARM_UP_EVENTS + total) / 2, total]) {
      while (stream.count() < mark) {
        if (walker && stream.count() >= walks * aWalk) await show(walker, SCREENS[walks++ % SCREENS.length] ?? 'caja');
        await pause(50);
      }
      // Where it stands tells how much it holds; so it stands at the same place each time.
      if (walker) await show(walker, 'caja');
      for (const [name, page] of pages) {
        const memory = await readMemory(page);
        const what = `${name}, after ${Math.round(mark)} events`;
        add(what, 'page heap MB', memory.heapMb);
        add(what, 'DOM nodes', memory.nodes);
        add(what, 'listeners', memory.listeners);
      }
      const usage = readUsage(bridge.pid);
      if (usage) add(`bridge, after ${Math.round(mark)} events`, 'RSS MB', usage.rssMb);
    }
    placing = false;
    await shop;
  } finally {
    placing = false;
    stream.close();
    await browser.close();
    await bridge.stop();
    await recurrente.stop();
  }
  return {
    title: "Memory of the page over 8 hours' worth of events",
    rows: rows(),
    notes: [
      'After a forced garbage collection; the first row of each screen is past the warm-up, the last is 8 hours later.',
      `The last window went ${WALKS} times from screen to screen.`,
    ],
  };
}

const show = (page: Page, screen: string): Promise<void> =>
  page.evaluate((hash) => void (location.hash = `#/${hash}`), screen);
