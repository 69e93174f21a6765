import { mkdirSync, mkdtempSync, existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../../main/dispatch/system-clock.ts';
import { folderSchema, type FolderConfig, type FolderTrouble } from '../../../../main/contract/folders.ts';
import type { FileLedger } from '../../../../main/contract/file-ledger.ts';
import { startFileIntake, type FileIntakeDeps } from '../../../../main/intake/files/intake.ts';
import { openLedger } from './ledger.ts';

export const DEFAULTS = { currency: 'GTQ', terminal: 'caja1', expireAfterMs: 900_000 } as const;
export const silentLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A data folder with an export folder in it; gone at the end of the test. */
export function makeFolder(settings: object = {}): { data: string; folder: FolderConfig; remove(): void } {
  const data = mkdtempSync(path.join(tmpdir(), 'puente-files-'));
  const exports = path.join(data, 'export');
  mkdirSync(exports);
  const folder = folderSchema.parse({
    path: exports,
    match: '*.csv',
    format: 'csv',
    fields: { order_id: 'Factura', amount: 'Total' },
    ready: { stableMs: 60 },
    ...settings,
  });
  return { data, folder, remove: () => rmSync(data, { recursive: true, force: true }) };
}

/** Waits until the condition holds; fails with what it waited for. */
export async function until(what: string, holds: () => boolean, timeoutMs = 30_000): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  while (!holds()) {
    if (Date.now() > endMs) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const csv = (rows: readonly (readonly [order: string, amount: string])[]): string =>
  `Factura,Total\r\n${rows.map(([order, amount]) => `${order},${amount}\r\n`).join('')}`;

export const write = (folder: FolderConfig, name: string, content: string | Uint8Array, ageMs = 0): void => {
  const file = path.join(folder.path, name);
  writeFileSync(file, content);
  if (ageMs > 0) utimesSync(file, new Date(Date.now() - ageMs), new Date(Date.now() - ageMs));
};
export const inFolder = (folder: FolderConfig, ...names: string[]): boolean =>
  existsSync(path.join(folder.path, ...names));
export const list = (folder: FolderConfig, place: string): string[] =>
  existsSync(path.join(folder.path, place)) ? readdirSync(path.join(folder.path, place)).sort() : [];

/** The intake on one folder with the real store, and what it had to say. */
export function startOn(
  data: string,
  folder: FolderConfig,
  changes: Partial<FileIntakeDeps> & { wrap?: (ledger: FileLedger) => FileLedger } = {},
) {
  const troubles: FolderTrouble[] = [];
  const progress: { file: string; rowsDone: number; totalRows: number }[] = [];
  const { wrap = (same: FileLedger) => same, ...deps } = changes;
  const { store, ledger, viewOf } = openLedger(data, deps.failpoint ? { failpoint: deps.failpoint } : {});
  const intake = startFileIntake({
    folders: [folder],
    ledger: wrap(ledger),
    clock: systemClock,
    log: silentLog,
    failpoint: () => undefined,
    defaults: DEFAULTS,
    sweepMs: 200,
    onProgress: (each) => progress.push(each),
    onTrouble: (trouble) => troubles.push(trouble),
    ...deps,
  });
  const charges = (): { order_id: string; amount_in_cents: number; status: string }[] =>
    store.db.prepare('SELECT order_id, amount_in_cents, status FROM charges ORDER BY seq').all() as never;
  return {
    intake,
    store,
    ledger,
    viewOf,
    troubles,
    progress,
    charges,
    orders: () => charges().map(({ order_id }) => order_id),
    async stop(): Promise<void> {
      await intake.stop();
      store.close();
    },
  };
}
