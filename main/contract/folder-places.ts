import { configFault } from './config-words.ts';
import { patternsMeet } from './file-patterns.ts';

/** Where a folder keeps what it has taken, beside the ERP's files (main/intake/files/places.ts). */
const OWN_PLACES = ['processing', 'done', 'rejected', 'dry-run'] as const;

interface Placed {
  readonly name?: string | undefined;
  readonly path: string;
  readonly match: string | readonly string[];
  readonly results?: { readonly path?: string | undefined } | undefined;
}

/** From the root of a disk or a share: what a folder is called does not depend on where the bridge was started. */
export const isWholePath = (path: string): boolean => /^(?:[A-Za-z]:[\\/]|[\\/])/.test(path.trim());

/** One spelling of a path: `C:\ERP\.\export\` and `c:/erp/export` are the same folder on the shops' disks. */
function plainPath(path: string): string {
  const share = /^[\\/]{2}/.test(path) ? '/' : '';
  const parts: string[] = [];
  for (const part of path
    .trim()
    .toLowerCase()
    .split(/[\\/]+/)) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `${share}/${parts.join('/')}`;
}

export const isSamePath = (a: string, b: string): boolean => plainPath(a) === plainPath(b);
const isWithin = (inner: string, outer: string): boolean => `${plainPath(inner)}/`.startsWith(`${plainPath(outer)}/`);
const resultsPath = ({ path, results }: Placed): string | undefined => results && (results.path ?? `${path}/results`);

/** The path that a folder keeps for itself and in which nothing else may be watched or written. */
const keptPlace = (path: string, folder: Placed): string | undefined =>
  OWN_PLACES.map((place) => `${folder.path}/${place}`).find((place) => isWithin(path, place));

/** Why answers cannot be written where the folder says; undefined when they can. */
export function faultOfResults(folder: Placed, all: readonly Placed[]): string | undefined {
  const path = resultsPath(folder);
  if (path === undefined) return undefined;
  // Its own answers, or another folder's, would come back as requests.
  if (all.some((each) => isSamePath(each.path, path))) return configFault('results_elsewhere');
  return all.some((each) => keptPlace(path, each) !== undefined) ? configFault('results_not_inside') : undefined;
}

/** Why a folder cannot be watched beside another; undefined when it can. */
export function faultBeside(folder: Placed, other: Placed): { key: 'path' | 'match'; message: string } | undefined {
  if (isSamePath(folder.path, other.path))
    // Each charge's amount would follow from who is quicker.
    return patternsMeet(other.match, folder.match)
      ? { key: 'match', message: configFault('same_files', other.name ?? other.path, [other.match].flat().join(', ')) }
      : undefined;
  for (const [inner, outer] of [
    [folder, other],
    [other, folder],
  ] as const)
    if (keptPlace(inner.path, outer) !== undefined)
      return { key: 'path', message: configFault('inside_working', outer.path) };
  return undefined;
}
