import { profileSchema, type Profile } from '../../main/contract/folders.ts';
import easyzvt from './easyzvt.json' with { type: 'json' };
import fixed from './fixed.json' with { type: 'json' };
import genericCsv from './generic-csv.json' with { type: 'json' };
import iniOneCharge from './ini-one-charge.json' with { type: 'json' };
import pipe from './pipe.json' with { type: 'json' };
import tefPaygo from './tef-paygo.json' with { type: 'json' };
import tefSitef from './tef-sitef.json' with { type: 'json' };

/** The dialects that Puente ships, as a folder's settings without its path. `config.json` takes a copy of them. */
export const SHIPPED_PROFILES: Readonly<Record<string, unknown>> = {
  'generic-csv': genericCsv,
  'tef-paygo': tefPaygo,
  'tef-sitef': tefSitef,
  'ini-one-charge': iniOneCharge,
  easyzvt,
  pipe,
  fixed,
};

/** A shipped profile by its id, checked; undefined when there is none. */
export function shippedProfile(id: string): Profile | undefined {
  return Object.hasOwn(SHIPPED_PROFILES, id) ? profileSchema.parse(SHIPPED_PROFILES[id]) : undefined;
}
