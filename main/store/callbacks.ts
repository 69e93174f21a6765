import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { CALLBACK_STATES } from '../contract/callbacks.ts';

const rowSchema = z.strictObject({
  seq: z.int(),
  id: z.string(),
  charge_id: z.string(),
  url: z.string(),
  event: z.string(),
  told: z.string(),
  body: z.string(),
  state: z.enum(CALLBACK_STATES),
  created_at_ms: z.int(),
  give_up_at_ms: z.int(),
  due_at_ms: z.int(),
  tries: z.int(),
  last_try_at_ms: z.int().nullable(),
  last_result: z.string().nullable(),
});

/** One message to one address. `body` and `id` stay the same on every try. */
export interface Callback {
  readonly id: string;
  readonly chargeId: string;
  readonly url: string;
  readonly event: string;
  readonly body: string;
  readonly state: (typeof CALLBACK_STATES)[number];
  readonly createdAtMs: number;
  readonly giveUpAtMs: number;
  readonly dueAtMs: number;
  readonly tries: number;
  readonly lastTryAtMs: number | null;
  readonly lastResult: string | null;
}
export type NewCallback = Pick<
  Callback,
  'id' | 'chargeId' | 'url' | 'event' | 'body' | 'createdAtMs' | 'giveUpAtMs'
> & {
  /** What is told, to tell news from what this address knows already. */
  readonly told: string;
};

function read(raw: unknown): Callback {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    chargeId: row.charge_id,
    url: row.url,
    event: row.event,
    body: row.body,
    state: row.state,
    createdAtMs: row.created_at_ms,
    giveUpAtMs: row.give_up_at_ms,
    dueAtMs: row.due_at_ms,
    tries: row.tries,
    lastTryAtMs: row.last_try_at_ms,
    lastResult: row.last_result,
  };
}

/** Delivered ones are kept this long for people to look at. */
const KEPT_MS = 7 * 24 * 3_600_000;
/** Some ms. */
const PRUNED_AT_ONCE = 200;

/** The oldest waiting one of each charge and address: the next is told only after it, so that order is kept. */
const HEADS = `callbacks AS head WHERE state = 'waiting' AND NOT EXISTS (
  SELECT 1 FROM callbacks AS older WHERE older.state = 'waiting' AND older.charge_id = head.charge_id
  AND older.url = head.url AND older.seq < head.seq)`;

