import { describe, expect, it } from 'vitest';
import { findViolations, importsOf, PACKAGES } from './layers.ts';
import { projectFiles, readText } from './tracked.ts';

const sources = projectFiles().filter((name) => /^(main|native|renderer)\/.*\.(ts|tsx|mjs|cjs)$/.test(name));

describe('the layer table', () => {
  it('holds for every source file', () => {
    expect(sources.length).toBeGreaterThan(10);
    expect(findViolations(sources.map((path) => ({ path, text: readText(path) })))).toEqual([]);
  });

  it('assigns every dependency of package.json to a room', () => {
    const manifest = JSON.parse(readText('package.json')) as Record<string, Record<string, string>>;
    const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(names.filter((name) => !name.startsWith('@types/') && !(name in PACKAGES))).toEqual([]);
  });

  it.each([
    ['an upward import', 'main/charge/settle.ts', "import { openStore } from '../store/open.ts'", /may not import/],
    ['a sibling', 'main/intake/http/server.ts', "import { watch } from '../files/watch.ts'", /may not import/],
    ['a type alone', 'main/store/open.ts', "import type { Lane } from '../dispatch/lane.ts'", /may not import/],
    ['an import type', 'main/charge/a.ts', "let x: import('../store/open.ts').Store", /may not import/],
    ['a lazy import', 'main/deliver/a.ts', "const x = () => import('../report/day.ts')", /may not import/],
    ['a re-export', 'renderer/a.ts', "export * from '../main/charge/money.ts'", /may not import/],
    ['Node in the pure domain', 'main/charge/ids.ts', "import { randomUUID } from 'node:crypto'", /free of Node/],
    [
      'the database elsewhere',
      'main/dispatch/lane.ts',
      "import Database from 'better-sqlite3'",
      /belongs to main\/store/,
    ],
    ['Electron elsewhere', 'main/bridge.ts', "import { app } from 'electron'", /belongs to main\/shell/],
    ['main from native', 'native/serial/port.ts', "import { settle } from '../../main/charge/settle.ts'", /may not/],
    ['an unassigned package', 'main/store/open.ts', "import leftPad from 'left-pad'", /belongs to no room/],
    ['a stray folder', 'main/misc/thing.ts', 'export const a = 1', /belongs to no room/],
    ['the desktop from the CLI', 'main/cli.ts', "import './shell/shell.ts'", /may not import/],
    ['a test', 'main/store/open.ts', "import { fake } from '../../test/house/fake.ts'", /nothing imports tests/],
  ])('catches %s', (_, path, text, fault) => {
    const [violation, ...rest] = findViolations([{ path, text }]);
    expect(violation).toMatch(fault);
    expect(rest).toEqual([]);
  });

  it('lets through what the table allows', () => {
    const allowed = [
      { path: 'main/store/open.ts', text: "import Database from 'better-sqlite3'; import '../charge/charge.ts'" },
      { path: 'main/bridge.ts', text: "import './store/open.ts'; import '../native/serial/port.ts'; import 'node:fs'" },
      { path: 'main/cli.ts', text: "const run = () => import('./bridge.ts')" },
      {
        path: 'renderer/app.tsx',
        text: "import React from 'react'; import type { Status } from '../main/contract/a.ts'",
      },
    ];
    expect(findViolations(allowed)).toEqual([]);
  });

  it('reads every way to import', () => {
    const text = "import a from 'a'; export * from 'b'; import('c'); require('d'); type E = import('e').E; import 'f';";
    expect(importsOf({ path: 'x.ts', text })).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});
