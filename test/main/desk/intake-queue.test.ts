import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../../main/contract/desk.ts';
import { createStore } from '../../../main/store/store.ts';
import { CHAIN_START } from '../../../main/store/journal.ts';
import { buildFlushShim, countFlushes } from '../../bench/disk.ts';
import { scratchFolder } from '../store/scratch.ts';
import { openDoor, order } from './door.ts';

const GROUP = 16;
const orders = (count: number): Order[] => Array.from({ length: count }, (_, index) => order(`FAC-${index}`));
const freshFile = (): string => path.join(scratchFolder(), 'bridge.db');
const FOREVER = path.join(import.meta.dirname, 'accept-forever.ts');

describe('orders of one turn of the event loop', () => {
  it('share one commit, and are answered only after it', async () => {
    const door = openDoor(freshFile());
    let answered = 0;
    const all = orders(GROUP).map((each) => door.accept(each).then(() => (answered += 1)));
    await Promise.resolve();
    expect([door.commits(), answered]).toEqual([0, 0]);
    await Promise.all(all);
    expect([door.commits(), answered]).toEqual([1, GROUP]);
    expect(door.told).toHaveLength(GROUP);
    door.store.close();
  });

  it('fail alone: what one of them wrote is undone, and its neighbours are on disk', async () => {
    const door = openDoor(freshFile(), {
      around: (each, accept) => {
        const accepted = accept(each);
        if (each.order_id === 'FAC-7') throw new Error('this one');
        return accepted;
      },
    });
    const settled = await Promise.allSettled(orders(GROUP).map((each) => door.accept(each)));
    expect(settled.map(({ status }) => status === 'fulfilled')).toEqual(orders(GROUP).map((_, index) => index !== 7));
    for (const [index, each] of orders(GROUP).entries())
      expect(door.store.charges.byOrder(each.order_id) !== undefined, each.order_id).toBe(index !== 7);
    expect(door.store.journal.since(0, 100).map(({ kind }) => kind)).toEqual(Array(GROUP - 1).fill('accepted'));
    expect(door.told).not.toContain('FAC-7');
    door.store.close();
  });

  it('are refused together, after one try, while another program holds the database: each would hold everything up anew', async () => {
    const file = freshFile();
    const door = openDoor(file);
    door.store.db.pragma('busy_timeout = 50');
    const other = new SqliteDatabase(file);
    other.exec('BEGIN IMMEDIATE');
    const refused = await Promise.allSettled(orders(GROUP).map((each) => door.accept(each)));
    expect(refused.map((each) => each.status === 'rejected' && String(each.reason.code))).toEqual(
      Array(GROUP).fill('SQLITE_BUSY'),
    );
    expect(door.tries()).toBe(1);
    other.close();
    await Promise.all(orders(GROUP).map((each) => door.accept(each)));
    expect(door.told).toHaveLength(GROUP);
    door.store.close();
  });

  it('would be lost together in one transaction without that care (the control)', () => {
    const door = openDoor(freshFile(), {
      around: (each, accept) => {
        if (each.order_id === 'FAC-7') throw new Error('this one');
        return accept(each);
      },
    });
    expect(() => door.store.transact('accept', () => orders(GROUP).map(door.acceptInTransaction))).toThrow('this one');
    expect(door.store.charges.byOrder('FAC-0')).toBeUndefined();
    door.store.close();
  });

  it('write with an order what belongs to it, or neither', async () => {
    const door = openDoor(freshFile());
    const note = (id: string) => () => door.store.settings.set(id, 'stored');
    const broken = (): void => {
      door.store.settings.set('b', 'stored');
      throw new Error('no');
    };
    const [a, b] = await Promise.allSettled([door.accept(order('A'), note('a')), door.accept(order('B'), broken)]);
    expect([a.status, b.status]).toEqual(['fulfilled', 'rejected']);
    expect([door.store.settings.get('a'), door.store.settings.get('b')]).toEqual(['stored', undefined]);
    expect(door.store.charges.byOrder('B')).toBeUndefined();
    door.store.close();
  });
});

it('keeps every order of a group that was answered through kill -9, and its journal whole', async () => {
  const file = freshFile();
  const answered: string[] = [];
  for (let kill = 0; kill < 3; kill += 1) {
    const until = answered.length + 60 + kill * 37;
    const child = spawn(process.execPath, [FOREVER, file, String(GROUP)], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
      answered.push(line);
      if (answered.length >= until) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
  }
  const store = createStore({ path: file });
  expect(answered.filter((orderId) => !store.charges.byOrder(orderId))).toEqual([]);
  expect(store.charges.byOrder('G-0-x')).toBeUndefined();
  expect(store.journal.verify({ seq: 0, hash: CHAIN_START }, 1_000_000).broken).toBeUndefined();
  store.close();
});

describe('flushes', () => {
  const GROUPS = 20;

  it('are one for each order alone, and one for a group of sixteen', () => {
    const folder = scratchFolder();
    const shim = buildFlushShim(folder);
    // Elsewhere than on Linux flushes cannot be counted; there the pragmas that are read back must do.
    if (!shim) return expect(process.platform).not.toBe('linux');
    const alone = count(1, 'alone.db') - count(0, 'none.db');
    const together = count(GROUP, 'together.db') - count(0, 'none-again.db');
    expect(alone).toBeGreaterThanOrEqual(GROUPS);
    expect(together).toBeGreaterThanOrEqual(GROUPS);
    // The log's first frames, and what closing it takes.
    expect(Math.max(alone, together)).toBeLessThan(GROUPS + 10);

    function count(size: number, name: string): number {
      const flushes = countFlushes(scratchFolder());
      const { status } = spawnSync(process.execPath, [FOREVER, path.join(folder, name), String(size), String(GROUPS)], {
        env: { ...process.env, ...shim, ...flushes.env },
        stdio: 'ignore',
      });
      expect(status).toBe(0);
      return flushes.read();
    }
  });
});
