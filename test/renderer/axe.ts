import { AxeBuilder } from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** The rules as the builder's own axe-core ships them for a page. */
const rules = readFileSync(
  createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** What breaks WCAG 2.2 AA on the page as it stands, one line each with the place. */
export async function findBarriers(page: Page): Promise<string[]> {
  // The builder would hand a megabyte of rules to the page twice at each look, which takes longer than the look itself.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(rules);
  const { violations } = await new AxeBuilder({ page, axeSource: 'void 0' })
    // Its other mode merges the frames of a page in a tab of its own; the window has no frames.
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')} ${failureSummary ?? ''}`),
  );
}
