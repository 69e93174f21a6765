import { listPackage, extractFile } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale } from '../../../native/build/build.mjs';
import { extendProject } from '../../../native/installer/msi-project.mjs';
import { packDir, packMac, writeMsiProject } from '../../../native/installer/pack.ts';
import { makeStandinDists } from '../../../native/installer/standin-dist.ts';

/**
 * Packs the app for Linux, Windows and both kinds of Mac onto stand-in distributions: all of the packing is real, the Electron binary is not.
 * What a real binary does with it only the release workflow shows.
 */
const scratch = mkdtempSync(path.join(os.tmpdir(), 'puente-pack-'));
const wxsFile = path.join(scratch, 'project.wxs');
const release = path.join(scratch, 'release');
let unpacked: Record<'linux' | 'win' | 'mac x64' | 'mac arm64', string>;
let wxs: string;

beforeAll(async () => {
  await buildIfStale();
  const dists = await makeStandinDists(path.join(scratch, 'dists'));
  const mac = await packMac(dists.mac, release);
  unpacked = {
    linux: await packDir('linux', dists.linux, release),
    win: await packDir('win', dists.win, release),
    'mac x64': mac.x64,
    'mac arm64': mac.arm64,
  };
  await writeMsiProject(unpacked.win, dists.win, release, wxsFile);
  wxs = readFileSync(wxsFile, 'utf8');
}, 240_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const resourcesOf = (system: keyof typeof unpacked): string =>
  path.join(unpacked[system], system.startsWith('mac') ? 'Resources' : 'resources');
const asarOf = (system: keyof typeof unpacked): string => path.join(resourcesOf(system), 'app.asar');
const textOf = (...names: string[]): string => readFileSync(path.join(...names), 'utf8');
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(path.sep, '/'))
    .filter((name) => statSync(path.join(folder, name)).isFile());

