import { Arch, build, Platform, type Configuration } from 'electron-builder';
import { copyFileSync } from 'node:fs';
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

const packSettings = (electronDist: string, output: string): Configuration => ({
  extends: path.join(root, 'electron-builder.yml'),
  electronDist,
  directories: { output, buildResources: 'native/installer' },
});
