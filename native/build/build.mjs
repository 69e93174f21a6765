// Builds dist/main (CommonJS, one file per process, dynamic imports kept as chunks so that `puente charge` loads little)
// and dist/renderer. `--if-stale` builds only what its sources have outgrown; `main` or `renderer` builds one half.
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { distDir, externals, mainEntries, preloadEntry, root } from './layout.mjs';

const targets = {
  main: {
    sources: ['main', 'native', 'package.json', 'package-lock.json'],
    build: buildMain,
  },
  renderer: {
    sources: ['renderer', 'main/contract', 'package.json', 'package-lock.json'],
    build: buildRenderer,
  },
};

/** Names of the targets that are missing or older than their sources (by content, so a fresh checkout is not stale). */
export function staleTargets(names = Object.keys(targets)) {
  return names.filter((name) => {
    const stamp = path.join(distDir, name, '.sources');
    return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint(targets[name].sources);
  });
}

/** Builds the named targets, each in a folder of its own that takes the old one's place only when it is complete. */
export async function build(names = Object.keys(targets)) {
  // A test runner's NODE_ENV would put React's development build into the product.
  process.env.NODE_ENV = 'production';
  mkdirSync(distDir, { recursive: true });
  const release = await holdBuildLock();
  try {
    for (const name of names) {
      const { sources, build: buildTarget } = targets[name];
      const stampText = fingerprint(sources);
      const fresh = path.join(distDir, `.fresh-${name}`);
      rmSync(fresh, { recursive: true, force: true });
      await buildTarget(fresh);
      writeFileSync(path.join(fresh, '.sources'), stampText);
      replaceFolder(fresh, path.join(distDir, name));
    }
  } finally {
    release();
  }
}

/** Builds what is missing or stale; silent and quick (some 20 ms) when nothing is. */
export async function buildIfStale(names) {
  const stale = staleTargets(names);
  if (stale.length === 0) return;
  // stdout belongs to the command that runs next (`serve` promises one JSON line there).
  console.error(`puente: building ${stale.join(' and ')} …`);
  await build(stale);
}

/**
 * V8 keeps a script with one letter beyond Latin-1 in two bytes a letter: 2.4 MB of memory for iconv-lite's tables and a few
 * dashes. In every literal but a raw one the escape means the same.
 */
function escapeBeyondLatin1(outDir) {
  for (const name of readdirSync(outDir).filter((each) => each.endsWith('.cjs'))) {
    const file = path.join(outDir, name);
    const code = readFileSync(file, 'utf8');
    if (/String\.raw`[^`]*[^\0-\xff`]/.test(code))
      throw new Error(`${name}: a raw literal has a letter beyond Latin-1`);
    const escape = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    writeFileSync(file, code.replace(/[^\0-\xff]/g, escape));
  }
}

/**
 * iconv-lite asks for the tables of Chinese, Japanese and Korean only when a file is written in one. In the bundle they would be
 * read and hashed at each start, 1.2 MB of them; so they lie beside it as they are.
 */
const tablesBeside = {
  name: 'tables-beside',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!source.startsWith('./tables/') || !/iconv-lite.encodings/.test(importer ?? '')) return null;
    const fileName = `iconv-${path.basename(source)}`;
    this.emitFile({ type: 'asset', fileName, source: readFileSync(path.resolve(path.dirname(importer), source)) });
    return { id: `./${fileName}`, external: true };
  },
};

async function buildMain(outDir) {
  const { build: viteBuild } = await import('vite');
  const common = {
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: externals },
  };
  const output = {
    format: 'cjs',
    entryFileNames: '[name].cjs',
    // Chunks lie beside the entries, so that import.meta.dirname means dist/main in all of them.
    chunkFileNames: 'chunk-[name]-[hash].cjs',
    assetFileNames: '[name][extname]',
    // Keeps the bundler's runtime in a small chunk of its own; otherwise it may land in a lazy one, and every entry
    // would load all of that at once.
    strictExecutionOrder: true,
  };
  const input = Object.fromEntries(
    Object.entries(mainEntries)
      .filter(([, source]) => existsSync(path.join(root, source)))
      .map(([name, source]) => [name, path.join(root, source)]),
  );
  const settings = { ssr: true, outDir, target: 'node22', minify: false, copyPublicDir: false };
  if (Object.keys(input).length > 0)
    await viteBuild({
      ...common,
      plugins: [tablesBeside],
      build: { ...settings, emptyOutDir: true, rolldownOptions: { input, output } },
    });
  const preload = path.join(root, preloadEntry);
  if (existsSync(preload))
    await viteBuild({
      ...common,
      build: {
        ...settings,
        emptyOutDir: false,
        rolldownOptions: { input: { preload }, output: { ...output, codeSplitting: false } },
      },
    });
  mkdirSync(outDir, { recursive: true });
  escapeBeyondLatin1(outDir);
}

async function buildRenderer(outDir) {
  const configFile = path.join(root, 'renderer', 'vite.config.ts');
  mkdirSync(outDir, { recursive: true });
  if (!existsSync(configFile)) return;
  const { build: viteBuild } = await import('vite');
  await viteBuild({
    root: path.join(root, 'renderer'),
    configFile,
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  });
}

/** SHA-256 over the names and contents of all source files below the given paths. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  const walk = (name) => {
    const full = path.join(root, name);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) for (const child of readdirSync(full).sort()) walk(`${name}/${child}`);
    else hash.update(name).update('\0').update(readFileSync(full)).update('\0');
  };
  for (const name of paths) walk(name);
  // Which Node built it does not matter; which layout did is part of `native`.
  return hash.digest('hex');
}

/** Two launchers that start together must not build into the same folder. A lock whose owner is gone is taken over. */
async function holdBuildLock() {
  const lock = path.join(distDir, '.building');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (ownerIsGone(lock)) takeAway(lock);
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Only one of several builders gets the file of the dead one; who finds that it has a living one's by now gives it back. */
function takeAway(lock) {
  const aside = `${lock}-${process.pid}`;
  try {
    renameSync(lock, aside);
    if (!ownerIsGone(aside)) linkSync(aside, lock);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}

function ownerIsGone(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    // Just created and not written yet: its owner lives.
    if (!pid) return Date.now() - statSync(lock).mtimeMs > 5000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function replaceFolder(fresh, place) {
  const old = `${place}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(place)) renameSync(place, old);
  renameSync(fresh, place);
  rmSync(old, { recursive: true, force: true });
}

/**
 * The scripts of long-lived commands begin with `exec`, so that npm's shell becomes the command and SIGTERM reaches it:
 * a shell in between would die of the signal by itself and npm would answer 143. cmd.exe has no exec; npm puts this
 * folder on its path.
 */
function giveWindowsExec() {
  const folder = path.join(root, 'node_modules', '.bin');
  if (process.platform === 'win32' && existsSync(folder)) writeFileSync(path.join(folder, 'exec.cmd'), '@%*\r\n');
}

if (process.argv[1] && fileURLToPath(import.meta.url) === path.resolve(process.argv[1])) {
  const words = process.argv.slice(2);
  const names = words.filter((word) => !word.startsWith('-'));
  const unknown = names.filter((name) => !(name in targets));
  if (unknown.length > 0) {
    console.error(`build: there is no target ${unknown.join(', ')}; targets are ${Object.keys(targets).join(', ')}.`);
    process.exit(2);
  }
  const wanted = names.length > 0 ? names : undefined;
  giveWindowsExec();
  try {
    await (words.includes('--if-stale') ? buildIfStale(wanted) : build(wanted));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
