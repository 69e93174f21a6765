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
export async function makeStandinDists(folder: string): Promise<{ linux: string; win: string; mac: string }> {
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
    mac: await makeMac(path.join(folder, 'mac'), emptyApp),
  };
}

/** A Mac's distribution is a bundle: the fuses are in its framework, and each helper program is a bundle of its own. */
async function makeMac(dist: string, emptyApp: string): Promise<string> {
  const write = (file: string, content: string | Buffer): void => {
    mkdirSync(path.dirname(path.join(dist, file)), { recursive: true });
    writeFileSync(path.join(dist, file), content, { mode: 0o755 });
  };
  const plist = (name: string): string =>
    `<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict><key>CFBundleExecutable</key><string>${name}</string></dict></plist>`;
  write('version', version);
  write('Electron.app/Contents/Info.plist', plist('Electron'));
  write('Electron.app/Contents/MacOS/Electron', 'stand-in');
  for (const name of [
    'Electron Helper',
    'Electron Helper (GPU)',
    'Electron Helper (Plugin)',
    'Electron Helper (Renderer)',
  ]) {
    write(`Electron.app/Contents/Frameworks/${name}.app/Contents/Info.plist`, plist(name));
    write(`Electron.app/Contents/Frameworks/${name}.app/Contents/MacOS/${name}`, 'stand-in');
  }
  write('Electron.app/Contents/Frameworks/Electron Framework.framework/Electron Framework', FUSES);
  for (const language of ['en', 'es', 'fr'])
    write(
      `Electron.app/Contents/Frameworks/Electron Framework.framework/Versions/A/Resources/${language}.lproj/locale.pak`,
      'stand-in',
    );
  mkdirSync(path.join(dist, 'Electron.app/Contents/Resources'), { recursive: true });
  await createPackage(emptyApp, path.join(dist, 'Electron.app/Contents/Resources/default_app.asar'));
  return dist;
}
