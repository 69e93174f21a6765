import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../main/contract/charge.ts';
import type { StatusView } from '../../main/contract/status.ts';
import { absorb, nothingYet, RECENT_KEPT, type LiveState } from '../../renderer/live/live-state.ts';
import { sampleCharge, type Sample } from './sample-charges.ts';

const NOW = Date.parse('2026-11-22T18:00:00Z');
const charge = (sample: Sample) => ({ kind: 'charge', charge: sampleCharge(sample, NOW) }) as const;
const STATUS: StatusView = {
  connection: 'online',
  connection_since: '2026-11-22T08:00:00Z',
  next_step: '',
  sandbox: false,
  language: 'es',
  currency: 'GTQ',
  queues: { queued: 0, open: 0, in_doubt: 0, expired_today: 0 },
  disk: { state: 'ok', free_bytes: 1 },
  versions: { puente: '1', node: '24', sqlite: '3', schema: 1 },
  started_at: '2026-11-22T08:00:00Z',
  imports: [],
  alerts: [],
  terminals: [],
};

describe('what the page knows', () => {
  it('is live only once the whole was read', () => {
    const opened = absorb(nothingYet(NOW), { kind: 'status', status: STATUS });
    expect(opened.link).toBe('connecting');
    const read = absorb(opened, { kind: 'snapshot', atMs: NOW, snapshot: { status: STATUS, recent: [], waiting: [] } });
    expect(read.link).toBe('live');
    expect(absorb(read, { kind: 'link', link: 'reconnecting', atMs: NOW }).link).toBe('reconnecting');
  });

  it('keeps the last word on the key while the line is down', () => {
    const hear = (state: LiveState, connection: StatusView['connection']): LiveState =>
      absorb(state, { kind: 'status', status: { ...STATUS, connection } });
    expect(hear(nothingYet(NOW), 'offline').key).toBeNull();
    const refused = hear(nothingYet(NOW), 'key_refused');
    expect(hear(refused, 'offline').key).toBe('refused');
    expect(hear(hear(refused, 'online'), 'offline').key).toBe('good');
    expect(hear(refused, 'key_missing').key).toBeNull();
  });

  it('asks about an expired charge until it is charged again or given up', () => {
    const asked = absorb(nothingYet(NOW), charge({ order_id: 'A', status: 'expired' }));
    expect(asked.waiting.map(({ order_id }) => order_id)).toEqual(['A']);
    expect(absorb(asked, charge({ order_id: 'A', status: 'queued' })).waiting).toEqual([]);
    expect(absorb(asked, charge({ order_id: 'A', status: 'cancelled' })).waiting).toEqual([]);
  });

  it('holds the newest of each charge once, and never more than it may', () => {
    const seed = 20261122;
    const news = fc.array(
      fc.record({ order: fc.integer({ min: 0, max: 60 }), status: fc.constantFrom(...STATUSES), changed: fc.nat(500) }),
      { minLength: 1, maxLength: 200 },
    );
    fc.assert(
      fc.property(news, (lines) => {
        let state: LiveState = nothingYet(NOW);
        for (const { order, status, changed } of lines)
          state = absorb(state, charge({ order_id: `F${order}`, status, changed, age: 600 }));
        const last = lines.at(-1);
        const ids = state.recent.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBeLessThanOrEqual(RECENT_KEPT);
        expect(state.waiting.length).toBeLessThanOrEqual(100);
        const waits = state.waiting.some(({ order_id }) => order_id === `F${last?.order}`);
        expect(waits).toBe(last?.status === 'expired' || last?.status === 'in_doubt');
      }),
      { seed, numRuns: 60 },
    );
  });

  it('keeps a terminal in sight when its news come before the next whole status', () => {
    const terminal = {
      id: 't',
      alias: 'c',
      name: 'C',
      state: 'idle',
      charge: null,
      queued: 0,
      queue: [],
      last: null,
    } as const;
    const state = absorb(nothingYet(NOW), { kind: 'terminal', terminal: { ...terminal, queue: [] } });
    expect(absorb(state, { kind: 'terminal', terminal: { ...terminal, name: 'D', queue: [] } }).terminals).toHaveLength(
      1,
    );
  });
});
