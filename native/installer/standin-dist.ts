import { createPackage } from '@electron/asar';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const manifest = readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8');
const version = (JSON.parse(manifest) as { devDependencies: { electron: string } }).devDependencies.electron;

/** Marks where @electron/fuses finds the fuses in a binary; then version 1, nine fuses, each '0' or '1'. */
const FUSES = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  Buffer.from('101001111'),
]);

/**
 * Makes folders that have the shape of an Electron distribution without being one, so that packing can be checked where the
 * real binary cannot be fetched: everything around the binary is real, the binary itself does nothing. Returns their paths.
 */
export async function makeStandinDists(folder: string): Promise<{ linux: string; win: string }> {
  rmSync(folder, { recursive: true, force: true });
  const emptyApp = path.join(folder, 'empty-app');
  mkdirSync(emptyApp, { recursive: true });
  writeFileSync(path.join(emptyApp, 'package.json'), '{}');

  const make = async (name: string, executable: string, content: Buffer): Promise<string> => {
    const dist = path.join(folder, name);
    mkdirSync(path.join(dist, 'locales'), { recursive: true });
    mkdirSync(path.join(dist, 'resources'), { recursive: true });
    writeFileSync(path.join(dist, executable), content, { mode: 0o755 });
    writeFileSync(path.join(dist, 'version'), version);
    for (const file of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak', 'locales/es.pak', 'locales/fr.pak'])
      writeFileSync(path.join(dist, file), 'stand-in');
    await createPackage(emptyApp, path.join(dist, 'resources', 'default_app.asar'));
    return dist;
  };
  // A Windows program with version information, which the integrity of the asar is written into.
  const program = readFileSync(
    path.join(path.dirname(require.resolve('electron-winstaller/package.json')), 'vendor', 'Setup.exe'),
  );
  return {
    linux: await make('linux', 'electron', Buffer.concat([Buffer.from('#!/bin/sh\nexit 0\n'), FUSES])),
    win: await make('win', 'electron.exe', Buffer.concat([program, FUSES, Buffer.alloc(64)])),
  };
}
