import path from 'node:path';
import { createCallbackTable } from '../../main/store/callbacks.ts';
import { createStore, type Store } from '../../main/store/store.ts';
import type { Bench } from './bench.ts';
import { createRows, timeMs, type CaseResult } from './figures.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CHARGES = 50_000;
const BODY = 'x'.repeat(900);
const PRUNED = 'pruned: a caller’s answer, or a step of callbacks';
const TIDIED = 'indexed, checkpointed and given back between commits: a step';

/** What has an end goes without a pause: the longest step of pruning and of what is done between commits, after a year's worth at once. */
export async function benchUpkeep(bench: Bench): Promise<CaseResult> {
  const { add, rows } = createRows();
  const store = createStore({ path: path.join(bench.newFolder('upkeep'), 'bridge.db') });
  const callbacks = createCallbackTable(store.db);
  try {
    fill(store, bench.quick ? CHARGES / 10 : CHARGES);
    const read = (name: string): number => Number(store.db.pragma(name, { simple: true }));
    const fullMb = (read('page_count') * 4096) / 1e6;
    // The load of a year at once is no part of it.
    while (store.tidy());
    const pruned: number[] = [];
    const tidied: number[] = [];
    const nowMs = Date.now();
    const old = store.db.prepare('SELECT 1 FROM idempotency WHERE at_ms < ? LIMIT 1');
    for (let n = 0, done = false; !done || old.get(nowMs) !== undefined; n += 1) {
      const put = (): void => store.idempotency.put(`new-${n}`, { fingerprint: '', status: 201, body: '' }, nowMs);
      pruned.push(await timeMs(() => store.transact('put', put)));
      pruned.push(await timeMs(() => (done = callbacks.prune(nowMs))));
      tidied.push(await timeMs(() => store.tidy()));
    }
    for (let more = true; more;) tidied.push(await timeMs(() => (more = store.tidy())));
    add(PRUNED, 'longest ms', Math.max(...pruned));
    add(PRUNED, 'steps', pruned.length);
    add(TIDIED, 'longest ms', Math.max(...tidied));
    add(TIDIED, 'steps', tidied.length);
    add(TIDIED, 'MB before', fullMb);
    add(TIDIED, 'MB after', (read('page_count') * 4096) / 1e6);
  } finally {
    store.close();
  }
  return {
    title: 'Retention and vacuum',
    rows: rows(),
    goals: [PRUNED, TIDIED].map((row) => ({ row, column: 'longest ms', most: 50 })),
    notes: ['Charges and journal are never deleted; answers to idempotency keys, callbacks and webhook messages are.'],
  };
}

/** Charges with two callbacks each, long delivered, and an old answer for each. */
function fill(store: Store, charges: number): void {
  const oldMs = Date.now() - 30 * DAY_MS;
  const charge = store.db.prepare<[string, string, number, number, number, number]>(
    `INSERT INTO charges (id, order_id, source, terminal_id, amount_in_cents, currency, metadata, created_at_ms, updated_at_ms,
       expires_at_ms, expire_after_ms, wish, wish_attempt, status, on_terminal)
     VALUES (?, ?, 'http', 'trm_1', ?, 'GTQ', '{}', ?, ?, ?, 1, 'cancelled', 1, 'cancelled', 0)`,
  );
  const callback = store.db.prepare<[string, string, string, number, number]>(
    `INSERT INTO callbacks (id, charge_id, url, event, told, body, state, created_at_ms, give_up_at_ms, due_at_ms)
     VALUES (?, ?, 'http://127.0.0.1/', 'charge.paid', '', ?, 'delivered', ?, ?, 0)`,
  );
  const answer = store.db.prepare<[string, string, number]>(
    "INSERT INTO idempotency (key, fingerprint, status, body, at_ms) VALUES (?, '', 201, ?, ?)",
  );
  store.transact('fill', () => {
    for (let n = 0; n < charges; n += 1) {
      charge.run(`c${n}`, `F-${n}`, 100 + n, oldMs, oldMs, oldMs);
      for (const half of ['a', 'b']) callback.run(`${half}${n}`, `c${n}`, BODY, oldMs, oldMs);
      answer.run(`key-${n}`, BODY, oldMs);
    }
  });
}
