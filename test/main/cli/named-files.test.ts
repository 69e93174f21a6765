import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

/** Files that are named on the command line and are none: bad input, told in Spanish, with nothing done. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'puente-named-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('puente status --all', () => {
  it.each([
    ['a folder', () => folder, 'es una carpeta'],
    ['no file', () => path.join(folder, 'tiendas.txt'), 'no existe'],
  ])('ends with 3 on a list that is %s', async (_name, list, words) => {
    const ran = await runCli(['status', '--all', list()]);
    expect([ran.exitCode, ran.stdout]).toEqual([3, '']);
    expect(ran.stderr).toContain(words);
    expect(ran.stderr).toContain(list());
  });

  it('ends with 3 on a key that is a folder, and with 2 when the list is good and nobody answers', async () => {
    const list = path.join(folder, 'tiendas.txt');
    writeFileSync(list, '\uFEFFtienda http://127.0.0.1:9 @clave\n');
    mkdirSync(path.join(folder, 'clave'));
    const ran = await runCli(['status', '--all', list]);
    expect([ran.exitCode, ran.stdout]).toEqual([3, '']);
    expect(ran.stderr).toContain('es una carpeta');
    rmSync(path.join(folder, 'clave'), { recursive: true });
    writeFileSync(path.join(folder, 'clave'), 'pk_1\n');
    expect((await runCli(['status', '--all', list])).exitCode).toBe(2);
  });
});

describe('puente doctor --bundle', () => {
  const doctor = (bundle: string) =>
    runCli(['doctor', '--data', path.join(folder, 'no-data'), '--json', '--bundle', bundle]);

  it('ends with 3 on a folder, having looked at nothing', async () => {
    const ran = await doctor(folder);
    expect([ran.exitCode, ran.stdout]).toEqual([3, '']);
    expect(ran.stderr).toContain('es una carpeta');
  });

  it('makes no folders on the way to a file', async () => {
    const ran = await doctor(path.join(folder, 'mal', 'escrito', 'soporte.json'));
    expect([ran.exitCode, existsSync(path.join(folder, 'mal'))]).toEqual([3, false]);
    expect(ran.stderr).toContain('no existe la carpeta');
  });

  it('writes the file where its folder is there', async () => {
    const file = path.join(folder, 'soporte.json');
    const ran = await doctor(file);
    expect([ran.exitCode, ran.stderr]).toEqual([1, expect.stringContaining(file)]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ findings: [{ result: 'fail' }] });
  });
});

it('a key variable that no header can carry is bad input, told by its name', async () => {
  for (const command of [['status'], ['open', '--print'], ['import', '--profile', 'generic-csv', folder]]) {
    const ran = await runCli([...command, '--data', folder], { PUENTE_API_KEY: 'pk_1\npk_2' });
    expect([command[0], ran.exitCode]).toEqual([command[0], 3]);
    expect(ran.stderr).toContain('PUENTE_API_KEY');
  }
});