describe.each([
  [
    'linux',
    'puente-desktop',
    ['linux-x64.node', '@serialport+bindings-cpp.glibc.node', '@serialport+bindings-cpp.musl.node'],
  ],
  ['win', 'Puente.exe', ['win32-x64.node', '@serialport+bindings-cpp.node']],
  ['mac x64', 'MacOS/Puente', ['darwin-x64.node', '@serialport+bindings-cpp.node']],
  ['mac arm64', 'MacOS/Puente', ['darwin-arm64.node', '@serialport+bindings-cpp.node']],
] as const)('the app packed for %s', (system, executable, natives) => {
  it('holds the built app and no source, test or map', () => {
    const names = listPackage(asarOf(system), { isPack: false }).map((name) => name.replaceAll('\\', '/'));
    for (const wanted of ['shell', 'preload', 'bridge-process', 'port-process', 'cli'])
      expect(names).toContain(`/dist/main/${wanted}.cjs`);
    expect(names).toContain('/dist/renderer/index.html');
    expect(names).toContain('/native/installer/icons/tray-attention@2x.png');
    const tops = new Set(names.map((name) => name.split('/')[1]));
    expect([...tops].sort()).toEqual(['dist', 'native', 'node_modules', 'package.json']);
    expect(new Set(names.map((name) => /^\/dist\/([^/]+)/.exec(name)?.[1]))).toEqual(
      new Set([undefined, 'main', 'renderer']),
    );
    expect(names.filter((name) => /\.(?:map|ts|tsx|md)$|^\/native\/(?!installer)/.test(name))).toEqual([]);
  });

  it("carries this platform's native files alone, outside the asar", () => {
    const found = filesIn(unpacked[system]).filter((name) => name.endsWith('.node'));
    expect(found.every((name) => /^resources\/app\.asar\.unpacked\//i.test(name))).toBe(true);
    expect(found.map((name) => path.posix.basename(name)).sort()).toEqual([...natives].sort());
  });

  it('keeps out of the asar what the bundle has already', () => {
    const packages = new Set(
      listPackage(asarOf(system), { isPack: false })
        .map((name) => name.replaceAll('\\', '/').split('/node_modules/')[1]?.split('/')[0])
        .filter((name) => name !== undefined),
    );
    expect([...packages].sort()).toEqual(
      [
        '@serialport',
        'better-sqlite3',
        'bindings',
        'debug',
        'file-uri-to-path',
        'ms',
        'node-gyp-build',
        'serialport',
      ].filter((name) => packages.has(name)),
    );
    expect(packages).toContain('better-sqlite3');
  });

  it('has its fuses set', async () => {
    const wire = await getCurrentFuseWire(path.join(unpacked[system], executable));
    const isOn = (fuse: FuseV1Options): boolean => Number(wire[fuse]) === '1'.charCodeAt(0);
    expect(isOn(FuseV1Options.RunAsNode)).toBe(false);
    expect(isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(false);
    expect(isOn(FuseV1Options.EnableNodeCliInspectArguments)).toBe(false);
    expect(isOn(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe(false);
    expect(isOn(FuseV1Options.OnlyLoadAppFromAsar)).toBe(true);
    expect(isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe(true);
    expect(isOn(FuseV1Options.EnableCookieEncryption)).toBe(true);
  });

  it('has the policy files beside it and starts the shell', () => {
    expect(filesIn(path.join(resourcesOf(system), 'policies'))).toContain('windows-chrome-edge.reg');
    const manifest = JSON.parse(extractFile(asarOf(system), 'package.json').toString()) as { main: string };
    expect(manifest.main).toBe('dist/main/shell.cjs');
  });
});

it('has the words without which no deb is made', () => {
  const { homepage, author } = JSON.parse(textOf('package.json')) as { homepage: string; author: string };
  expect([homepage, author]).toEqual([expect.stringMatching(/^https:/), expect.stringMatching(/ <\S+@\S+>$/)]);
});

it("writes the asar's integrity into the program, on Windows and on a Mac", () => {
  const program = readFileSync(path.join(unpacked.win, 'Puente.exe')).toString('latin1');
  expect(program).toMatch(/"file":\s*"resources\\\\app\.asar"/);
  for (const system of ['mac x64', 'mac arm64'] as const)
    expect(textOf(unpacked[system], 'Info.plist')).toMatch(
      /<key>ElectronAsarIntegrity<\/key>\s*<dict>\s*<key>Resources\/app\.asar<\/key>[\s\S]*?<key>hash<\/key>\s*<string>[0-9a-f]{64}</,
    );
});

describe('what updates need', () => {
  it('is written for a feed: both kinds of Mac in one file, each archive with its checksum', () => {
    const { version } = JSON.parse(textOf('package.json')) as { version: string };
    const info = parse(textOf(release, 'latest-mac.yml')) as {
      version: string;
      files: { url: string; sha512: string }[];
    };
    expect(info.version).toBe(version);
    expect(info.files.map(({ url }) => url)).toEqual([
      `Puente-${version}-mac-x64.zip`,
      `Puente-${version}-mac-arm64.zip`,
    ]);
    for (const { url, sha512 } of info.files)
      expect(sha512).toBe(
        createHash('sha512')
          .update(readFileSync(path.join(release, url)))
          .digest('base64'),
      );
  });

  it.each(['linux', 'mac x64', 'mac arm64'] as const)(
    'is in the app: where downloads wait, but no feed (%s)',
    (system) => {
      expect(parse(textOf(resourcesOf(system), 'app-update.yml'))).toEqual({
        provider: 'generic',
        url: 'https://updates.invalid/puente',
        updaterCacheDirName: 'puente-updater',
      });
    },
  );
});

describe('the MSI project', () => {
  it('installs for the machine, under the code that never changes', () => {
    expect(wxs).toContain('<Property Id="ALLUSERS" Secure="yes" Value="1"/>');
    expect(wxs).toContain('UpgradeCode="0B7D6E0C-4C52-4E0B-9C39-1B6A3F5E7D21"');
    expect(wxs).toContain('<Directory Id="ProgramFiles64Folder">');
    expect(wxs).toMatch(/<Icon Id="PuenteIcon\.exe" SourceFile=".*\.ico"\/>/);
  });

  it.each([
    ['PUENTE_PORT', 'port'],
    ['PUENTE_CONFIG', 'configfile'],
  ])('passes %s on to install.ini', (property, key) => {
    expect(wxs).toMatch(new RegExp(`<Property Id="${property}"[^>]* Secure="yes"`));
    expect(wxs).toMatch(
      new RegExp(
        `<Condition>${property}</Condition>\\s*<CreateFolder/>\\s*<IniFile [^>]*Key="${key}" Value="\\[${property}\\]"`,
      ),
    );
  });

  it('keeps the key out of the installer log, starts at log-on unless told otherwise, and keeps the data', () => {
    expect(wxs).toContain('<Property Id="PUENTE_KEY" Hidden="yes"');
    const uses = wxs.split('\n').filter((line) => line.includes('[PUENTE_KEY]'));
    expect(uses).toEqual([
      expect.stringMatching(/<CustomAction [^>]*install-key\.txt echo \[PUENTE_KEY\]" [^>]*HideTarget="yes"/),
    ]);
    expect(wxs).toMatch(/<Custom Action="PuenteKeepKey" After="CreateFolders">PUENTE_KEY AND NOT/);
    expect(wxs).toMatch(
      /PUENTE_AUTOSTART &lt;&gt; "0"[\s\S]*CurrentVersion\\Run" Name="Puente"[^>]*Puente\.exe&quot; --hidden"/,
    );
    expect(wxs).toMatch(/<Component Id="PuenteDataFolder"[^>]*Permanent="yes"/);
    expect(wxs).toContain('<Property Id="ARPCOMMENTS" Value="Los cobros y la configuracion quedan');
  });

  it('makes a shortcut by which Windows knows whose notifications it shows', () => {
    expect(wxs).toContain('<ShortcutProperty Key="System.AppUserModel.ID" Value="gt.puente.desktop"/>');
    const shell = extractFile(asarOf('win'), 'dist/main/shell.cjs').toString();
    expect(shell).toMatch(/setAppUserModelId\(["'`]gt\.puente\.desktop["'`]\)/);
  });

  it('refers to every group that it defines', () => {
    const defined = [...wxs.matchAll(/<ComponentGroup Id="(\w+)"/g)].map(([, id]) => id);
    const used = [...wxs.matchAll(/<ComponentGroupRef Id="(\w+)"/g)].map(([, id]) => id);
    expect(used.sort()).toEqual(defined.sort());
  });

  it('refuses a template that it does not know (control)', () => {
    expect(() => extendProject('<Wix><Product></Product></Wix>')).toThrow(/template has changed/);
  });
});
