import type { FileLedger } from '../../contract/file-ledger.ts';
import { patternsMeet } from '../../contract/file-patterns.ts';
import { isSamePath } from '../../contract/folder-places.ts';
import { folderKey, type FolderConfig } from '../../contract/folders.ts';
import { matcher } from './candidates.ts';
import { markOf } from './claim-name.ts';
import type { Beside } from './watch-deps.ts';

/**
 * The folders of a configuration, seen by each of them. Paths that differ may be one place (a link, a drive letter of a share), which
 * only the disk tells: each folder says what it has found, and none waits for another, whose share may hang.
 */
export function createNeighbours(folders: readonly FolderConfig[], ledger: Pick<FileLedger, 'owner' | 'unfinished'>) {
  const found = new Map<number, readonly string[]>();

  return (index: number): Beside => {
    const folder = folders[index];
    if (!folder) throw new RangeError(`there is no folder ${index}`);
    const others = folders.filter((other) => other !== folder);
    const ofSamePath = others.filter((other) => isSamePath(other.path, folder.path));
    const wants = ofSamePath.map(({ match }) => matcher(match));
    const isFirst = !folders.slice(0, index).some((other) => ofSamePath.includes(other));
    const keys = others.map(folderKey);
    const marks = new Set(keys.map(markOf));

    return {
      isOthers: (name) => !isFirst || wants.some((each) => each(name)),
      isOthersClaim: (claim, { owner, folder: mark }) =>
        (owner === ledger.owner && mark !== undefined && marks.has(mark)) ||
        keys.some((key) => ledger.unfinished(key).some((record) => record.claim === claim)),
      settleIn: (signs) => void found.set(index, signs),
      // The earlier one in the configuration goes on: which of two it is must not follow from who is quicker today.
      twin() {
        const signs = found.get(index) ?? [];
        const at = folders.findIndex(
          (other, each) =>
            each < index &&
            found.get(each)?.some((sign) => signs.includes(sign)) === true &&
            patternsMeet(other.match, folder.match),
        );
        const twin = folders[at];
        return twin && folderKey(twin);
      },
    };
  };
}
