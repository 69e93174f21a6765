import type { Profile } from '../../contract/folders.ts';
import { echoPlaces } from './map-row.ts';

/** Every place of a record that its charge or its answer is made of; what stands elsewhere may be as it likes. */
export function chargePlaces(profile: Profile): ReadonlySet<string | number> {
  const fields = profile.format === 'fixed' ? Object.keys(profile.columns ?? {}) : Object.values(profile.fields);
  const named = (profile.defaults.order_id ?? '').matchAll(/\{([^}]+)\}/g);
  return new Set([
    ...fields.filter((place) => place !== undefined),
    ...Object.values(profile.metadata),
    ...echoPlaces(profile),
    ...(profile.command ? [profile.command.field] : []),
    ...[...named].map(([, place]) => place ?? ''),
  ]);
}
