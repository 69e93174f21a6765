import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A real filesystem of a few megabytes that can be filled, broken and mended. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all the space that is left. */
  fill(): void;
  free(): void;
  remove(): void;
}

const isRoot = process.getuid?.() === 0;

/** Mounting wants root: as another user it is done through `sudo`, where that asks no password (as on build machines). */
function run(command: string, ...args: string[]): string {
  const [program, ...words] = isRoot ? [command, ...args] : ['sudo', '-n', command, ...args];
  try {
    return execFileSync(program ?? command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  } catch (error) {
    throw new Error(
      `${command} ${args.join(' ')} failed. The disk tests mount small filesystems on Linux: run them as root, as a user whose sudo asks no password, or in a container started with --privileged. ${String(error)}`,
      { cause: error },
    );
  }
}

/** What root mounted belongs to root. */
function giveToUs(folder: string): void {
  if (!isRoot) run('chown', `${process.getuid?.()}:${process.getgid?.()}`, folder);
}

function fillUp(folder: string): void {
  // dd ends with an error when the space is gone, which is what is wanted.
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${path.join(folder, 'filler')}`, 'bs=4096'], { stdio: 'ignore' });
  } catch {
    return;
  }
}

/** Memory with a size limit: writes beyond it meet ENOSPC. */
export function mountSmallMemory(megabytes: number): SmallDisk {
  const folder = mkdtempSync(path.join(tmpdir(), 'puente-disk-'));
  run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder);
  giveToUs(folder);
  return {
    folder,
    fill: () => fillUp(folder),
    free: () => rmSync(path.join(folder, 'filler'), { force: true }),
    remove() {
      run('umount', '-l', folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface BlockDisk extends SmallDisk {
  /** From now on the device cannot take what the filesystem thinks it can: flushes fail with an I/O error. */
  breakDevice(): void;
  mendDevice(): void;
  /** The kernel gives up on the filesystem, as after a bad sector: read-only at once, open files too. */
  turnReadOnly(): void;
  /** Checked and mounted again, as after a restart of the PC. */
  remount(): void;
}

/** ext4 on a loop device whose backing file lies in memory that can be taken away from it. */
export function mountBlockDisk(): BlockDisk {
  const place = mkdtempSync(path.join(tmpdir(), 'puente-block-'));
  const backing = path.join(place, 'backing');
  const folder = path.join(place, 'disk');
  for (const each of [backing, folder]) mkdirSync(each);
  run('mount', '-t', 'tmpfs', '-o', 'size=40m', 'tmpfs', backing);
  giveToUs(backing);
  const image = path.join(backing, 'image');
  run('truncate', '-s', '128M', image);
  run('mkfs.ext4', '-q', '-F', image);
  const device = run('losetup', '-f', '--show', image);
  const mount = (): void => {
    run('mount', '-o', 'errors=remount-ro', device, folder);
    giveToUs(folder);
  };
  mount();
  const filler = path.join(backing, 'filler');
  return {
    folder,
    fill: () => fillUp(folder),
    free: () => rmSync(path.join(folder, 'filler'), { force: true }),
    breakDevice: () => fillUp(backing),
    mendDevice: () => rmSync(filler, { force: true }),
    turnReadOnly: () => void run('mount', '-o', 'remount,abort', folder),
    remount() {
      run('umount', folder);
      // Exit code 1 means that it found and mended something.
      run('sh', '-c', 'e2fsck -y "$0" > /dev/null 2>&1 || [ $? -eq 1 ]', device);
      mount();
    },
    remove() {
      if (existsSync(folder)) run('umount', '-l', folder);
      run('losetup', '-d', device);
      run('umount', '-l', backing);
      rmSync(place, { recursive: true, force: true });
    },
  };
}
