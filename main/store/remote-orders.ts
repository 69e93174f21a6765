import type { Database } from 'better-sqlite3';

export interface RemoteOrderNote {
  readonly orderId: string;
  /** The hub's id of it; null while it is not known whether the hub got it. */
  readonly id: string | null;
  readonly terminalId: string;
}
interface Row {
  order_id: string;
  id: string | null;
  terminal_id: string;
}

/** Order numbers that were sent to another bridge's terminal. */
export function createRemoteOrders(db: Database) {
  const byOrder = db.prepare<[string], Row & { ended: number }>('SELECT * FROM remote_orders WHERE order_id = ?');
  const known = db.prepare<[string], { order_id: string }>(
    'SELECT order_id FROM remote_orders WHERE order_id IN (SELECT value FROM json_each(?))',
  );
  const byId = db.prepare<[string], Row>('SELECT * FROM remote_orders WHERE id = ?');
  const put = db.prepare<[string, string, number]>(
    `INSERT INTO remote_orders (order_id, terminal_id, at_ms) VALUES (?, ?, ?)
     ON CONFLICT (order_id) DO UPDATE SET id = NULL, terminal_id = excluded.terminal_id, at_ms = excluded.at_ms, ended = 0`,
  );
  const setId = db.prepare<[string, string, number, string]>(
    'UPDATE remote_orders SET id = ?, terminal_id = ?, ended = ? WHERE order_id = ?',
  );
  const drop = db.prepare<[string]>('DELETE FROM remote_orders WHERE order_id = ? AND id IS NULL');
  const open = db.prepare<[number, number], Row>(
    'SELECT * FROM remote_orders WHERE ended = 0 AND (id IS NULL OR at_ms >= ?) ORDER BY at_ms DESC LIMIT ?',
  );
  const recent = db.prepare<[number, number], Row>(
    'SELECT * FROM remote_orders WHERE id IS NOT NULL AND at_ms >= ? ORDER BY at_ms DESC LIMIT ?',
  );
  const unanswered = db.prepare<[number], Row>('SELECT * FROM remote_orders WHERE id IS NULL ORDER BY at_ms LIMIT ?');
  const read = (row: Row | undefined): RemoteOrderNote | undefined =>
    row && { orderId: row.order_id, id: row.id, terminalId: row.terminal_id };

  return {
    /** The order while it may be charged elsewhere; undefined when it never went there, or ended there without a charge. */
    taken(orderId: string): RemoteOrderNote | undefined {
      const row = byOrder.get(orderId);
      return row?.ended === 0 ? read(row) : undefined;
    },
    /** Those of these numbers that were ever sent. */
    known: (orderIds: readonly string[]): string[] =>
      known.all(JSON.stringify(orderIds)).map(({ order_id }) => order_id),
    ofId: (id: string): RemoteOrderNote | undefined => read(byId.get(id)),
    /** Before it is sent, or sent again: from here on it is taken, and what the hub makes of it is not known. */
    note: (orderId: string, terminalId: string, atMs: number): void => void put.run(orderId, terminalId, atMs),
    know: (orderId: string, id: string, terminalId: string, ended: boolean): void =>
      void setId.run(id, terminalId, ended ? 1 : 0, orderId),
    /** The hub said no, or never got it. */
    forget: (orderId: string): void => void drop.run(orderId),
    /** Those that may still change, newest first: unknown ones, and those since that moment. */
    open: (sinceMs: number, limit: number): RemoteOrderNote[] =>
      open.all(sinceMs, limit).flatMap((row) => read(row) ?? []),
    /** Of those the hub has, all since that moment, newest first. One that ended may have been sent again by others. */
    recent: (sinceMs: number, limit: number): RemoteOrderNote[] =>
      recent.all(sinceMs, limit).flatMap((row) => read(row) ?? []),
    /** Numbers of those of which it is not known whether the hub has them. */
    unanswered: (limit: number): string[] => unanswered.all(limit).map(({ order_id }) => order_id),
  };
}
export type RemoteOrders = ReturnType<typeof createRemoteOrders>;
