import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Bench } from './bench.ts';
import { findChromium, openBenchWindow, readFirstPaint } from './browser.ts';
import { createErp } from './erp.ts';
import { createRows, pause, quantile, type CaseResult } from './figures.ts';
import { openMillion } from './million.ts';
import { startServe } from './processes.ts';

/** Before the first paint, and of every screen of the till and of the chain together. */
const FIRST_BUDGET_KB = 210;
const BUDGET_KB = 350;
const EVENTS_PER_SECOND = 20;
const ROW_PX = 52;

/** What the window weighs, how soon it shows, and whether it scrolls smoothly over 1,000,000 charges. */
export async function benchWindow(bench: Bench): Promise<CaseResult[]> {
  const weight = weigh(path.join(bench.dist, 'renderer'));
  const chromium = findChromium();
  if (!chromium) return [weight];
  return [weight, await watchNews(bench, chromium), ...(await look(bench, chromium))];
}

function weigh(folder: string): CaseResult {
  const { add, rows } = createRows();
  for (const kind of ['js', 'css', 'woff2']) {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith(`.${kind}`),
    );
    const bytes = files.map((name) => readFileSync(path.join(folder, name)));
    const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0) / 1000;
    add(kind, 'files', files.length);
    add(kind, 'kB', sum(bytes.map((each) => each.length)));
    add(kind, 'gz kB', sum(bytes.map(zippedSize)));
  }
  const first = firstScripts(folder).map((name) => readFileSync(path.join(folder, name)));
  add('js before the first paint', 'files', first.length);
  add('js before the first paint', 'kB', first.reduce((total, each) => total + each.length, 0) / 1000);
  add('js before the first paint', 'gz kB', first.reduce((total, each) => total + zippedSize(each), 0) / 1000);
  return {
    title: 'Weight of the window',
    rows: rows(),
    notes: [`Budget: ${FIRST_BUDGET_KB} kB of JS, gz, before the first paint, ${BUDGET_KB} in all.`],
  };
}

const zippedSize = (bytes: Buffer): number => gzipSync(bytes, { level: 9 }).length;

/** The page's own script and what it imports outright; what it imports later is not waited for. */
function firstScripts(folder: string): string[] {
  const found = new Set<string>();
  const take = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const text = readFileSync(path.join(folder, name), 'utf8');
    for (const [, next] of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
      if (next) take(path.posix.join(path.posix.dirname(name), next));
  };
  const page = readFileSync(path.join(folder, 'index.html'), 'utf8');
  for (const [, script] of page.matchAll(/<script[^>]* src="\.\/([^"]+)"/g)) if (script) take(script);
  return [...found];
}

async function look(bench: Bench, chromium: string): Promise<CaseResult[]> {
  const opening = createRows();
  const scrolling = createRows();
  const bridge = await startServe({
    cli: bench.cli,
    folder: openMillion(bench),
    terminals: ['trm_1', 'trm_2', 'trm_3'],
  });
  const erp = createErp(bridge.url);
  try {
    for (let repeat = 0; repeat < (bench.quick ? 1 : 5); repeat += 1) {
      const window = await openBenchWindow(chromium, await erp.newLink());
      const { firstPaintMs, cardsMs } = await readFirstPaint(window.page);
      opening.add('window, cold browser', 'first paint ms', firstPaintMs);
      opening.add('window, cold browser', 'cards ms', cardsMs);
      if (repeat === 0) {
        await window.page.goto(`${bridge.url}/#/historial`);
        await window.page.locator('.table-row[data-index]').first().waitFor();
        await pause(1000);
        const still = await countFrames(window.page, bench.quick ? 1000 : 3000, 0);
        const scrolled = await countFrames(window.page, bench.quick ? 1500 : 5000, ROW_PX);
        for (const [what, { gapsMs, rows }] of [
          ['standing still', still],
          ['scrolling a row a frame', scrolled],
        ] as const) {
          addFrames(scrolling, what, gapsMs);
          scrolling.add(what, 'row reached', rows);
        }
      }
      await window.close();
    }
  } finally {
    await bridge.stop();
  }
  return [
    { title: 'Opening the window', rows: opening.rows() },
    {
      title: 'Historial over 1,000,000 charges',
      rows: scrolling.rows(),
      notes: ['Frames of a headless browser that draws with the CPU: the two rows are to be read beside each other.'],
    },
  ];
}

/** The home screen of a bridge that cannot send, so that every queue is as long as it is ever shown. */
async function watchNews(bench: Bench, chromium: string): Promise<CaseResult> {
  const rows = createRows();
  const folder = bench.newFolder('window');
  const bridge = await startServe({ cli: bench.cli, folder, terminals: ['trm_1', 'trm_2', 'trm_3'] });
  try {
    const erp = createErp(bridge.url);
    const forMs = bench.quick ? 1500 : 5000;
    const window = await openBenchWindow(chromium, await erp.newLink());
    await placeMany(erp, 3000);
    await pause(1000);
    addFrames(rows, 'no news', (await countFrames(window.page, forMs, 0)).gapsMs);
    const [told] = await Promise.all([countFrames(window.page, forMs, 0), placeMany(erp, forMs)]);
    addFrames(rows, `${EVENTS_PER_SECOND} charges/s`, told.gapsMs);
    await window.close();
  } finally {
    await bridge.stop();
  }
  return {
    title: 'The home screen while charges come in',
    rows: rows.rows(),
    notes: ['Each charge is told to the window as two events: the charge, and its terminal.'],
  };
}

function addFrames({ add }: ReturnType<typeof createRows>, what: string, gapsMs: readonly number[]): void {
  add(what, 'frames/s', 1000 / (gapsMs.reduce((sum, gap) => sum + gap, 0) / gapsMs.length));
  add(what, 'p99 gap ms', quantile(gapsMs, 0.99));
  add(what, 'longest gap ms', Math.max(...gapsMs));
}

/** New charges at an even pace, whatever each answer takes. */
async function placeMany(erp: ReturnType<typeof createErp>, forMs: number): Promise<void> {
  const run = Date.now().toString(36);
  const placed: Promise<unknown>[] = [];
  for (let i = 0; i < (forMs / 1000) * EVENTS_PER_SECOND; i += 1) {
    placed.push(erp.place({ order_id: `fps-${run}-${i}`, amount: '10.00', terminal: `caja${1 + (i % 3)}` }));
    await pause(1000 / EVENTS_PER_SECOND);
  }
  await Promise.all(placed);
}

/** Scrolls the list by so many px each frame and notes the gaps between frames. */
function countFrames(
  page: Awaited<ReturnType<typeof openBenchWindow>>['page'],
  forMs: number,
  px: number,
): Promise<{ gapsMs: number[]; rows: number }> {
  return page.evaluate(
    ([lastMs, step]) =>
      new Promise((resolve) => {
        const box = document.querySelector('.table-box');
        const gapsMs: number[] = [];
        const startMs = performance.now();
        let beforeMs = startMs;
        const frame = (): void => {
          const nowMs = performance.now();
          gapsMs.push(nowMs - beforeMs);
          beforeMs = nowMs;
          box?.scrollBy(0, step);
          if (nowMs - startMs < lastMs) requestAnimationFrame(frame);
          else {
            const rows = [...document.querySelectorAll<HTMLElement>('.table-row[data-index]')];
            resolve({ gapsMs: gapsMs.slice(1), rows: Math.max(0, ...rows.map((row) => Number(row.dataset['index']))) });
          }
        };
        requestAnimationFrame(frame);
      }),
    [forMs, px] as const,
  );
}
