import { access, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, makeFolder } from '../../disk/make-folder.ts';

/** The folders beside the ERP's files. Nothing in them is ever deleted. */
export const placesOf = (folder: string) => ({
  folder,
  processing: path.join(folder, 'processing'),
  done: path.join(folder, 'done'),
  rejected: path.join(folder, 'rejected'),
  /** Files that a dry run looked at; not charged, so not among the done. */
  dryRun: path.join(folder, 'dry-run'),
});
export type Places = ReturnType<typeof placesOf>;

/** Rejects with ENOENT when the watched folder is gone. */
export async function preparePlaces(places: Places): Promise<void> {
  for (const place of [places.processing, places.done, places.rejected]) await makeFolder(place);
}

/** Leaves room for a claim's prefix, `.2` and `.rejected.csv.tmp` within the 255 bytes that file systems give a name. */
const MOST_NAME_BYTES = 200;

/** The name, or its beginning and its ending where it is too long to add anything to. */
export function shortName(name: string): string {
  if (Buffer.byteLength(name) <= MOST_NAME_BYTES) return name;
  const { name: stem, ext } = path.parse(name);
  const ending = Buffer.byteLength(ext) <= 20 ? ext : '';
  let kept = '';
  for (const char of ending === '' ? name : stem) {
    if (Buffer.byteLength(kept + char + ending) > MOST_NAME_BYTES) break;
    kept += char;
  }
  return `${kept}${ending}`;
}

const CODES_OF_A_LOCK = new Set(['EBUSY', 'EPERM', 'EACCES', 'ETXTBSY']);
/** Windows refuses to move a file that its writer holds open; it is tried again. */
export const isLocked = (error: unknown): boolean => CODES_OF_A_LOCK.has(codeOf(error));
/** The folder is there and the bridge cannot use it. */
export const isDenied = (error: unknown): boolean =>
  ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'].includes(codeOf(error));
export const isGone = (error: unknown): boolean => codeOf(error) === 'ENOENT';

export const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** `A.csv`, or `A.2.csv`, `A.3.csv` … where files of earlier days have the name already. */
function numbered(folder: string, name: string): (number: number) => string {
  const { name: stem, ext } = path.parse(name);
  return (number) => path.join(folder, number === 1 ? name : `${stem}.${number}${ext}`);
}

/**
 * A free number from 1 on, behind a taken one. By doubling and halving: a dialect that has one name for every request leaves a
 * hundred thousand of them behind in a year, and a share takes a millisecond to look at each.
 */
export async function firstFree(isTaken: (number: number) => Promise<boolean>): Promise<number> {
  let taken = 0;
  let free = 1;
  for (; await isTaken(free); free *= 2) taken = free;
  while (free - taken > 1) {
    const middle = Math.floor((taken + free) / 2);
    if (await isTaken(middle)) taken = middle;
    else free = middle;
  }
  return free;
}

/** Where a file of that name can stay, never over another. */
export async function freePlace(folder: string, name: string): Promise<string> {
  await makeFolder(folder);
  const target = numbered(folder, name);
  return target(await firstFree((each) => exists(target(each))));
}

/** Moves a claimed file to where it stays, under its own name, never over another file. Answers with the new path. */
export async function moveTo(file: string, folder: string, name: string): Promise<string> {
  const target = await freePlace(folder, name);
  await rename(file, target);
  return target;
}

/**
 * Writes a file beside a finished one: whole or not at all, never over another. A killed run that wrote it already is
 * recognised by its content.
 */
export async function writeBeside(folder: string, name: string, content: Uint8Array): Promise<string> {
  await makeFolder(folder);
  const target = numbered(folder, name);
  const number = await firstFree((each) => exists(target(each)));
  const written = await findLast(folder, name, content, number);
  if (written !== undefined) return written;
  await writeWhole(target(number), content);
  return target(number);
}

/** The newest file of that name, when that is what it holds. */
export async function findLast(
  folder: string,
  name: string,
  content: Uint8Array,
  free?: number,
): Promise<string | undefined> {
  const target = numbered(folder, name);
  const number = free ?? (await firstFree((each) => exists(target(each))));
  const last = number === 1 ? undefined : await readFile(target(number - 1)).catch(() => undefined);
  return last?.equals(content) ? target(number - 1) : undefined;
}

export async function writeWhole(target: string, content: Uint8Array): Promise<void> {
  const fresh = path.join(path.dirname(target), `.${path.basename(target)}.tmp`);
  const handle = await open(fresh, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, target);
}
