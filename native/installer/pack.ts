import { Arch, build, Platform, type Configuration } from 'electron-builder';
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { msiProjectCreated } from './msi-project.mjs';

const root = path.resolve(import.meta.dirname, '../..');

/** Thrown on purpose once the MSI's project is written: the compiler behind it runs on Windows only. */
class ProjectWritten extends Error {}

/** Packs the built app for one system onto a (stand-in) Electron distribution. Returns the folder of the unpacked app. */
export async function packDir(system: 'linux' | 'win', electronDist: string, output: string): Promise<string> {
  const platform = system === 'linux' ? Platform.LINUX : Platform.WINDOWS;
  await build({
    projectDir: root,
    targets: platform.createTarget('dir', Arch.x64),
    publish: 'never',
    config: { ...packSettings(electronDist, output), win: { signExecutable: false } },
  });
  return path.join(output, `${system}-unpacked`);
}

/**
 * Packs the app for both kinds of Mac as the release workflow does, in one run, with the update information for a feed. The
 * zip archives are empty: what makes them comes with a Mac. Returns the folders of the unpacked apps.
 */
export async function packMac(electronDist: string, output: string): Promise<{ x64: string; arm64: string }> {
  process.env.ELECTRON_BUILDER_7ZIP_PATH = writeEmptyArchiver(path.dirname(electronDist));
  await build({
    projectDir: root,
    targets: Platform.MAC.createTarget('zip', Arch.x64, Arch.arm64),
    publish: 'never',
    config: {
      ...packSettings(electronDist, output),
      electronFuses: { resetAdHocDarwinSignature: false },
    },
  });
  const app = (folder: string): string => path.join(output, folder, 'Puente.app/Contents');
  return { x64: app('mac'), arm64: app('mac-arm64') };
}

/** Writes the MSI's project for a packed Windows app to `wxsFile`. */
export async function writeMsiProject(
  unpacked: string,
  electronDist: string,
  output: string,
  wxsFile: string,
): Promise<void> {
  try {
    await build({
      projectDir: root,
      targets: Platform.WINDOWS.createTarget('msi', Arch.x64),
      prepackaged: unpacked,
      publish: 'never',
      config: {
        ...packSettings(electronDist, output),
        async msiProjectCreated(projectFile: string) {
          await msiProjectCreated(projectFile);
          copyFileSync(projectFile, wxsFile);
          throw new ProjectWritten('the MSI project is written');
        },
      },
    });
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('the MSI project is written'))) throw error;
  }
}

/** Stands in for 7-Zip, which electron-builder would download: it writes the archive that it is asked for, with nothing in it. */
function writeEmptyArchiver(folder: string): string {
  const file = path.join(folder, 'empty-archiver.sh');
  writeFileSync(file, '#!/bin/sh\nfor word; do case "$word" in *.zip) echo empty >"$word";; esac; done\n', {
    mode: 0o755,
  });
  return file;
}

const packSettings = (electronDist: string, output: string): Configuration => ({
  extends: path.join(root, 'electron-builder.yml'),
  electronDist,
  directories: { output, buildResources: 'native/installer' },
});
