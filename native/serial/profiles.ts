import { serialProfileSchema, type SerialProfile } from '../../main/contract/serial-profile.ts';
import genericCrc16 from '../profiles/serial/generic-crc16.json' with { type: 'json' };
import genericLrc from '../profiles/serial/generic-lrc.json' with { type: 'json' };
import genericLrc7f from '../profiles/serial/generic-lrc-7f.json' with { type: 'json' };
import plainLine from '../profiles/serial/plain-line.json' with { type: 'json' };
import transbankCents from '../profiles/serial/transbank-cents.json' with { type: 'json' };
import transbankUnits from '../profiles/serial/transbank-units.json' with { type: 'json' };

/** The profiles that ship with the bridge, checked when the bridge starts. */
export const SHIPPED_PROFILES: readonly SerialProfile[] = [
  transbankCents,
  transbankUnits,
  genericLrc,
  genericLrc7f,
  genericCrc16,
  plainLine,
].map((raw) => serialProfileSchema.parse(raw));

/** A profile by its name; undefined when none is called so. */
export const findProfile = (id: string): SerialProfile | undefined =>
  SHIPPED_PROFILES.find((profile) => profile.id === id);
