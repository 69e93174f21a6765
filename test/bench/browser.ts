import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--js-flags=--expose-gc',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];

/** A Chromium on this machine, or undefined. */
export function findChromium(): string | undefined {
  return [process.env['PUENTE_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (file) => file !== undefined && existsSync(file),
  );
}

export interface BenchWindow {
  readonly page: Page;
  /** Resolves with the moment, in ms since the epoch, at which the frame after "paid" of this order was drawn. */
  drawnPaid(orderId: string): Promise<number>;
  close(): Promise<void>;
}

/** The product's window in a fresh browser, without the sleep that keeps frames from being measured. */
export async function openBenchWindow(executablePath: string, link: string): Promise<BenchWindow> {
  const browser = await launchBench(executablePath);
  const page = await openBenchPage(browser, link);
  return {
    page,
    drawnPaid: (orderId) =>
      page.evaluate(
        (order) =>
          new Promise<number>((resolve) => {
            const look = (): void => {
              const cards = [...document.querySelectorAll('[data-terminal][data-tone=paid]')];
              if (!cards.some((card) => card.textContent.includes(order))) return;
              observer.disconnect();
              // The frame that shows it is done when the one after it begins.
              requestAnimationFrame(() =>
                requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())),
              );
            };
            const observer = new MutationObserver(look);
            observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
            look();
          }),
        orderId,
      ),
    close: () => browser.close(),
  };
}

export const launchBench = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: [...FLAGS, '--enable-precise-memory-info'] });

/** One more window, with a profile and connections of its own. */
export async function openBenchPage(browser: Browser, link: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'es-GT' });
  await page.addInitScript(() => {
    // The card's own moment: looking for it from outside would add the way there.
    const observer = new MutationObserver(() => {
      if (!document.querySelector('[data-terminal]')) return;
      observer.disconnect();
      requestAnimationFrame(() => performance.mark('cards'));
    });
    observer.observe(document, { subtree: true, childList: true });
  });
  await page.goto(link);
  await page.locator('[data-terminal]').first().waitFor();
  return page;
}

/** When the page first painted anything, and when its cards stood there; ms from the start of the navigation. */
export const readFirstPaint = (page: Page): Promise<{ firstPaintMs: number; cardsMs: number }> =>
  page.evaluate(async () => {
    const find = (name: string): number | undefined => performance.getEntriesByName(name)[0]?.startTime;
    while (find('cards') === undefined) await new Promise((resolve) => requestAnimationFrame(resolve));
    return { firstPaintMs: find('first-contentful-paint') ?? NaN, cardsMs: find('cards') ?? NaN };
  });

/** What the page holds after a forced garbage collection. */
export async function readMemory(page: Page): Promise<{ heapMb: number; nodes: number; listeners: number }> {
  // Chromium's own gc(), since the protocol's command was seen never to answer while the stream is busy.
  // Twice: what the first one finalises holds nodes until the second.
  for (let round = 0; round < 2; round += 1)
    await page.evaluate(() => (globalThis as unknown as { gc: () => void }).gc());
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const find = (name: string): number => metrics.find((each) => each.name === name)?.value ?? NaN;
  await session.detach();
  return { heapMb: find('JSHeapUsedSize') / 1e6, nodes: find('Nodes'), listeners: find('JSEventListeners') };
}
