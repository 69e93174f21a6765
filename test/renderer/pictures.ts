import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

/** A picture for whoever looks at the screens of a test run: in the folder of `PUENTE_PICTURES`, nowhere without it. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env['PUENTE_PICTURES'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}
