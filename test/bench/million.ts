import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Attempt } from '../../main/charge/attempt.ts';
import { writeFacts } from '../../main/store/attempt-rows.ts';
import { createStore } from '../../main/store/store.ts';
import type { Bench } from './bench.ts';

export const CHARGES = 1_000_000;
const CHARGES_A_DAY = 500;
const DAY_MS = 86_400_000;
/** Guatemala has no summer time. */
export const shopMidnightMs = (day: string): number => Date.parse(`${day}T00:00:00-06:00`);
/** The first moment after the last charge. */
export const END_MS = shopMidnightMs('2026-11-22');
/** An amount that every twentieth charge has, as round prices do. */
export const COMMON_CENTS = 10_000;

export const orderOf = (number: number): string => `FAC-${String(number).padStart(7, '0')}`;

/** Stand-ins in the facts' JSON, filled in by SQL row by row. */
const ORDER = '@order@';
const LAST4 = '@last4@';
const TERMINAL = '@terminal@';
const CENTS = 111_111_111;
const SENT_MS = 222_222_222;
const SEEN_MS = 333_333_333;

const facts = (paid: boolean): Attempt => ({
  number: 1,
  externalId: `bench-${ORDER}-1`,
  terminalId: TERMINAL,
  amountInCents: CENTS,
  currency: 'GTQ',
  installments: null,
  createdAtMs: SENT_MS,
  askedServerMs: SENT_MS,
  firstSentAtMs: SENT_MS,
  firstSentServerMs: SENT_MS,
  lastSentAtMs: SENT_MS,
  sends: 1,
  unreached: [],
  commands: [
    {
      id: `cmd_${ORDER}`,
      status: 'consumed',
      created: true,
      terminalId: TERMINAL,
      amountInCents: CENTS,
      currency: 'GTQ',
      checkoutId: `ch_${ORDER}`,
      dispatchedSeenAtMs: SENT_MS,
      closedSeenAtMs: SEEN_MS,
    },
  ],
  checkouts: [
    {
      id: `ch_${ORDER}`,
      status: paid ? 'paid' : 'unpaid',
      totalInCents: CENTS,
      currency: 'GTQ',
      createdAtMs: SENT_MS,
      paymentIntentId: paid ? `pa_${ORDER}` : null,
      authCode: paid ? '123456' : null,
      card: paid ? { last4: LAST4, network: 'visa' } : null,
      paidAtMs: paid ? SEEN_MS : null,
      seenAtMs: SEEN_MS,
    },
  ],
  declines: paid
    ? []
    : [
        {
          checkoutId: null,
          intentId: `pi_${ORDER}`,
          reason: 'Fondos insuficientes',
          firstSeenAtMs: SENT_MS,
          lastSeenAtMs: SEEN_MS,
        },
      ],
  absentAtMs: null,
  takenElsewhere: false,
  rejection: null,
  doubt: null,
  word: null,
});

const fill = (paid: boolean): string =>
  [
    [ORDER, 'order_id'],
    [LAST4, "coalesce(last4, '')"],
    [TERMINAL, 'terminal_id'],
    [CENTS, 'amount_in_cents'],
    [SENT_MS, 'created_at_ms'],
    [SEEN_MS, 'updated_at_ms'],
  ].reduce((sql, [standIn, column]) => `replace(${sql}, '${standIn}', ${column})`, `'${writeFacts(facts(paid))}'`);