/** `erp.example:8080`: who is told, whatever the path. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');

/** Callbacks that are due, and how far the journal has been turned into them. */
export function createCallbackTable(db: Database) {
  const cursor = db.prepare<[], { seq: number }>('SELECT seq FROM callback_cursor');
  const moveCursor = db.prepare<[number]>(
    'INSERT INTO callback_cursor (only, seq) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET seq = max(seq, excluded.seq)',
  );
  const insert = db.prepare<[string, string, string, string, string, string, number, number, number]>(
    `INSERT INTO callbacks (id, charge_id, url, event, told, body, state, created_at_ms, give_up_at_ms, due_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?)`,
  );
  const lastTold = db.prepare<[string, string], { told: string }>(
    'SELECT told FROM callbacks WHERE charge_id = ? AND url = ? ORDER BY seq DESC LIMIT 1',
  );
  db.function('host_of_url', { deterministic: true }, (url: unknown) => hostOf(String(url)));
  const heads = db.prepare<[number, number]>(
    `SELECT callbacks.* FROM callbacks JOIN (
       SELECT seq, row_number() OVER (PARTITION BY host_of_url(url) ORDER BY due_at_ms) AS place
       FROM ${HEADS} AND due_at_ms <= ?) AS placed ON placed.seq = callbacks.seq
     WHERE place <= ? ORDER BY place, due_at_ms`,
  );
  const nextDue = db.prepare<[], { at: number | null }>(`SELECT min(due_at_ms) AS at FROM ${HEADS}`);
  const tried = db.prepare<[string, number, number, string, string]>(
    `UPDATE callbacks SET state = ?, due_at_ms = ?, tries = tries + 1, last_try_at_ms = ?, last_result = ?
     WHERE id = ? AND state = 'waiting'`,
  );
  const revive = db.prepare<[number, number, string]>(
    "UPDATE callbacks SET state = 'waiting', tries = 0, due_at_ms = ?, give_up_at_ms = ? WHERE id = ? AND state <> 'waiting'",
  );
  const shiftDue = db.prepare<[number, number, number]>(
    `UPDATE callbacks SET due_at_ms = due_at_ms + ?
     WHERE state = 'waiting' AND coalesce(last_try_at_ms, created_at_ms) NOT BETWEEN ? AND ?`,
  );
  const shiftEnd = db.prepare<[number, number, number]>(
    `UPDATE callbacks SET give_up_at_ms = give_up_at_ms + ? WHERE state = 'waiting' AND created_at_ms NOT BETWEEN ? AND ?`,
  );
  const keepTime = db.prepare<[number, number, number]>(
    "UPDATE callbacks SET give_up_at_ms = min(give_up_at_ms + ?, ?) WHERE state = 'waiting' AND give_up_at_ms < ?",
  );
  const bringForward = db.prepare<[number, number, number]>(
    "UPDATE callbacks SET due_at_ms = ?, give_up_at_ms = ? WHERE state = 'waiting' AND give_up_at_ms > ?",
  );
  const byId = db.prepare<[string]>('SELECT * FROM callbacks WHERE id = ?');
  const list = db.prepare<[number]>('SELECT * FROM callbacks ORDER BY seq DESC LIMIT ?');
  const listState = db.prepare<[string, number]>('SELECT * FROM callbacks WHERE state = ? ORDER BY seq DESC LIMIT ?');
  const counts = db.prepare<[], { state: string; n: number }>(
    'SELECT state, count(*) AS n FROM callbacks GROUP BY state',
  );
  // The newest one of each address stays: it says what that address knows.
  const prune = db.prepare<[number, number]>(
    `DELETE FROM callbacks WHERE state = 'delivered' AND seq > ? AND seq <= ? AND EXISTS (
       SELECT 1 FROM callbacks AS newer WHERE newer.charge_id = callbacks.charge_id AND newer.url = callbacks.url
       AND newer.seq > callbacks.seq)`,
  );
  const deliveredAfter = db.prepare<[number, number, number], { seq: number }>(
    `SELECT seq FROM callbacks WHERE state = 'delivered' AND seq > ? AND created_at_ms < ? ORDER BY seq LIMIT ?`,
  );
  /** Rows up to here were looked at since the start; what stays of them is what an address knows. */
  let prunedSeq = 0;

  const addAll = db.transaction((added: readonly NewCallback[], seq: number) => {
    for (const each of added)
      insert.run(
        each.id,
        each.chargeId,
        each.url,
        each.event,
        each.told,
        each.body,
        each.createdAtMs,
        each.giveUpAtMs,
        each.createdAtMs,
      );
    moveCursor.run(seq);
  });
  return {
    /** The journal number up to which news became callbacks; null before the first call of `add`. */
    cursor: (): number | null => cursor.get()?.seq ?? null,
    /** What this address was told (or is about to be) of the charge last. */
    lastTold: (chargeId: string, url: string): string | undefined => lastTold.get(chargeId, url)?.told,
    add: (added: readonly NewCallback[], seq: number): void => void addAll.immediate(added, seq),
    /** What is due, the oldest of each host: a host that does not answer must not fill the list. */
    due: (nowMs: number, perHost: number): Callback[] => heads.all(nowMs, perHost).map(read),
    nextDueMs: (): number | null => nextDue.get()?.at ?? null,
    markTried(id: string, outcome: { state: Callback['state']; dueAtMs: number; atMs: number; result: string }): void {
      tried.run(outcome.state, outcome.dueAtMs, outcome.atMs, outcome.result, id);
    },
    /** A person sends it again, delivered or dead. False when there is none, or it is waiting anyway. */
    revive: (id: string, atMs: number, giveUpAtMs: number): boolean => revive.run(atMs, giveUpAtMs, id).changes === 1,
    /** Moves waits by as much as the PC's clock was moved, but for those written between two moments since then. */
    shiftWaits(byMs: number, writtenFromMs: number, writtenToMs: number): void {
      shiftDue.run(byMs, writtenFromMs, writtenToMs);
      shiftEnd.run(byMs, writtenFromMs, writtenToMs);
    },
    /** Gives back the time in which nothing could be tried; nothing is then given up later than `endMs`, the furthest that is ever set. */
    keepTime: (idleMs: number, endMs: number): void => void keepTime.run(idleMs, endMs, endMs),
    /** Tries at once what is not to be given up before `endMs`, the furthest that is ever set: the clock was set back meanwhile. */
    bringForward: (nowMs: number, endMs: number): void => void bringForward.run(nowMs, endMs, endMs),
    get(id: string): Callback | undefined {
      const row = byId.get(id);
      return row === undefined ? undefined : read(row);
    },
    list: (state: Callback['state'] | undefined, limit: number): Callback[] =>
      (state === undefined ? list.all(limit) : listState.all(state, limit)).map(read),
    counts: (): Readonly<Record<string, number>> => Object.fromEntries(counts.all().map(({ state, n }) => [state, n])),
    /** Removes some of what was delivered long ago, a few ms of it; true when there is nothing more. */
    prune(nowMs: number): boolean {
      const old = deliveredAfter.all(prunedSeq, nowMs - KEPT_MS, PRUNED_AT_ONCE);
      const last = old.at(-1)?.seq;
      if (last === undefined) return true;
      prune.run(prunedSeq, last);
      prunedSeq = last;
      return old.length < PRUNED_AT_ONCE;
    },
  };
}
export type CallbackTable = ReturnType<typeof createCallbackTable>;
