import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '../../../main/cli/commands.ts';
import { runCli } from './run-cli.ts';

describe('the help of the command line', () => {
  it('lists every command, and tells of each how it is called and how it ends', async () => {
    const all = await runCli(['help']);
    expect(all.exitCode).toBe(0);
    for (const name of Object.keys(commands)) expect(all.stdout).toContain(`puente ${name}`);
    const charge = await runCli(['charge', '--help']);
    expect([charge.exitCode, charge.stdout]).toEqual([0, expect.stringContaining('no vuelva a cobrar')]);
    expect((await runCli(['help', 'charge'])).stdout).toBe(charge.stdout);
  });

  it('names every option that a command takes', async () => {
    for (const [name, { usage, details }] of Object.entries(commands)) {
      if (name === 'help') continue;
      const { stderr, stdout } = await runCli([name, '--no-such-option']);
      const options = /Las que hay: ([^\r\n"]+)/.exec(stderr + stdout)?.[1]?.split(', ') ?? [];
      const words = [usage, ...details, '--data'].join(' ');
      // The sandbox's port is for tests alone.
      const untold = options.filter((option) => option !== '--sandbox-port' && !words.includes(option));
      expect([name, options.length > 0, untold]).toEqual([name, true, []]);
    }
  });
});

describe('a command without a bridge', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'puente-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  it.each([
    ['status', 2, 'Abra el programa'],
    ['open', 1, 'Abra el programa'],
    ['backup', 3, 'no hay una base de datos de Puente'],
    ['nada', 3, 'no existe el comando'],
  ])('%s says in Spanish what to do', async (name, exitCode, words) => {
    const ran = await runCli([name, '--data', folder]);
    expect([ran.exitCode, ran.stderr + ran.stdout]).toEqual([exitCode, expect.stringContaining(words)]);
  });
});
