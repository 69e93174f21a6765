import type { Bench } from './bench.ts';
import { findChromium, openBenchWindow, readMemory } from './browser.ts';
import { nextOrder } from './charge.ts';
import { createErp } from './erp.ts';
import { createRows, pause, type CaseResult } from './figures.ts';
import { readUsage, startServe } from './processes.ts';
import { startRecurrente } from './recurrente.ts';
import { openStream } from './stream.ts';

/** A busy shop's 8 hours: some 250 charges on three terminals, each told of about 11 times. */
const EVENTS_OF_8_HOURS = 2750;
const WARM_UP_EVENTS = 300;
const AT_ONCE = 12;

/** A window left open through 8 hours' worth of events, pressed into a minute: does the page grow, does the bridge? */
export async function benchMemory(bench: Bench): Promise<CaseResult> {
  const chromium = findChromium();
  if (!chromium) return { title: 'Memory of the page', rows: [], notes: ['No Chromium: not measured.'] };
  const recurrente = await startRecurrente({
    customer: { mode: 'scripted', script: { thinkMs: [20, 60], walkAway: 0, decline: 0, cancel: 0 } },
  });
  const { terminals, url } = recurrente;
  const folder = bench.newFolder('memory');
  const bridge = await startServe({ cli: bench.cli, folder, recurrente: url, terminals, pollMs: 50 });
  const erp = createErp(bridge.url);
  const stream = await openStream(bridge.url);
  const window = await openBenchWindow(chromium, await erp.newLink());
  const { add, rows } = createRows();
  let placing = true;
  try {
    await erp.untilOnline();
    const shop = Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (placing) await erp.untilFinal((await erp.place(nextOrder())).id);
      }),
    );
    const total = bench.quick ? WARM_UP_EVENTS * 2 : WARM_UP_EVENTS + EVENTS_OF_8_HOURS;
    for (const mark of [WARM_UP_EVENTS, (WARM_UP_EVENTS + total) / 2, total]) {
      while (stream.count() < mark) await pause(50);
      const memory = await readMemory(window.page);
      const what = `after ${Math.round(mark)} events`;
      add(what, 'page heap MB', memory.heapMb);
      add(what, 'DOM nodes', memory.nodes);
      add(what, 'listeners', memory.listeners);
      const usage = readUsage(bridge.pid);
      if (usage) add(what, 'bridge RSS MB', usage.rssMb);
    }
    placing = false;
    await shop;
  } finally {
    placing = false;
    stream.close();
    await window.close();
    await bridge.stop();
    await recurrente.stop();
  }
  return {
    title: "Memory of the page over 8 hours' worth of events",
    rows: rows(),
    notes: ['After a forced garbage collection; the first row is past the warm-up.'],
  };
}
