import type { Database } from 'better-sqlite3';
import type { Status } from '../contract/charge.ts';
import type { Charge } from '../charge/charge.ts';
import { readFacts, writeFacts } from './attempt-rows.ts';
import type { ChargeRow } from './charge-rows.ts';
import { readCharge, writeCharge } from './charge-rows.ts';
import { createInsert } from './insert-rows.ts';
import { rowsBetween } from './row-range.ts';

const OPEN = "status IN ('queued', 'sending', 'pending', 'dispatched', 'in_doubt')";
/** What is open, or holds a terminal still; each by its own index. */
const OPEN_ROWS = `SELECT seq FROM charges INDEXED BY charges_status WHERE ${OPEN}
       UNION SELECT seq FROM charges INDEXED BY charges_on_terminal WHERE on_terminal = 1`;

/** Charges and their attempts. save() must run inside a transaction, beside the journal line that explains it. */
export function createCharges(db: Database) {
  const columns = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  const insertRows = createInsert(db, { into: `charges (${columns.join(', ')})`, columns: columns.length });
  const changing = columns.filter((name) => !['id', 'order_id', 'source', 'created_at_ms'].includes(name));
  const update = db.prepare(
    `UPDATE charges SET ${changing.map((name) => `${name} = @${name}`).join(', ')} WHERE id = @id`,
  );
  const putAttempt = db.prepare<[string, number, string, string]>(
    `INSERT INTO attempts (charge_id, number, external_id, facts) VALUES (?, ?, ?, ?)
     ON CONFLICT (charge_id, number) DO UPDATE SET facts = excluded.facts`,
  );
  const putCheckout = db.prepare<[string, string]>(
    'INSERT INTO attempt_checkouts (checkout_id, external_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const attemptsOf = db.prepare<[string], { facts: string }>(
    'SELECT facts FROM attempts WHERE charge_id = ? ORDER BY number',
  );
  const attemptsOfAll = db.prepare<[string], { charge_id: string; facts: string }>(
    'SELECT charge_id, facts FROM attempts WHERE charge_id IN (SELECT value FROM json_each(?)) ORDER BY charge_id, number',
  );
  const byId = db.prepare<[string], ChargeRow>('SELECT * FROM charges WHERE id = ?');
  const callbackUrl = db.prepare<[string], { callback_url: string }>(
    'SELECT callback_url FROM charges WHERE id = ? AND callback_url IS NOT NULL',
  );
  const byOrder = db.prepare<[string], ChargeRow>('SELECT * FROM charges WHERE order_id = ?');
  const knownOrders = db.prepare<[string], { order_id: string }>(
    'SELECT order_id FROM charges WHERE order_id IN (SELECT value FROM json_each(?))',
  );
  const byExternalId = db.prepare<[string], { charge_id: string }>(
    'SELECT charge_id FROM attempts WHERE external_id = ?',
  );
  const byCheckout = db.prepare<[string], { external_id: string }>(
    'SELECT external_id FROM attempt_checkouts WHERE checkout_id = ?',
  );
  const onTerminal = db.prepare<[string], ChargeRow>(
    'SELECT * FROM charges INDEXED BY charges_on_terminal WHERE terminal_id = ? AND on_terminal = 1 ORDER BY seq',
  );
  const queued = db.prepare<[string, number], ChargeRow>(
    `SELECT * FROM charges INDEXED BY charges_terminal_status
     WHERE terminal_id = ? AND status = 'queued' ORDER BY seq LIMIT ?`,
  );
  const countQueued = db.prepare<[string], { n: number }>(
    `SELECT count(*) AS n FROM charges INDEXED BY charges_terminal_status WHERE terminal_id = ? AND status = 'queued'`,
  );
  const dueToExpire = db.prepare<[number, number], ChargeRow>(
    "SELECT * FROM charges INDEXED BY charges_expiry WHERE status = 'queued' AND expires_at_ms <= ? ORDER BY seq LIMIT ?",
  );
  const lastClosed = db.prepare<[string], ChargeRow>(
    'SELECT * FROM charges WHERE terminal_id = ? AND closed_at_ms IS NOT NULL ORDER BY closed_at_ms DESC LIMIT 1',
  );
  const countOpen = db.prepare<[], { status: string; n: number }>(
    `SELECT status, count(*) AS n FROM charges INDEXED BY charges_status WHERE ${OPEN} GROUP BY status
     UNION ALL SELECT status, count(*) FROM charges INDEXED BY charges_on_terminal
       WHERE on_terminal = 1 AND NOT (${OPEN}) GROUP BY status`,
  );
  const setWatch = db.prepare<[number | null, number | null, string]>(
    'UPDATE charges SET watch_next_at_ms = ?, watch_until_ms = ? WHERE id = ?',
  );
  const dueToWatch = db.prepare<[number, number], ChargeRow>(
    'SELECT * FROM charges WHERE watch_next_at_ms <= ? ORDER BY watch_next_at_ms LIMIT ?',
  );
  const nextWatch = db.prepare<[], { at: number | null }>(
    'SELECT min(watch_next_at_ms) AS at FROM charges WHERE watch_next_at_ms IS NOT NULL',
  );

  // By their rows: a day's charges are few, and SQLite would take the status and with it years of them.
  const countSince = db.prepare<[number, string, number], { n: number }>(
    'SELECT count(*) AS n FROM charges NOT INDEXED WHERE seq >= ? AND status = ? AND created_at_ms >= ?',
  );
  const paidIdsBetween = db.prepare<[number, number], { id: string }>(
    'SELECT id FROM charges WHERE paid_at_ms >= ? AND paid_at_ms < ? ORDER BY paid_at_ms',
  );
  const receivedBetween = db.prepare<[number, number, number, number], ChargeRow>(
    'SELECT * FROM charges WHERE seq >= ? AND seq <= ? AND created_at_ms >= ? AND created_at_ms < ? ORDER BY seq',
  );
  // From one terminal to the next, however many charges each has.
  const openTerminals = db.prepare<[], { id: string }>(
    `WITH RECURSIVE terminals (id) AS (
       SELECT min(terminal_id) FROM charges
       UNION ALL SELECT (SELECT min(terminal_id) FROM charges WHERE terminal_id > terminals.id) FROM terminals
         WHERE terminals.id IS NOT NULL)
     SELECT terminals.id FROM terminals WHERE terminals.id IS NOT NULL AND (
       EXISTS (SELECT 1 FROM charges INDEXED BY charges_terminal_status WHERE terminal_id = terminals.id AND ${OPEN})
       OR EXISTS (SELECT 1 FROM charges INDEXED BY charges_on_terminal WHERE terminal_id = terminals.id AND on_terminal = 1))`,
  );
  const shiftExpiry = db.prepare<[number, number, number]>(
    `UPDATE charges SET expires_at_ms = expires_at_ms + ?
     WHERE updated_at_ms NOT BETWEEN ? AND ? AND seq IN (${OPEN_ROWS})`,
  );
  const endWaits = db.prepare<[number, number, number]>(
    `UPDATE charges SET expires_at_ms = ? WHERE seq <= ? AND expires_at_ms > ? AND seq IN (${OPEN_ROWS})`,
  );
  const newest = db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM charges');
  const shiftWatch = db.prepare<[number, number, number, number]>(
    `UPDATE charges SET watch_next_at_ms = watch_next_at_ms + ?, watch_until_ms = watch_until_ms + ?
     WHERE watch_next_at_ms IS NOT NULL AND updated_at_ms NOT BETWEEN ? AND ?`,
  );

  const read = (row: ChargeRow): Charge =>
    readCharge(
      row,
      attemptsOf.all(row.id).map(({ facts }) => readFacts(facts)),
    );
  const maybe = (row: ChargeRow | undefined): Charge | undefined => row && read(row);

  /** Charges and all their attempts by one question. */
  function readPage(rows: readonly ChargeRow[]): { seq: number; charge: Charge }[] {
    const found = attemptsOfAll.all(JSON.stringify(rows.map(({ id }) => id)));
    const attempts = Map.groupBy(found, (attempt) => attempt.charge_id);
    return rows.map((row) => {
      const facts = (attempts.get(row.id) ?? []).map((attempt) => readFacts(attempt.facts));
      return { seq: row.seq, charge: readCharge(row, facts) };
    });
  }

  function insertAll(charges: readonly Charge[]): void {
    insertRows(
      charges.map((charge) => {
        const row = writeCharge(charge);
        return columns.map((name) => row[name]);
      }),
    );
    for (const charge of charges) saveAttempts(charge);
  }

  return {
    readPage,
    insert: (charge: Charge): void => insertAll([charge]),
    insertAll,
    save(charge: Charge): void {
      if (!db.inTransaction) throw new Error('a charge is saved in one transaction with its journal line');
      update.run(writeCharge(charge));
      saveAttempts(charge);
    },
    get: (id: string) => maybe(byId.get(id)),
    /** The address that the order itself named for callbacks. */
    callbackUrl: (id: string): string | undefined => callbackUrl.get(id)?.callback_url,
    byOrder: (orderId: string) => maybe(byOrder.get(orderId)),
    /** Those of these numbers that a charge has. */
    knownOrders: (orderIds: readonly string[]): string[] =>
      knownOrders.all(JSON.stringify(orderIds)).map(({ order_id }) => order_id),
    byExternalId(externalId: string): Charge | undefined {
      const found = byExternalId.get(externalId);
      return found && maybe(byId.get(found.charge_id));
    },
    externalIdOfCheckout: (checkoutId: string): string | undefined => byCheckout.get(checkoutId)?.external_id,
    /** Charges that hold the terminal, oldest first. More than one only after a late find or a person's release. */
    onTerminal: (terminalId: string): Charge[] => onTerminal.all(terminalId).map(read),
    queued: (terminalId: string, limit: number): Charge[] => queued.all(terminalId, limit).map(read),
    countQueued: (terminalId: string): number => countQueued.get(terminalId)?.n ?? 0,
    dueToExpire: (nowMs: number, limit: number): Charge[] => dueToExpire.all(nowMs, limit).map(read),
    countSince: (status: Status, sinceMs: number): number =>
      countSince.get(rowsBetween(db, sinceMs, undefined).first, status, sinceMs)?.n ?? 0,
    paidIdsBetween: (fromMs: number, toMs: number): string[] => paidIdsBetween.all(fromMs, toMs).map(({ id }) => id),
    receivedBetween(fromMs: number, toMs: number): Charge[] {
      const { first, last } = rowsBetween(db, fromMs, toMs);
      return readPage(receivedBetween.all(first, last, fromMs, toMs)).map(({ charge }) => charge);
    },
    terminalsWithOpenCharges: (): string[] => openTerminals.all().map(({ id }) => id),
    /** Moves waits and watches by as much as the PC's clock was moved, but for those written between two moments since then. */
    shiftWaits: (byMs: number, writtenFromMs: number, writtenToMs: number): void => {
      shiftExpiry.run(byMs, writtenFromMs, writtenToMs);
      shiftWatch.run(byMs, byMs, writtenFromMs, writtenToMs);
    },
    newestSeq: (): number => newest.get()?.seq ?? 0,
    /** Ends, at that moment, the waits of all that was ordered up to this charge. */
    endWaits: (atMs: number, seq: number): void => void endWaits.run(atMs, seq, atMs),
    lastClosed: (terminalId: string) => maybe(lastClosed.get(terminalId)),
    countOpen: (): Readonly<Record<string, number>> =>
      Object.fromEntries(countOpen.all().map(({ status, n }) => [status, n])),
    setWatch: (id: string, nextAtMs: number | null, untilMs: number | null): void => {
      setWatch.run(nextAtMs, untilMs, id);
    },
    dueToWatch: (nowMs: number, limit: number): { charge: Charge; untilMs: number }[] =>
      dueToWatch
        .all(nowMs, limit)
        .map((row) => ({ charge: read(row), untilMs: (row as ChargeRow & { watch_until_ms: number }).watch_until_ms })),
    nextWatchAtMs: (): number | null => nextWatch.get()?.at ?? null,
  };

  function saveAttempts(charge: Charge): void {
    for (const attempt of charge.attempts) {
      putAttempt.run(charge.id, attempt.number, attempt.externalId, writeFacts(attempt));
      const checkoutIds = [
        ...attempt.commands.map((each) => each.checkoutId),
        ...attempt.checkouts.map((each) => each.id),
      ];
      for (const checkoutId of checkoutIds) if (checkoutId) putCheckout.run(checkoutId, attempt.externalId);
    }
  }
}
export type Charges = ReturnType<typeof createCharges>;

/** The names that writeCharge() gives, once, so that the statements are built from them. */
const COLUMNS: Record<keyof ReturnType<typeof writeCharge>, true> = {
  id: true,
  order_id: true,
  source: true,
  terminal_id: true,
  amount_in_cents: true,
  currency: true,
  installments: true,
  description: true,
  metadata: true,
  callback_url: true,
  created_at_ms: true,
  updated_at_ms: true,
  expires_at_ms: true,
  expire_after_ms: true,
  wish: true,
  wish_attempt: true,
  released_at_ms: true,
  status: true,
  on_terminal: true,
  closed_at_ms: true,
  paid_at_ms: true,
  paid_in_cents: true,
  tip_in_cents: true,
  last4: true,
};
