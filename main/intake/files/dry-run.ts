import type { ImportTask } from './import-file.ts';
import { moveTo, writeBeside, type Places } from './places.ts';
import { previewOnDisk, type RefusalOf } from './preview.ts';

/** A folder on trial: writes down what would have been charged (`dry-run/NAME.preview.json`) and charges nothing. */
export async function dryRunFile(
  task: ImportTask,
  places: Places,
  nowMs: number,
  defaults: DryRunDefaults,
): Promise<void> {
  const preview = await previewOnDisk(task.file, task.name, task.profile, { ...defaults, nowMs });
  await writeBeside(places.dryRun, `${task.name}.preview.json`, Buffer.from(`${JSON.stringify(preview, null, 2)}\n`));
  await moveTo(task.file, places.dryRun, task.name);
}

/** What the bridge fills in where a file says nothing. */
export interface DryRunDefaults {
  readonly currency: 'GTQ' | 'USD';
  readonly terminal: string | null;
  readonly expireAfterMs: number;
  /** Why the bridge would not take such an order: its amount, its terminal. */
  readonly refusalOf?: RefusalOf;
}
