import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFiles, readText, root } from './tracked.ts';

const manifest = JSON.parse(readText('package.json')) as {
  scripts: Record<string, string>;
  bin: Record<string, string>;
};

describe('the house', () => {
  it('runs its tests on a Node that may open the database', () => {
    expect(Number(process.versions.napi)).toBeGreaterThanOrEqual(10);
  });

  it('names only scripts that exist in its pages, and only files that exist in its scripts', () => {
    const pages = projectFiles().filter(
      (name) => name.endsWith('.md') || name === '.ci/run' || name.startsWith('.github/'),
    );
    const missing = pages.flatMap((page) =>
      scriptsNamedIn(readText(page))
        .filter((script) => !(script in manifest.scripts))
        .map((script) => `${page}: npm run ${script}`),
    );
    expect(missing).toEqual([]);
    const files = [...Object.values(manifest.scripts), ...Object.values(manifest.bin)].flatMap(
      (command) => command.match(/\b(?:native|test|main)\/[\w./-]+\.(?:mjs|ts)/g) ?? [],
    );
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('finds a script that does not exist (control)', () => {
    expect(scriptsNamedIn('run `npm run demo` or `npm run nonsense -- --x`; npm test')).toEqual([
      'demo',
      'nonsense',
      'test',
    ]);
  });

  it('carries no path of the machine it was written on', () => {
    const texts = projectFiles().filter((name) => !/\.(png|ico|icns|woff2?|pdf|db|xlsx?)$/.test(name));
    const found = texts.flatMap((name) => machinePathsIn(readText(name)).map((hit) => `${name}: ${hit}`));
    expect(found).toEqual([]);
  });

  it('recognises such paths (control)', () => {
    expect(
      machinePathsIn(`see ${['', 'root', '.npm', '_npx'].join('/')} and ${['', 'work', 'main'].join('/')}`),
    ).toHaveLength(2);
    const others = [
      ['', 'v1', 'work', 'items'],
      ['', 'home', 'user'],
    ].map((parts) => parts.join('/'));
    expect(machinePathsIn(`${others[0]} and "${others[1]}"`)).toEqual([]);
  });
});

/** Names of npm scripts that a text tells its reader to run. */
function scriptsNamedIn(text: string): string[] {
  return [...text.matchAll(/\bnpm (?:run (?:--silent )?([a-z][\w:-]*)|(start|test)\b)/g)].map(
    ([, run, word]) => run ?? word ?? '',
  );
}

function machinePathsIn(text: string): string[] {
  return text.match(/(?<![\w./-])\/(?:root|work)\/[\w.-]+/g) ?? [];
}
