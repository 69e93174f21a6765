import { serialProfileSchema, type SerialProfile } from '../../main/contract/serial-profile.ts';
import genericCrc16 from '../profiles/serial/generic-crc16.json' with { type: 'json' };
import genericLrc from '../profiles/serial/generic-lrc.json' with { type: 'json' };
import genericLrc7f from '../profiles/serial/generic-lrc-7f.json' with { type: 'json' };
import plainLine from '../profiles/serial/plain-line.json' with { type: 'json' };
import transbankCents from '../profiles/serial/transbank-cents.json' with { type: 'json' };
import transbankUnits from '../profiles/serial/transbank-units.json' with { type: 'json' };

/** The profiles that ship with the bridge, as their files are. */
const SHIPPED: readonly { readonly id: string }[] = [
  transbankCents,
  transbankUnits,
  genericLrc,
  genericLrc7f,
  genericCrc16,
  plainLine,
];

export const shippedProfiles = (): readonly SerialProfile[] => SHIPPED.map((raw) => serialProfileSchema.parse(raw));

/** A shipped profile by its name; undefined when none is called so. Read when asked for: most shops have no serial line. */
export function findProfile(id: string): SerialProfile | undefined {
  const raw = SHIPPED.find((profile) => profile.id === id);
  return raw && serialProfileSchema.parse(raw);
}
