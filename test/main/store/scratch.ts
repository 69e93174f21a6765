import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { createStore, type Store, type StoreDeps } from '../../../main/store/store.ts';
import { makeCharge } from '../charge/charges.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'puente-store-'));
  folders.push(folder);
  return folder;
}

export const openStore = (folder: string, more: Partial<StoreDeps> = {}): Store =>
  createStore({ path: path.join(folder, 'bridge.db'), ...more });

/** Adds a charge with its journal line, as accept() does. */
export function addCharge(store: Store, orderId: string, atMs = Date.parse('2026-11-22T18:00:00Z')): void {
  store.transact('accept', () => {
    store.charges.insert(makeCharge({ id: `c-${orderId}`, orderId, createdAtMs: atMs, updatedAtMs: atMs }));
    store.note({ atMs, chargeId: `c-${orderId}`, kind: 'accepted', status: 'queued', data: { amount: 'Q 125.50' } });
  });
}
