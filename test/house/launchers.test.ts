import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { countResults, namesOfFailures } from '../../native/build/test-results.mjs';
import { root } from './tracked.ts';

/** A project with the real launchers and build, and a small stand-in for the product's sources. */
const project = mkdtempSync(path.join(os.tmpdir(), 'puente-launchers-'));
const launcher = path.join(project, 'native/build/puente.mjs');
const handOver = path.join(project, 'native/build/with-node.mjs');

const CLI = `
const run = async () => {
  if (process.argv[2] === 'serve') return (await import('./serve.ts')).serve();
  let stdin = '';
  for await (const chunk of process.stdin) stdin += chunk;
  console.log(JSON.stringify({ stdin, words: process.argv.slice(2), dirname: import.meta.dirname, url: import.meta.url }));
  process.exitCode = 7;
};
void run();
`;
const SERVE = `
import express from 'express';
export const serve = () => {
  const server = express().listen(0, '127.0.0.1', () => console.log(JSON.stringify({ ready: true, pid: process.pid })));
  process.on('SIGTERM', () => { console.log('stopping'); server.close(() => process.exit(0)); });
};
`;
const PRELOAD = `import { contextBridge } from 'electron'; contextBridge.exposeInMainWorld('here', import.meta.dirname);`;

beforeAll(() => {
  for (const name of ['package.json', 'package-lock.json', 'native/build'])
    cpSync(path.join(root, name), path.join(project, name), { recursive: true });
  mkdirSync(path.join(project, 'main/shell'), { recursive: true });
  writeFileSync(path.join(project, 'main/cli.ts'), CLI);
  writeFileSync(path.join(project, 'main/serve.ts'), SERVE);
  writeFileSync(path.join(project, 'main/shell/preload.ts'), PRELOAD);
  symlinkSync(path.join(root, 'node_modules'), path.join(project, 'node_modules'));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const strays: number[] = [];
afterEach(() => {
  for (const pid of strays.splice(0)) if (lives(pid)) process.kill(pid, 'SIGKILL');
});

describe('the build', () => {
  const build = (...words: string[]): string =>
    execFileSync(process.execPath, [path.join(project, 'native/build/build.mjs'), ...words], { encoding: 'utf8' });
  const file = (name: string): string => readFileSync(path.join(project, 'dist/main', name), 'utf8');
  const stamp = (): string => file('.sources');

  it('makes one file per process, keeps lazy parts lazy and the preload alone', () => {
    build();
    const chunk = readdirSync(path.join(project, 'dist/main')).find((name) => name.startsWith('chunk-serve'));
    expect(chunk).toBeDefined();
    // The entry reaches express only through the lazy import.
    const eager = [...file('cli.cjs').matchAll(/^(?:const .*= )?require\("(.*)"\)/gm)].map(([, name]) => name);
    expect(eager).not.toContain(`./${chunk}`);
    expect(file('cli.cjs')).toContain(`require("./${chunk}")`);
    expect([...file('preload.cjs').matchAll(/require\("(.*?)"\)/g)].map(([, name]) => name)).toEqual(['electron']);
  });

  it('does nothing while the sources stand, and builds again when one changes', () => {
    build('--if-stale');
    const before = stamp();
    const marker = path.join(project, 'dist/main/marker');
    writeFileSync(marker, '');
    expect(build('--if-stale')).toBe('');
    expect(existsSync(marker)).toBe(true);
    writeFileSync(path.join(project, 'main/extra.ts'), 'export const extra = 1;');
    build('--if-stale');
    expect(existsSync(marker)).toBe(false);
    expect(stamp()).not.toBe(before);
  });

  it('takes over the lock of a builder that died, and lets builders take turns', async () => {
    mkdirSync(path.join(project, 'dist'), { recursive: true });
    writeFileSync(path.join(project, 'dist/.building'), '999999999');
    const builders = [0, 1, 2].map(() => spawn(process.execPath, [path.join(project, 'native/build/build.mjs')]));
    const codes = await Promise.all(builders.map(async (child) => (await once(child, 'exit'))[0] as number));
    expect(codes).toEqual([0, 0, 0]);
    expect(existsSync(path.join(project, 'dist/.building'))).toBe(false);
    expect(existsSync(path.join(project, 'dist/main/cli.cjs'))).toBe(true);
  });

  it('refuses a target that does not exist', () => {
    expect(() => build('nonsense')).toThrow(/Command failed/);
  });
});

describe('the puente command', () => {
  it('builds what is missing, passes words, stdin and exit code, and knows where it lies', async () => {
    rmSync(path.join(project, 'dist'), { recursive: true, force: true });
    for (const command of [[launcher], [handOver, 'node', launcher]]) {
      const child = spawn(process.execPath, [...command, 'charge', '--order', 'A 1'], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      child.stdin.end('hola');
      const [line, code] = await Promise.all([
        firstLine(child),
        once(child, 'exit').then(([status]) => status as number),
      ]);
      const told = JSON.parse(line) as { stdin: string; words: string[]; dirname: string; url: string };
      expect(told).toMatchObject({ stdin: 'hola', words: ['charge', '--order', 'A 1'] });
      expect(told.dirname).toBe(path.join(project, 'dist/main'));
      expect(told.url).toMatch(/^file:.*dist\/main\/cli\.cjs$/);
      expect(code).toBe(7);
    }
  });

  it.each([
    ['itself', process.execPath, [launcher, 'serve']],
    ['after handing over', process.execPath, [handOver, 'node', launcher, 'serve']],
    ['through npm run', 'npm', ['run', 'serve']],
  ])('ends cleanly on SIGTERM: %s', async (_, command, words) => {
    const { child } = await startServing(command, words);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it.each([
    ['npm', 'npm', ['run', 'serve']],
    ['the hand-over', process.execPath, [handOver, 'node', launcher, 'serve']],
  ])('leaves no bridge behind when %s is killed hard', async (_, command, words) => {
    const { child, pid } = await startServing(command, words);
    expect(pid).not.toBe(child.pid);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(lives(pid)).toBe(false), { timeout: 5000, interval: 25 });
  });

  it('would leave it behind without the watch (control)', async () => {
    const cli = path.join(project, 'dist/main/cli.cjs');
    const { child, pid } = await startServing(process.execPath, [handOver, 'node', cli, 'serve']);
    child.kill('SIGKILL');
    expect(await outlives(pid, child.pid!)).toBe(true);
  });
});

describe('counting results', () => {
  const file = (status: string, ...tests: string[]) => ({
    name: '/project/test/a.test.ts',
    status,
    message: 'no such module\nat line 1',
    assertionResults: tests.map((each) => ({
      status: each,
      fullName: `a ${each} test`,
      failureMessages: each === 'failed' ? ['expected 1\nat line 2'] : [],
    })),
  });

  it.each([
    ['all good', { testResults: [file('passed', 'passed', 'passed')] }, 0, { passed: 2, failed: 0, skipped: 0 }],
    ['one failed', { testResults: [file('failed', 'passed', 'failed')] }, 1, { passed: 1, failed: 1, skipped: 0 }],
    ['a file that did not load', { testResults: [file('failed')] }, 1, { passed: 0, failed: 1, skipped: 0 }],
    ['an error outside any test', { testResults: [file('passed', 'passed')] }, 1, { passed: 1, failed: 1, skipped: 0 }],
    ['skipped', { testResults: [file('passed', 'passed', 'pending')] }, 0, { passed: 1, failed: 0, skipped: 1 }],
    ['no report', undefined, null, { passed: 0, failed: 1, skipped: 0 }],
  ])('%s', (_, report, exitCode, expected) => {
    expect(countResults(report, exitCode)).toEqual(expected);
  });

  it('names each failure at the end of the log', () => {
    const testResults = [file('passed', 'passed'), file('failed', 'passed', 'failed'), file('failed')];
    expect(namesOfFailures({ testResults }, '/project')).toEqual([
      'test/a.test.ts: a failed test: expected 1',
      'test/a.test.ts: no such module',
    ]);
  });
});

async function startServing(command: string, words: string[]): Promise<{ child: ChildProcess; pid: number }> {
  const env = { ...process.env };
  // As from a shell: not as a grandchild of the npm that runs these tests.
  for (const name of Object.keys(env)) if (name.startsWith('npm_')) delete env[name];
  const child = spawn(command, words, { cwd: project, stdio: ['ignore', 'pipe', 'inherit'], env });
  strays.push(child.pid!);
  const { pid } = JSON.parse(await firstLine(child, /"ready"/)) as { pid: number };
  strays.push(pid);
  return { child, pid };
}

async function firstLine(child: ChildProcess, wanted = /./): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) if (wanted.test(line)) return line;
  throw new Error('the process ended without the line');
}

/** A process that has ended but was not yet collected by its parent no longer lives. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until the process has another parent, and says whether it is still there then and a while later. */
async function outlives(pid: number, parent: number): Promise<boolean> {
  const parentOf = (): number => Number(/\) \w (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  await vi.waitFor(() => expect(parentOf()).not.toBe(parent), { timeout: 5000, interval: 25 });
  await new Promise((resolve) => setTimeout(resolve, 500));
  return lives(pid);
}
