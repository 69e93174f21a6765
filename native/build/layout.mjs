// Where things lie: the one place that the build, the launchers and the packaging read it from.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const distDir = path.join(root, 'dist');
export const cliFile = path.join(distDir, 'main', 'cli.cjs');
export const shellFile = path.join(distDir, 'main', 'shell.cjs');

/** Output name to source file. An entry is a process of its own, or a script that another process loads by path. */
export const mainEntries = {
  cli: 'main/cli.ts',
  shell: 'main/shell/shell.ts',
  'bridge-process': 'main/shell/bridge-process.ts',
  'port-process': 'main/shell/port-process.ts',
  'serial-child': 'native/serial/child.ts',
};

/** Electron loads a sandboxed preload as one lone CommonJS file, so it is bundled by itself. */
export const preloadEntry = 'main/shell/preload.ts';

/** Native modules and Electron stay outside the bundle; everything else is bundled, so that the installed app is small. */
export const externals = ['better-sqlite3', 'serialport', '@serialport/bindings-cpp', 'electron'];
