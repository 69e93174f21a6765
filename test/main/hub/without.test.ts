import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, type TestContext } from 'vitest';
import { createTill, openRecurrente, type TillOptions } from './tills.ts';

/** A sentence of the driver's own, and a table that only the bridge's end of the hub asks for. */
const MARKS = ['Connection terminated unexpectedly', 'puente.terminal_wishes'];

/** The built product's files that a till has loaded by the time it stops. */
async function findLoaded({ onTestFinished }: TestContext, options: Partial<TillOptions>): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'puente-loaded-'));
  const list = path.join(folder, 'loaded.json');
  const spy = path.join(folder, 'spy.cjs');
  writeFileSync(
    spy,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(Object.keys(require.cache))))`,
  );
  const sandbox = await openRecurrente();
  onTestFinished(() => sandbox.stop());
  const till = await createTill('a', { sandbox: sandbox.url, env: { NODE_OPTIONS: `--require=${spy}` }, ...options });
  await till.start();
  await till.order('F1');
  await till.process()?.stop();
  await till.stop();
  return JSON.parse(readFileSync(list, 'utf8')) as string[];
}
const withMark = (files: readonly string[], mark: string): string[] =>
  files.filter((file) => file.endsWith('.cjs') && readFileSync(file, 'utf8').includes(mark));

it('a till without a hub loads nothing of it, nor of the database’s driver', async (test) => {
  const without = await findLoaded(test, {});
  for (const mark of MARKS) expect(withMark(without, mark)).toEqual([]);
  // Control: with one it does, reachable or not.
  const joined = await findLoaded(test, { hub: 'postgres://nobody@127.0.0.1:1/hub' });
  for (const mark of MARKS) expect(withMark(joined, mark)).not.toEqual([]);
  const saved = joined.filter((file) => !without.includes(file) && file.includes('/dist/'));
  console.log(`not loaded without a hub: ${saved.reduce((sum, file) => sum + statSync(file).size, 0)} bytes of code`);
});
