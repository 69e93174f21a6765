import { createHash } from 'node:crypto';
import { shortName } from './places.ts';

/**
 * The name of a file in `processing/`, never used twice: the time and a counter, the bridge that took it, `~@`, the folder of the
 * configuration, where the file is taken up again the record that it goes on with, `~`, and the name as it was. Bridges of older
 * versions, which may work on the same share, know it up to the first `~`; what they wrote has no more than that.
 */
const CLAIM = /^[0-9a-z]{8,10}-[0-9a-z]{1,4}(?:-([0-9a-f]{8})(?:~@([0-9a-f]{8})(?:-([0-9a-z]{1,11}))?(?=~))?)?~/;

export interface ClaimMarks {
  /** The bridge that took it; undefined where none has put its mark on it. */
  readonly owner: string | undefined;
  /** `markOf` the folder of the configuration that took it. */
  readonly folder: string | undefined;
  /** The record that it goes on with. */
  readonly continues: number | undefined;
  /** A file that somebody put into `processing/` by hand is its own claim. */
  readonly name: string;
}

/** Stands for a folder of the configuration in the names of its claims. */
export const markOf = (folderKey: string): string => createHash('sha256').update(folderKey).digest('hex').slice(0, 8);

export function claimName(
  name: string,
  { owner, folder, continues }: { readonly owner: string; readonly folder: string; readonly continues?: number },
  nowMs: number,
  counter: number,
): string {
  const again = continues === undefined ? '' : `-${continues.toString(36)}`;
  const time = nowMs.toString(36).padStart(8, '0');
  return `${time}-${counter.toString(36)}-${owner}~@${folder}${again}~${shortName(name)}`;
}

export function readClaim(claim: string): ClaimMarks {
  const [prefix = '', owner, folder, continues] = CLAIM.exec(claim) ?? [];
  return {
    owner,
    folder,
    continues: continues === undefined ? undefined : parseInt(continues, 36),
    name: claim.slice(prefix.length),
  };
}

export const originalName = (claim: string): string => readClaim(claim).name;
