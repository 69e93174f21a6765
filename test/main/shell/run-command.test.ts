import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isCommand, runCommand } from '../../../main/shell/run-command.ts';

it('knows a command from what opens the desktop', () => {
  expect(isCommand(['charge', '--order', 'A'])).toBe(true);
  for (const words of [[], ['--hidden'], ['--headless', '--sandbox'], ['serve'], ['demo']])
    expect(isCommand(words)).toBe(false);
});

it('runs it with the exit code and the result file of the command line', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'puente-command-'));
  const file = path.join(folder, 'pago.ini');
  const words = ['charge', '--data', folder, '--amount', '5', '--format', 'ini', '--result-file', file];
  expect(await runCommand(words)).toBe(3);
  expect(readFileSync(file, 'utf8')).toContain('[puente]');
  expect(await runCommand(['status', '--data', folder])).toBe(2);
});