/** 94 % paid, 3 % declined, 2 % cancelled and 1 % expired before they were sent; 500 a day on three terminals. */
const LOAD = `
  WITH RECURSIVE
    numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ${CHARGES}),
    drawn AS (
      SELECT i, printf('FAC-%07d', i) AS order_id, ${END_MS} - (${CHARGES} - i + 1) * ${DAY_MS / CHARGES_A_DAY} AS at_ms,
        CASE WHEN i % 20 = 0 THEN ${COMMON_CENTS} ELSE 500 + (i * 7919) % 90000 END AS cents,
        CASE WHEN i % 100 < 94 THEN 'paid' WHEN i % 100 < 97 THEN 'declined' WHEN i % 100 < 99 THEN 'cancelled' ELSE 'expired' END AS status
      FROM numbers
    )
  INSERT INTO charges (id, order_id, source, terminal_id, amount_in_cents, currency, metadata, created_at_ms, updated_at_ms,
    expires_at_ms, expire_after_ms, wish, wish_attempt, status, on_terminal, closed_at_ms, paid_at_ms, paid_in_cents, tip_in_cents, last4)
  SELECT printf('%08x-%04x-7%03x-8%03x-%012x', at_ms >> 16, at_ms & 65535, i & 4095, (i * 31) & 4095, i * 2654435761 & 281474976710655), order_id, 'http', 'trm_' || (1 + i % 3), cents, 'GTQ', '{}',
    at_ms, at_ms + 8000, at_ms + 900000, 900000, iif(status IN ('cancelled', 'expired'), status, 'charge'), 1, status, 0,
    at_ms + 8000, iif(status = 'paid', at_ms + 8000, NULL), iif(status = 'paid', cents, NULL), iif(status = 'paid', 0, NULL),
    iif(status = 'paid', printf('%04d', (i * 31) % 10000), NULL)
  FROM drawn;
  INSERT INTO attempts (charge_id, number, external_id, facts)
    SELECT id, 1, 'bench-' || order_id || '-1', iif(status = 'paid', ${fill(true)}, ${fill(false)})
    FROM charges WHERE status IN ('paid', 'declined') ORDER BY seq;
  INSERT INTO attempt_checkouts (checkout_id, external_id)
    SELECT 'ch_' || order_id, 'bench-' || order_id || '-1' FROM charges WHERE status IN ('paid', 'declined') ORDER BY seq;
`;

/** The data folder of a shop with 1,000,000 charges (without their journal); made once, and brought up to date by the store later. */
export function openMillion(bench: Bench): string {
  const shape = createHash('sha256').update(LOAD).digest('hex').slice(0, 12);
  const folder = path.join(bench.keptFolder, `million-${shape}`);
  if (existsSync(folder)) {
    rmSync(path.join(folder, 'backups'), { recursive: true, force: true });
    createStore({ path: path.join(folder, 'bridge.db') }).close();
    return folder;
  }
  for (const name of readdirSync(bench.keptFolder))
    if (name.startsWith('million-')) rmSync(path.join(bench.keptFolder, name), { recursive: true });
  const fresh = bench.newFolder('million');
  const start = performance.now();
  fillDatabase(path.join(fresh, 'bridge.db'));
  mkdirSync(path.dirname(folder), { recursive: true });
  renameSync(fresh, folder);
  bench.note(`1,000,000 charges made in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  return folder;
}

/** Rows first, then the schema's own indexes and triggers over them: building an index at once is far quicker than row by row. */
function fillDatabase(file: string): void {
  const store = createStore({ path: file });
  try {
    const { db } = store;
    // Nothing here needs to survive: a file that was not finished is never taken.
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma('foreign_keys = OFF');
    db.pragma('cache_size = -400000');
    const later = db
      .prepare<[], { type: string; name: string; sql: string }>(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'charges' AND type IN ('index', 'trigger') AND sql IS NOT NULL",
      )
      .all();
    db.transaction(() => {
      for (const { type, name } of later) db.exec(`DROP ${type} ${name}`);
      db.exec(LOAD);
      db.exec("INSERT INTO charge_words (charge_words) VALUES ('rebuild')");
      db.exec('INSERT INTO charge_amounts (cents, seq) SELECT amount_in_cents, seq FROM charges ORDER BY 1, 2');
      db.exec(
        'INSERT INTO charge_blocks (block, first_ms, last_ms) SELECT seq >> 10, min(created_at_ms), max(created_at_ms) FROM charges GROUP BY 1',
      );
      db.exec('UPDATE charge_words_cursor SET seq = (SELECT max(seq) FROM charges)');
      for (const { sql } of later) db.exec(sql);
    })();
    for (const row of store.list({ limit: 100 })) {
      const kept = db
        .prepare<[string], { status: string }>('SELECT status FROM charges WHERE id = ?')
        .get(row.charge.id);
      if (kept?.status !== row.charge.status)
        throw new Error(`${row.charge.orderId} means ${row.charge.status}, its row says ${kept?.status}`);
    }
    db.pragma('journal_mode = WAL');
  } finally {
    store.close();
  }
}
