import type { FolderConfig } from '../../../main/contract/folders.ts';
import type { Settings } from './draft.ts';
import type { Placed } from './placement.tsx';

/** The profile with what the placement fills in; what the preview is asked with. */
export function withDefaults(profile: Settings, { match, terminal, currency }: Placed): Settings {
  const defaults = { ...(profile['defaults'] as Settings | undefined), currency };
  return { ...profile, match, defaults: terminal === '' ? defaults : { ...defaults, terminal } };
}

/** A folder for `config.json`. The bridge checks it and fills in the rest, so it is sent as it was decided. */
export function toFolder(profile: Settings, placed: Placed): FolderConfig {
  const { path, name, resultsPath, resultsFormat, dryRun } = placed;
  const brought = profile['results'] as Settings | undefined;
  const results = {
    ...(brought ?? { format: resultsFormat }),
    ...(resultsPath.trim() === '' ? {} : { path: resultsPath.trim() }),
  };
  const folder = {
    ...withDefaults(profile, placed),
    path: path.trim(),
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    results,
    dryRun,
  };
  return folder as unknown as FolderConfig;
}
