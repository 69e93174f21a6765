import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Bench } from './bench.ts';
import { findChromium, openBenchWindow, readFirstPaint } from './browser.ts';
import { createErp } from './erp.ts';
import { createRows, pause, quantile, type CaseResult } from './figures.ts';
import { openMillion } from './million.ts';
import { startServe } from './processes.ts';

const BUDGET_KB = 260;
const ROW_PX = 52;

/** What the window weighs, how soon it shows, and whether it scrolls smoothly over 1,000,000 charges. */
export async function benchWindow(bench: Bench): Promise<CaseResult[]> {
  const weight = weigh(path.join(bench.dist, 'renderer'));
  const chromium = findChromium();
  if (!chromium) return [weight];
  return [weight, ...(await look(bench, chromium))];
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
    add(kind, 'gz kB', sum(bytes.map((each) => gzipSync(each, { level: 9 }).length)));
  }
  return { title: 'Weight of the window', rows: rows(), notes: [`Budget: ${BUDGET_KB} kB of JS, gz.`] };
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
          scrolling.add(what, 'frames/s', 1000 / (gapsMs.reduce((sum, gap) => sum + gap, 0) / gapsMs.length));
          scrolling.add(what, 'p99 gap ms', quantile(gapsMs, 0.99));
          scrolling.add(what, 'longest gap ms', Math.max(...gapsMs));
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
            resolve({ gapsMs: gapsMs.slice(1), rows: Math.max(...rows.map((row) => Number(row.dataset['index']))) });
          }
        };
        requestAnimationFrame(frame);
      }),
    [forMs, px] as const,
  );
}
