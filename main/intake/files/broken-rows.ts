import type { Profile } from '../../contract/folders.ts';
import { chargePlaces } from './charge-places.ts';
import { countBelow, type DecodedText } from './encoding.ts';
import { reason } from './reasons.ts';
import type { RawRow } from './rows.ts';

const BROKEN = '\ufffd';

/**
 * Refuses the rows in which a character is broken: one order number that was cut could be another's. In the description the charge
 * is made without that character, and what is not mapped does not matter.
 */
export function createBrokenCheck({ broken }: Pick<DecodedText, 'broken'>, profile: Profile): (row: RawRow) => RawRow {
  if (broken.length === 0) return (row) => row;
  const described = profile.format === 'fixed' ? 'description' : profile.fields.description;
  const places = [...chargePlaces(profile)];
  return (row) => {
    if (row.fault || countBelow(broken, row.end) === countBelow(broken, row.start)) return row;
    const bad = places.find((place) => place !== described && row.read(place)?.includes(BROKEN));
    if (bad !== undefined) return { ...row, fault: reason('char_broken', { field: bad, text: row.read(bad) ?? '' }) };
    return { ...row, read: (place) => row.read(place)?.replaceAll(BROKEN, '') };
  };
}
