import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** `desktop.json` in the data folder: what concerns the desktop app alone. IT writes it; nothing is on unless it says so. */
const settingsSchema = z.strictObject({
  updates: z
    .strictObject({
      /** Where `latest.yml` lies (https). Without it the app never looks for updates. */
      feedUrl: z
        .url({ protocol: /^https$/ })
        .nullable()
        .default(null),
      checkEveryHours: z.number().min(1).max(720).default(24),
    })
    .prefault({}),
});
export type DesktopSettings = z.infer<typeof settingsSchema>;

/** A faulty file turns nothing on, and the fault is told with its path. */
export function readDesktopSettings(dataDir: string): { settings: DesktopSettings; fault: string | null } {
  const file = path.join(dataDir, 'desktop.json');
  const defaults = settingsSchema.parse({});
  if (!existsSync(file)) return { settings: defaults, fault: null };
  try {
    const parsed = settingsSchema.safeParse(JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')));
    if (parsed.success) return { settings: parsed.data, fault: null };
    return { settings: defaults, fault: `${file}: ${z.prettifyError(parsed.error)}` };
  } catch (error) {
    return { settings: defaults, fault: `${file}: ${String(error)}` };
  }
}
