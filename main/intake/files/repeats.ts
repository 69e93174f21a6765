import type { FileLedger, FileRecord } from '../../contract/file-ledger.ts';
import type { Profile } from '../../contract/folders.ts';
import { dayOfFile } from './map-row.ts';
import { reason, type Reason } from './reasons.ts';

/** What may still be done with a content that the folder has taken before: it creates nothing new (file-intake.md). */
export interface Repeat {
  /** Nothing at all, and why. */
  readonly ends?: { readonly state: 'repeated' | 'rejected'; readonly why?: Reason };
  /** What its rows were named by then. */
  readonly identity: string;
  /** Whether a row was taken then; those that were refused may be tried again. */
  readonly isTaken: (at: { readonly row: number; readonly line: number }) => boolean;
}

export function findRepeat(
  ledger: Pick<FileLedger, 'findByHash' | 'refusedOf'>,
  { home, record, profile }: { readonly home: string; readonly record: FileRecord; readonly profile: Profile },
): Repeat | undefined {
  const earlier = ledger.findByHash(home, record.sha256);
  if (!earlier) return undefined;
  const { identity } = earlier;
  const isAnswered = profile.results?.answerRepeats ?? false;
  const why = earlier.taken > 0 ? whyAnotherSale(profile, record, earlier) : undefined;
  if (why) return { ends: { state: 'rejected', why }, identity, isTaken: () => true };
  if (earlier.refused === 0) {
    const ends = isAnswered ? {} : { ends: { state: 'repeated' as const } };
    return { ...ends, identity, isTaken: () => true };
  }
  const { settings, rows } = ledger.refusedOf(home, record.sha256);
  const isSame = settings === record.settings;
  const refused = new Set(rows.map(({ row, line }) => (isSame ? row : line)));
  return { identity, isTaken: ({ row, line }) => !refused.has(isSame ? row : line) };
}

/**
 * Where the order number comes from the file's name or day, the same content may be another sale: a person must hear of it. A folder
 * whose repeats are answered numbers each day's requests anew, and takes them.
 */
function whyAnotherSale(profile: Profile, record: FileRecord, earlier: FileRecord): Reason | undefined {
  const pattern = profile.defaults.order_id ?? '';
  const { name: file } = earlier;
  if (pattern.includes('{file}') && file !== record.name) return reason('same_as_earlier', { file });
  const isOtherDay = dayOfFile(earlier.namedAtMs) !== dayOfFile(record.namedAtMs);
  if (pattern.includes('{date}') && isOtherDay && !profile.results?.answerRepeats)
    return reason('same_as_earlier_day', { file });
  return undefined;
}
