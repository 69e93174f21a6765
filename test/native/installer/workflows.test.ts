import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

/** The workflows as GitHub would read them. What they do on its machines, only they themselves show. */
interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, string>>;
}
interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly container?: string;
  readonly 'runs-on'?: string;
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: { readonly include: readonly Readonly<Record<string, string>>[] } };
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, '.github/workflows');
const names = readdirSync(folder);
const read = (name: string): Workflow => parse(readFileSync(path.join(folder, name), 'utf8')) as Workflow;
const release = read('release.yml');
const stepsOf = (job: string): readonly Step[] => release.jobs[job]?.steps ?? [];
const runsOf = (job: string, fits: RegExp): string[] =>
  stepsOf(job).flatMap(({ name = '', run }) => (run !== undefined && fits.test(name) ? [run] : []));
/** What stands in `${{ }}` is filled in before a shell sees it. */
const filled = (script: string): string => script.replace(/\$\{\{.*?\}\}/g, 'filled');

describe.each(names)('%s', (name) => {
  const { jobs, permissions } = read(name);

  it('may only read, unless a job says otherwise, and gives up in time', () => {
    expect(permissions).toEqual({ contents: 'read' });
    for (const [job, { uses, 'timeout-minutes': minutes }] of Object.entries(jobs))
      expect([job, uses !== undefined || job === 'draft' || (minutes ?? 999) <= 60]).toEqual([job, true]);
  });

  it('has scripts that a shell can read, and calls files that are there', () => {
    const steps = Object.values(jobs).flatMap(({ steps: all = [] }) => all);
    for (const { run, shell } of steps) {
      if (run === undefined) continue;
      if (shell !== 'pwsh') execFileSync('bash', ['-n', '-c', filled(run)], { stdio: 'pipe' });
      for (const [file] of run.matchAll(/(?<![\w/])(?:native|\.ci)\/[\w/.-]+/g))
        expect([file, existsSync(path.join(root, file))]).toEqual([file, true]);
      for (const [, program] of run.matchAll(/^(\.?[\w/.-]+\.sh|\.ci\/run)\b/gm))
        expect(statSync(path.join(root, program ?? '')).mode & 0o111).not.toBe(0);
    }
    expect(steps.length).toBeGreaterThan(0);
  });

  it('uses actions of one version each, and jobs that are there', () => {
    for (const { uses } of Object.values(jobs).flatMap(({ steps: all = [] }) => all))
      if (uses !== undefined) expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/);
    for (const { needs = [], uses } of Object.values(jobs)) {
      for (const job of [needs].flat()) expect(Object.keys(jobs)).toContain(job);
      if (uses !== undefined) expect(existsSync(path.join(root, uses))).toBe(true);
    }
  });
});

it('a script that no shell can read is noticed (control)', () => {
  expect(() => execFileSync('bash', ['-n', '-c', 'if true; then echo'], { stdio: 'pipe' })).toThrow();
});

describe('every push', () => {
  const { on, jobs } = read('check.yml');

  it('is checked in the system whose Chromium the tests drive, and so is a release', () => {
    expect(Object.keys(on).sort()).toEqual(['pull_request', 'push', 'workflow_call']);
    expect(jobs.check?.container).toMatch(/bookworm/);
    expect(jobs.check?.steps?.at(-1)?.run).toBe('.ci/run');
    expect(release.jobs.test?.uses).toBe('./.github/workflows/check.yml');
  });
});

describe('a release', () => {
  it('begins with the tests, and ends with a draft that needs every proof', () => {
    expect(release.jobs.build?.needs).toBe('test');
    expect(release.jobs.intel?.needs).toBe('build');
    expect(release.jobs.draft?.needs).toEqual(['build', 'intel']);
    expect(release.jobs.draft?.if).toBe("startsWith(github.ref, 'refs/tags/v')");
  });

  it('builds for each system, both kinds of Mac in one run, publishes nothing, and does not go out unsigned', () => {
    expect(release.jobs.build?.strategy?.matrix.include).toEqual([
      { os: 'windows-latest', system: 'win', arch: '--x64' },
      { os: 'macos-15', system: 'mac', arch: '--x64 --arm64' },
      { os: 'ubuntu-latest', system: 'linux', arch: '--x64' },
    ]);
    const [build = ''] = runsOf('build', /^Build the installers$/);
    expect(build).toContain('--publish never');
    expect(build).toContain('-c.forceCodeSigning="$MUST_SIGN"');
    expect(build).toContain('npx electron-builder "${args[@]}"');
  });

  it.each([
    ['win', 2, [/msiexec/, /try-installed\.mjs/, /'\/S'/]],
    ['mac', 1, [/try-dmg\.sh release\/\*-mac-arm64\.dmg/]],
    ['linux', 1, [/apt-get install/, /try-installed\.mjs/, /apt-get remove/]],
  ] as const)('installs, takes a charge to paid and uninstalls on %s', (system, count, parts) => {
    const steps = stepsOf('build').filter(
      ({ name = '', if: when }) => name.startsWith('Install') && when === `matrix.system == '${system}'`,
    );
    expect(steps).toHaveLength(count);
    const scripts = steps.map(({ run }) => run).join('\n');
    for (const part of parts) expect(scripts).toMatch(part);
  });

  it('tries the Intel build on an Intel Mac, and looks at its signature', () => {
    expect(release.jobs.intel?.['runs-on']).toBe('macos-15-intel');
    expect(stepsOf('intel').at(-1)?.run).toBe('native/installer/try-dmg.sh release/*-mac-x64.dmg');
    const script = readFileSync(path.join(root, 'native/installer/try-dmg.sh'), 'utf8');
    for (const part of ['codesign --verify', 'spctl --assess', 'try-installed.mjs', 'MUST_SIGN'])
      expect(script).toContain(part);
    execFileSync('sh', ['-n', '-c', script], { stdio: 'pipe' });
  });

  it('checks on Windows what silent installation promises', () => {
    const [msi = ''] = runsOf('build', /MSI/);
    for (const promise of [
      '/qn /norestart /l*v',
      'PUENTE_PORT=7412',
      'PUENTE_KEY=',
      'the key is in the log',
      'the key was not put into the vault',
      '--hidden',
      'the data folder is gone',
    ])
      expect(msi).toContain(promise);
  });

  it('hands on every kind of file that a feed or a person needs, with checksums and attestations', () => {
    const upload = stepsOf('build').find(({ uses = '' }) => uses.includes('upload-artifact'));
    const kinds = (upload?.with?.path ?? '').trim().split(/\s+/);
    for (const kind of ['msi', 'exe', 'dmg', 'zip', 'deb', 'AppImage', 'blockmap'])
      expect(kinds).toContain(`release/*.${kind}`);
    expect(kinds).toContain('release/latest*.yml');
    expect(release.jobs.draft?.permissions).toEqual({
      contents: 'write',
      'id-token': 'write',
      attestations: 'write',
    });
    const attest = stepsOf('draft').find(({ uses = '' }) => uses.includes('attest-build-provenance'));
    expect(attest?.with).toEqual({ 'subject-checksums': 'files/SHA256SUMS.txt' });
    expect(stepsOf('draft').at(-1)?.run).toContain('--draft');
  });
});
