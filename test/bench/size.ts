import { readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { packDir, packMac } from '../../native/installer/pack.ts';
import { makeStandinDists } from '../../native/installer/standin-dist.ts';
import type { Bench } from './bench.ts';
import { createRows, type CaseResult } from './figures.ts';

const MB = 1_000_000;
const PLAIN = 'the native modules alone, as npm installs them';

/** What an installed Puente adds to Electron, for each system, beside what its packages weigh when nothing is left out. */
export async function benchSize(bench: Bench): Promise<readonly CaseResult[]> {
  const folder = bench.newFolder('size');
  const dists = await makeStandinDists(path.join(folder, 'dists'));
  const release = path.join(folder, 'release');
  const mac = await packMac(dists.mac, release);
  const resources = {
    'Windows x64': path.join(await packDir('win', dists.win, release), 'resources'),
    'macOS arm64': path.join(mac.arm64, 'Resources'),
    'macOS x64': path.join(mac.x64, 'Resources'),
    'Linux x64': path.join(await packDir('linux', dists.linux, release), 'resources'),
  };
  const systems = createRows(Object.fromEntries(Object.keys(resources).map((name) => [name, PLAIN])));
  for (const [name, place] of Object.entries(resources)) {
    const asar = statSync(path.join(place, 'app.asar')).size;
    const natives = sizeOf(path.join(place, 'app.asar.unpacked'));
    systems.add(name, 'asar, MB', asar / MB);
    systems.add(name, 'native files, MB', natives / MB);
    systems.add(name, 'together, MB', (asar + natives) / MB);
  }
  const root = path.resolve(import.meta.dirname, '../..');
  systems.add(
    PLAIN,
    'together, MB',
    PACKAGES.reduce((sum, name) => sum + sizeOf(path.join(root, 'node_modules', name)), 0) / MB,
  );

  const page = createRows();
  for (const file of readdirSync(path.join(bench.dist, 'renderer'), { recursive: true, encoding: 'utf8' })) {
    const kind = path.extname(file).slice(1);
    if (kind !== 'js' && kind !== 'css') continue;
    const content = await readFile(path.join(bench.dist, 'renderer', file));
    page.add(`${kind}: ${path.basename(file)}`, 'kB', content.length / 1000);
    page.add(`${kind}: ${path.basename(file)}`, 'kB gzipped', gzipSync(content).length / 1000);
  }
  return [
    {
      title: 'Size of the installed app, without Electron',
      rows: systems.rows(),
      notes: ['Electron itself is not in these figures: the packing is real, its binary a stand-in.'],
    },
    { title: 'Size of the page', rows: page.rows() },
  ];
}

/** The two native modules and what they bring; all else is bundled. */
const PACKAGES = ['better-sqlite3', 'serialport', '@serialport', 'node-gyp-build'];

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(path.join(folder, name)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
