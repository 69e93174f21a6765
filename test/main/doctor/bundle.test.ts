import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeBundle } from '../../../main/doctor/bundle.ts';

let folder: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'puente-bundle-'));
  mkdirSync(path.join(folder, 'logs'));
  log = path.join(folder, 'logs', 'puente.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const logged = (): string[] => {
  const text = makeBundle({ dataFolder: folder, findings: [], nowMs: 0, env: {} });
  return (JSON.parse(text) as { log: string[] }).log;
};

describe('the log in the bundle', () => {
  it('is whole where it is short', () => {
    writeFileSync(log, 'one\ntwo\n');
    expect(logged()).toEqual(['one', 'two']);
  });

  it('is its last whole lines where it has grown beyond what can be read at once', () => {
    writeFileSync(log, '');
    truncateSync(log, 3 * 1024 ** 3);
    appendFileSync(log, `\n${'ñ'.repeat(200_000)}\nlast but one\nlast\n`);
    expect(logged()).toEqual(['last but one', 'last']);
  });
});
