import iconv from 'iconv-lite';
import { decodeFile } from './encoding.ts';
import { guessTable } from './guess-table.ts';
import type { Sample } from './propose.ts';
import { UnreadableFile } from './reasons.ts';

/** What a sample looks like from afar. */
interface Likeness {
  readonly kind: string;
  readonly places: ReadonlySet<string | number>;
}

/** Sales of one ERP leave out a key now and then; another kind of file shares hardly any. */
const ALIKE = 0.5;

/**
 * Which samples are files of the same kind, as their indexes: same format, same delimiter, and at least half of all their columns in
 * common. One that cannot be read goes with the first, so that it is complained of there.
 */
export async function groupSamples(samples: readonly Sample[]): Promise<readonly (readonly number[])[]> {
  const groups: { readonly likeness: Likeness; readonly members: number[] }[] = [];
  const unreadable: number[] = [];
  for (const [index, sample] of samples.entries()) {
    const likeness = await lookAt(sample);
    if (!likeness) {
      unreadable.push(index);
      continue;
    }
    const group = groups.find((each) => isAlike(each.likeness, likeness));
    if (group) group.members.push(index);
    else groups.push({ likeness, members: [index] });
  }
  const [first = [], ...others] = groups.map(({ members }) => members);
  return [[...first, ...unreadable], ...others];
}

async function lookAt({ bytes }: Sample): Promise<Likeness | undefined> {
  try {
    const { settings, columns } = await guessTable(textOf(bytes));
    const kind = [settings.format, settings['delimiter'], settings['record'], settings['header']].join(' ');
    return { kind, places: new Set(columns.map(({ place }) => place)) };
  } catch (error) {
    if (error instanceof UnreadableFile) return undefined;
    throw error;
  }
}

/** Accents do not matter here. */
function textOf(bytes: Uint8Array): string {
  try {
    return decodeFile(bytes, 'auto').text;
  } catch (error) {
    if (error instanceof UnreadableFile && error.reason.code === 'encoding_ambiguous')
      return iconv.decode(Buffer.from(bytes), 'windows-1252');
    throw error;
  }
}

function isAlike(a: Likeness, b: Likeness): boolean {
  if (a.kind !== b.kind) return false;
  const shared = [...a.places].filter((place) => b.places.has(place)).length;
  return shared >= ALIKE * (a.places.size + b.places.size - shared);
}
